"""Corrections that a person notes: what may be named in public, and whether they fit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import pandas as pd

from atlas.curation.ingest import slug
from atlas.data import PLACES, Package, corrected_texts
from atlas.data.place_columns import place_columns
from atlas.data.schema import columns_of, key_columns, resource_named
from atlas.places.join import check_package
from atlas.places.privacy import effective_sensitivity

CORRECTIONS: Final = "corrections"
_SOURCES: Final = "sources"
_TABLES: Final = (*PLACES, "crossings")
_PROTECTION: Final = "sensitivity"


class Record(NamedTuple):
    """A row that can be corrected, as text; and the fields of it that may be named in public."""

    resource: str
    record_id: str
    texts: Mapping[str, str]
    fields: tuple[Mapping[str, Any], ...]
    protected: bool


@lru_cache(maxsize=2)
def records(package: Package) -> dict[str, Record]:
    """Give every place and crossing of a package by its id.

    How a place is protected is never corrected in public; of a protected one only what may be
    quoted is: not its position, its address and its notes.
    """
    columns = place_columns(package.descriptor)
    texts = corrected_texts(package.path, package.descriptor)
    found: dict[str, Record] = {}
    for resource in _TABLES:
        described = resource_named(package.descriptor, resource)
        (key,) = key_columns(described)
        rows = texts[resource].to_dict("records")
        for values, protection in zip(rows, _protection(texts[resource]), strict=True):
            row = {str(name): str(text) for name, text in values.items()}
            fields = tuple(
                field
                for field in described["schema"]["fields"]
                if field["name"] not in (key, _PROTECTION)
                and (protection == "open" or columns[field["name"]].may_quote(protection))
            )
            found[row[key]] = Record(resource, row[key], row, fields, protection != "open")
    return found


def _protection(table: pd.DataFrame) -> list[str]:
    """Give how each row is protected; what has no protection is open."""
    if _PROTECTION not in table:
        return ["open"] * len(table)
    return [str(code) for code in effective_sensitivity(table[_PROTECTION])]


def new_source(package: Package, title: str, publisher: str, url: str) -> dict[str, str]:
    """Give a line of `sources.csv` for a source that the package does not have."""
    described = resource_named(package.descriptor, _SOURCES)
    known = {
        "source_id": slug(f"{publisher} {title}") or "unnamed",
        "title": title,
        "publisher": publisher,
        "kind": "web" if url else "file",
        "url": url,
        "licence": "unknown",
    }
    return {name: known.get(name, "") for name in columns_of(described)}


def lines_of(package: Package, resource: str, lines: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """Give lines as a table with the columns of their resource."""
    columns = columns_of(resource_named(package.descriptor, resource))
    return pd.DataFrame(list(lines), columns=columns, dtype="str").fillna("")


def correction_problems(
    package: Package,
    lines: Sequence[Mapping[str, str]],
    sources: Sequence[Mapping[str, str]] = (),
) -> pd.DataFrame:
    """Say what is wrong with corrections, as `atlas check --corrections` does.

    Parameters
    ----------
    package
        The package that they correct.
    lines
        Lines of `corrections.csv`; row 2 is the first.
    sources
        Lines of `sources.csv` that they bring.

    Returns
    -------
    problems
        Columns `atlas.data.schema.PROBLEM_COLUMNS`: what is wrong with them, and what would be
        wrong with the package after them and is not now.
    """
    known = corrected_texts(package.path, package.descriptor)[_SOURCES]
    together = pd.concat([known, lines_of(package, _SOURCES, sources)], ignore_index=True)
    found = check_package(
        package.path,
        corrections=lines_of(package, CORRECTIONS, lines),
        changes={_SOURCES: together},
    )
    # The check of sources does not look into corrections that are only offered.
    found = found[found["code"] != "unused_source"]
    before = Counter(_problems_before(package))
    new = []
    for row in found.itertuples(index=False, name=None):
        new.append(before[row] <= 0)
        before[row] -= 1
    return found[new].reset_index(drop=True)


@lru_cache(maxsize=2)
def _problems_before(package: Package) -> tuple[tuple[Any, ...], ...]:
    return tuple(check_package(package.path).itertuples(index=False, name=None))
