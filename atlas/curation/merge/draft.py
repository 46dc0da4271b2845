"""A partner's file while a person works on it: read once, corrected cell by cell, judged again.

A `Draft` is all there is of the file: it is in memory, and nothing of it is written or remembered
elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pandas as pd

from atlas.base.i18n import LANGS
from atlas.curation import ingest
from atlas.curation.ingest import ColumnMapping, Ingested, Limits, Progress, Source, Table, Upload
from atlas.curation.merge.incoming import judge_positions, typed
from atlas.data import Package
from atlas.data.place_columns import place_columns
from atlas.data.schema import resource_named
from atlas.places.join import locate
from atlas.places.privacy import publish

Cell = tuple[int, str]
"""A cell of the file: its row and its header."""

SEVERITIES: Final = ("error", "warning", "notice")
"""From the worst."""


@dataclass(frozen=True)
class Settings:
    """What a person says of a whole file.

    Attributes
    ----------
    columns
        The column of the atlas by header of the file, where it is another than the one found;
        empty for none.
    sources
        By column of the atlas, all that it is read from; `columns` takes headers away from it and
        adds others.
    defaults
        Text by column, for the rows that do not say it.
    source
        Title, publisher, date and licence of the file.
    values
        By column, the code that a text of the file stands for.
    reading
        `crs`, `order`, `west_positive` and `dates` of `atlas.curation.ingest.ColumnMapping`.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    reading: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Draft:
    """A file, what a person has said of it, and what came of it.

    Attributes
    ----------
    resource
        What its rows are.
    package
        The data package that they are to join.
    raw
        The table as it was found in the file.
    rows_in
        Number of rows of the file.
    limits
        How much a table may hold.
    sheet, header_row
        Which of its tables it is, and the number of its row of headers, where that was chosen.
    settings
        What a person says of the whole file.
    edits
        The text that a person has written into cells.
    """

    resource: str
    package: Package = field(repr=False)
    raw: Table = field(repr=False)
    rows_in: int
    limits: Limits
    sheet: str = ""
    header_row: int | None = None
    settings: Settings = field(default_factory=Settings)
    edits: Mapping[Cell, str] = field(default_factory=dict, repr=False)
    read: Ingested | None = field(default=None, repr=False)

    @property
    def found(self) -> Ingested:
        """The file as it is read now."""
        assert self.read is not None  # noqa: S101, only while it is made
        return self.read

    @property
    def fields(self) -> Sequence[Mapping[str, Any]]:
        """What the schema declares of the columns of the resource."""
        described = resource_named(self.package.descriptor, self.resource)
        return tuple(described["schema"]["fields"])

    @property
    def cells(self) -> pd.DataFrame:
        """The cells of the file with the edits in them."""
        cells = self.raw.cells.copy()
        for (row, header), text in self.edits.items():
            cells.at[row, header] = text
        return cells


def open_draft(  # noqa: PLR0913, options of one call, named by whoever gives them
    upload: Upload,
    *,
    resource: str,
    package: Package,
    sheet: str = "",
    header_row: int | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Draft:
    """Read a file that a person will work on.

    Parameters
    ----------
    upload, resource, package, sheet, limits, progress
        As `atlas.curation.ingest.read` takes them.
    header_row
        Number of the row of headers; 0 when the file has none.

    Raises
    ------
    IngestError
        When the file cannot be read at all.
    """
    if progress:
        progress("reading", 0.0)
    raw, rows_in = ingest.open_upload(
        upload,
        resource=resource,
        package=package,
        sheet=sheet,
        header_row=header_row,
        limits=limits,
    )
    draft = Draft(resource, package, raw, rows_in, limits or Limits(), sheet, header_row)
    return judged(draft, progress)


def change(
    draft: Draft, *, settings: Settings | None = None, edits: Mapping[Cell, str] | None = None
) -> Draft:
    """Give the draft with other settings or edits, judged again.

    Raises
    ------
    IngestError
        When nothing of the file can be read with these settings.
    """
    written = draft.edits if edits is None else edits
    original = draft.raw.cells
    return judged(
        replace(
            draft,
            settings=settings or draft.settings,
            edits={cell: text for cell, text in written.items() if text != original.at[cell]},
        )
    )


def judged(draft: Draft, progress: Progress | None = None) -> Draft:
    """Give a draft as it is read with its edits and settings."""
    raw = draft.raw
    # A row that was held for its shape is one a person has looked at, once it was edited.
    seen = {row for row, _ in draft.edits}
    said = [_unsettled(part, draft.edits, seen) for part in raw.problems]
    edited = replace(raw, cells=draft.cells, problems=said, held=raw.held - seen)
    table = ingest.tidy(ingest.tell_apart(edited), draft.limits)
    targets = ingest.columns_of(draft.package, draft.resource)
    used, problems = _columns(table, draft, targets)
    found = ingest.interpret(
        table,
        used,
        problems,
        resource=draft.resource,
        package=draft.package,
        rows_in=draft.rows_in,
        progress=progress,
        asked=True,
    )
    return replace(draft, read=judge_positions(found, draft.package, progress))


def _unsettled(problems: pd.DataFrame, edits: Mapping[Cell, str], seen: set[int]) -> pd.DataFrame:
    """Leave out what a reader has said of cells and rows that a person has rewritten."""
    whole_row = problems["row"].isin(seen) & (problems["severity"] == "error")
    cells = zip(problems["row"], problems["column"], strict=True)
    done = pd.Series([cell in edits for cell in cells], index=problems.index, dtype=bool)
    return problems[~(whole_row | done)]


def _columns(
    table: Table, draft: Draft, targets: list[str]
) -> tuple[ColumnMapping, list[pd.DataFrame]]:
    """Give which column says what: what was found, and what a person says instead.

    A column that several of the file can feed gets one more; any other is read from the one that
    a person has named.
    """
    settings = draft.settings
    moved: dict[str, list[str]] = {}
    for header, target in settings.columns.items():
        if header in table.cells.columns:
            moved.setdefault(target, []).append(header)
    more = {name: moved.pop(name) for name in list(moved) if name in ingest.SEVERAL}
    unwanted = tuple(moved.pop("", []))
    aside = tuple(header for headers in more.values() for header in headers)
    whole = {
        name: kept
        for name, source in settings.sources.items()
        if (kept := ingest.without(source, settings.columns))
    }
    # A street may be of several columns; anything else is read from the last that was named.
    parts = {
        name: Source(tuple(headers if name in ingest.ADDRESS_PARTS else headers[-1:]))
        for name, headers in moved.items()
    }
    told = ColumnMapping(
        columns={**whole, **parts},
        values=settings.values,
        defaults=settings.defaults,
        unused=(*unwanted, *aside),
        source=settings.source,
        **settings.reading,
    )
    told = ingest.checked_mapping(told, draft.package, draft.resource)
    used, problems = ingest.recognised(table, told, draft.package, targets)
    columns = dict(used.columns)
    for name, headers in more.items():
        columns[name] = ingest.with_headers(columns.get(name), name, headers)
    used = replace(used, columns=columns, unused=unwanted)
    used, left = ingest.place_leftovers(table, used, targets, problems)
    return used, [*problems, *left]


def as_public(draft: Draft) -> pd.DataFrame:
    """Give the clean rows of a draft as everybody would see them, located.

    What is protected, or does not say that it may be shown, is at its public position or has
    none.

    Returns
    -------
    places
        The facility columns and those of `atlas.places.join.locate`, numbers as numbers.
    """
    package = draft.package
    located = locate(typed(draft.found.frame, package).assign(layer=draft.resource), package)
    columns = place_columns(package.descriptor)
    return publish(located, "public", crossings=package.crossings, columns=columns)


def marks(draft: Draft) -> pd.DataFrame:
    """Say for every row of the file how bad its worst problem is, and what is wrong in words.

    Returns
    -------
    marks
        `severity` (empty when nothing is), `words_<lang>` for every language; the index is the
        row of the file.
    """
    found = draft.found.problems
    of_rows = found[found["row"] != 0].copy()
    of_rows["rank"] = of_rows["severity"].map(SEVERITIES.index)
    of_rows = of_rows.sort_values("rank", kind="stable")  # what holds a row back is read first
    worst = of_rows.groupby("row")["rank"].min().map(dict(enumerate(SEVERITIES)))
    index = draft.raw.cells.index
    words = {
        f"words_{lang}": of_rows.groupby("row")[f"message_{lang}"].agg(
            lambda said: " ".join(dict.fromkeys(said))
        )
        for lang in LANGS
    }
    columns = {"severity": worst, **words}
    return pd.DataFrame(
        {name: column.reindex(index).fillna("") for name, column in columns.items()}, index=index
    )


def headers_of(draft: Draft, column: str) -> tuple[str, ...]:
    """Give the headers of the file that a problem's column stands for.

    A problem names a header, several of them joined by ` + `, or a column of the atlas.
    """
    headers = draft.raw.cells.columns
    if column in headers:
        return (column,)
    parts = tuple(part for part in column.split(" + ") if part in headers)
    source = draft.found.mapping.columns.get(column)
    return parts or (source.headers if source else ())
