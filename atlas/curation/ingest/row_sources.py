"""Where rows come from: the file itself, and what its rows cite."""

import re
from pathlib import PurePosixPath

import pandas as pd

from atlas.curation.ingest.mapping import ColumnMapping
from atlas.curation.ingest.place_rows import slug
from atlas.curation.ingest.text_table import TEXT

_LINK = re.compile(r"https?://[^\s<>\"]+")
_UNKNOWN = "unknown"
_PARTS = re.compile(r"\s*[;\n]\s*")


def name_sources(
    cited: pd.Series, mapping: ColumnMapping, known: pd.DataFrame, *, file: str
) -> tuple[pd.Series, pd.DataFrame]:
    """Give every row its sources: those it cites, and the file.

    Parameters
    ----------
    cited
        What the rows say of their source: identifiers of the package, titles or links.
    mapping
        What a person says of the file as a source.
    known
        The sources of the package.
    file
        Name of the file.

    Returns
    -------
    source_ids, sources
        Identifiers of every row, parted by semicolons; and one row for every source that the
        package does not have yet, the first for the file itself.
    """
    of_file = file_source(file, mapping, list(known.columns))
    file_id = of_file["source_id"]
    ids = set(known["source_id"])
    rows = {file_id: of_file}
    by_text: dict[str, str] = {}
    for text in cited.unique():
        found = [part for part in _PARTS.split(text) if part]
        names = [part if part in ids else _cite(part, rows, of_file) for part in found]
        by_text[text] = ";".join(dict.fromkeys([*names, file_id]))
    sources = pd.DataFrame(list(rows.values()), columns=list(known.columns), dtype="str")
    found = [by_text[text] for text in cited.tolist()]
    source_ids = pd.Series(found, index=cited.index, dtype=TEXT)
    return source_ids, sources[~sources["source_id"].isin(ids)]


def file_source(file: str, mapping: ColumnMapping, columns: list[str]) -> dict[str, str]:
    """Give the file as a row of `sources.csv`, with what the mapping says of it."""
    name = PurePosixPath(file.partition(":")[0]).name
    told = dict(mapping.source)
    row = {
        "source_id": f"file-{slug(PurePosixPath(name).stem) or 'unnamed'}",
        "title": told.get("title") or name,
        "publisher": told.get("publisher") or _UNKNOWN,
        "kind": "file",
        "url": told.get("url", ""),
        "path": name,
        "date": told.get("date", ""),
        "licence": told.get("licence") or _UNKNOWN,
    }
    return {column: row.get(column, "") for column in columns}


def _cite(text: str, rows: dict[str, dict[str, str]], of_file: dict[str, str]) -> str:
    """Add what a row cites as a source of its own, once."""
    link = _LINK.search(text)
    base = slug(re.sub(r"https?://(?:www\.)?", "", text)) or "unnamed"
    source_id, number = base, 1
    while source_id in rows and rows[source_id]["title"] != text:
        number += 1
        source_id = f"{base}-{number}"
    rows.setdefault(
        source_id,
        dict.fromkeys(of_file, "")
        | {
            "source_id": source_id,
            "title": text,
            "publisher": _UNKNOWN,
            "kind": "web" if link else "file",
            "url": link[0].rstrip(".,)") if link else "",
            "licence": _UNKNOWN,
        },
    )
    return source_id
