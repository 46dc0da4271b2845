"""Read an outside file to the rows of a resource, and everything that is wrong with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from atlas.base.i18n import LANGS
from atlas.curation.ingest.column_finding import find_columns
from atlas.curation.ingest.default_values import checked_mapping
from atlas.curation.ingest.ingest_problems import join, problem
from atlas.curation.ingest.leftovers import place_leftovers
from atlas.curation.ingest.limits import Limits
from atlas.curation.ingest.mapping import ColumnMapping
from atlas.curation.ingest.mapping_file import read_mapping
from atlas.curation.ingest.memory import no_collecting
from atlas.curation.ingest.opening import Upload, cells_of, choices_for, open_file, open_table
from atlas.curation.ingest.presets import denue
from atlas.curation.ingest.progress import Progress, silent
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.row_judging import settle
from atlas.curation.ingest.rows import Rows, make_rows
from atlas.curation.ingest.text_table import Choices, Table
from atlas.data import Package, load, schema
from atlas.data.schema import PLAIN_TEXT, resource_named


@dataclass(frozen=True, eq=False)
class Ingested:
    """An outside file, read.

    Every row of the file is in `frame`, in `held`, or named by a problem that says to which row
    it was joined (`row_joined`).

    Attributes
    ----------
    resource
        The resource that it was read as.
    frame
        The clean table: the columns of the resource as text; the index is the row of the file.
    held
        Rows with an error, as far as they could be read; each has at least one in `problems`.
    problems
        What is wrong: `atlas.data.schema.PROBLEM_COLUMNS`, by row; row 0 stands for the whole file.
    sources
        Sources that the rows cite and the package does not have, the file itself among them.
    mapping
        Which column was taken for what.
    table
        The table as it was found, before it was understood.
    rows_in
        Number of rows of the file.
    """

    resource: str
    frame: pd.DataFrame
    held: pd.DataFrame
    problems: pd.DataFrame
    sources: pd.DataFrame
    mapping: ColumnMapping
    table: Table = field(repr=False)
    rows_in: int


@no_collecting()
def read(  # noqa: PLR0913, options of one call, named by whoever gives them
    file: str | Path | Upload,
    *,
    resource: str,
    mapping: ColumnMapping | str | Path | None = None,
    package: Package | None = None,
    sheet: str = "",
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Ingested:
    """Read an outside file: CSV, workbooks, map files, and the formats of well-known tools.

    Nothing of the file is run, repaired by guessing or dropped in silence.

    Parameters
    ----------
    file
        The file: its path, or an `Upload` that is not on disk.
    resource
        What its rows are: `shelters`, `offices`, `services`, `crossings`, or another table of
        the package.
    mapping
        Which column says what: a mapping or a TOML file. Without one it is found by the headers.
    package
        The data package that the rows are to join; the bundled one when not given.
    sheet
        Name or number of the sheet, layer or archive member.
    limits
        The largest file that is read.
    progress
        Told the stage and how much of it is done.

    Returns
    -------
    ingested
        The clean rows, those held back, and every problem.

    Raises
    ------
    IngestError
        When the file cannot be read at all; the message says why, in one line.
    DataPackageError
        When the package has no such resource.
    """
    tell = progress or silent
    package = package or load()
    targets = columns_of(package, resource)
    told = read_mapping(mapping, targets) if isinstance(mapping, str | Path) else mapping
    told = checked_mapping(told, package, resource) if told else None
    choices = choices_for(package, targets, told, sheet, limits or Limits())
    tell("reading", 0.0)
    table, rows_in = open_table(file, choices)
    tell("reading", 1.0)
    used, problems = find_mapping(table, told, package, targets)
    return interpret(
        table, used, problems, resource=resource, package=package, rows_in=rows_in, progress=tell
    )


def interpret(  # noqa: PLR0913, the parts of a file that was opened
    table: Table,
    used: ColumnMapping,
    problems: Sequence[pd.DataFrame],
    *,
    resource: str,
    package: Package,
    rows_in: int,
    progress: Progress | None = None,
    asked: bool = False,
) -> Ingested:
    """Read the rows of a table whose columns are known.

    Parameters
    ----------
    table
        The table, its cells tidied.
    used
        Which column says what.
    problems
        What is wrong with the columns.
    resource, package, progress
        As in `read`.
    rows_in
        Number of rows of the file.
    asked
        Whether somebody can be asked what the columns are: none need be known then.

    Returns
    -------
    ingested
        The clean rows, those held back, and every problem.

    Raises
    ------
    IngestError
        When there are no rows, or no column is known.
    """
    tell = progress or silent
    if not len(table.cells):
        raise refused("no_rows", name=table.file)
    if not used.columns and table.points is None and not asked:
        headers = ", ".join(str(header)[:30] for header in table.cells.columns[:12])
        if _look_like_cells(table):
            raise refused("no_header_row", name=table.file, headers=headers)
        raise refused("no_known_column", name=table.file, headers=headers)
    rows = make_rows(table, used, resource, package, tell)
    tell("checking", 0.0)
    unread = [part["row"] for part in rows.problems if (part["severity"] == "error").any()]
    settled = settle(
        rows.frame,
        resource,
        package,
        file=table.file,
        sources=rows.sources,
        held=table.held.union(*unread),
    )
    tell("checking", 1.0)
    # A row that is held for its shape has its cells in the wrong places: what they say is noise.
    cells = join([*rows.problems, settled.problems])
    if table.held:
        cells = cells[~cells["row"].isin(table.held)]
    seen = [part for part in table.problems if not _is_of_unused(part, table, used)]
    lacking = _never_said(rows, settled.problems, table.file)
    return Ingested(
        resource=resource,
        frame=settled.frame.astype(PLAIN_TEXT),
        held=settled.held.astype(PLAIN_TEXT),
        problems=join([*seen, *problems, *lacking, cells]),
        sources=rows.sources,
        mapping=used,
        table=table,
        rows_in=rows_in,
    )


_A_CELL = re.compile(r"[-+]?\d[\d.,]*|https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.\w+")


def _look_like_cells(table: Table) -> bool:
    """Say whether headers are rather the first row: numbers, links, what other rows say too."""
    headers = [str(header) for header in table.cells.columns]
    return any(
        _A_CELL.fullmatch(header) or header in table.cells[header].tolist() for header in headers
    )


_OF_CELLS = frozenset((
    "formula", "formula_text", "formula_lost", "cell_error", "control_characters",
    "mojibake", "letters_restored", "missing_marks", "numbers_restored", "number_lost", "html_text",
))  # fmt: skip


def _is_of_unused(problems: pd.DataFrame, table: Table, used: ColumnMapping) -> bool:
    """Say whether problems are of the cells of a column that nothing is read from."""
    if not len(problems) or problems["code"].iloc[0] not in _OF_CELLS:
        return False
    column = problems["column"].iloc[0]
    return column in table.cells.columns and column not in used.headers()


def _never_said(rows: Rows, problems: pd.DataFrame, file: str) -> list[pd.DataFrame]:
    """Name what every row needs and none says: it can be said once for all of them."""
    columns = problems.loc[problems["code"] == "required", "column"].unique()
    return [
        problem("never_said", file=file, column=column)
        for column in columns
        if not (rows.frame[column] != "").any() and column not in rows.unread
    ]


def read_table(file: str | Path | Upload, *, limits: Limits | None = None) -> pd.DataFrame:
    """Read the cells of a file as they are, without knowing what its columns say.

    Parameters
    ----------
    file, limits
        As in `read`.

    Returns
    -------
    cells
        Text, one column a header; the index is the row of the file.

    Raises
    ------
    IngestError
        When the file or one of its rows cannot be read.
    """
    choices = Choices(known=lambda _header: False, limits=limits or Limits(), header_row=1)
    table = cells_of(file, choices)
    found = join(table.problems)
    errors = found[found["severity"] == "error"]
    if len(errors):
        first = errors.iloc[0]
        why = {lang: first[f"message_{lang}"] for lang in LANGS}
        raise refused("bad_row", name=table.file, row=str(first["row"]), why=why)
    return table.cells.astype("str")


def open_upload(
    upload: Upload,
    *,
    resource: str,
    package: Package,
    sheet: str = "",
    header_row: int | None = None,
    limits: Limits | None = None,
) -> tuple[Table, int]:
    """Read the table of a file, its cells as they are, and count the rows of the file.

    Raises
    ------
    IngestError
        When the file cannot be read at all.
    """
    targets = columns_of(package, resource)
    told = ColumnMapping(header_row=header_row)
    return open_file(upload, choices_for(package, targets, told, sheet, limits or Limits()))


def columns_of(package: Package, resource: str) -> list[str]:
    """Give the columns of a table of the package.

    Raises
    ------
    IngestError
        When the resource is a map layer.
    """
    described = resource_named(package.descriptor, resource)
    if described.get("format") != "csv":
        raise refused("not_a_table", resource=resource)
    return schema.columns_of(described)


def find_mapping(
    table: Table, told: ColumnMapping | None, package: Package, targets: list[str]
) -> tuple[ColumnMapping, list[pd.DataFrame]]:
    """Give the mapping in use: what is recognised, and what is left goes to the notes.

    Parameters
    ----------
    table
        The table, its cells tidied.
    told
        What a person says.
    package, targets
        The package, and the columns of the resource.

    Returns
    -------
    mapping, problems
        The mapping; the headers that it misses, those that are alike, and those that are not known.
    """
    found, problems = recognised(table, told, package, targets)
    used, left = place_leftovers(table, found, targets, problems)
    return used, [*problems, *left]


def recognised(
    table: Table, told: ColumnMapping | None, package: Package, targets: list[str]
) -> tuple[ColumnMapping, list[pd.DataFrame]]:
    """Give what a person says of the columns, with what is recognised beside it."""
    preset = denue(table)
    if preset:
        found = _added(preset, told or ColumnMapping())
        problems = [problem("preset", file=table.file, preset="DENUE")]
    else:
        found, problems = find_columns(table, package.vocab, targets, told)
    missing = sorted(found.headers() - set(table.cells.columns))
    problems += [problem("column_missing", file=table.file, column=name) for name in missing]
    return found, problems


def _added(found: ColumnMapping, told: ColumnMapping) -> ColumnMapping:
    """Give what was found of a file of a known make, with what a person says instead."""
    moved = told.headers() | frozenset(told.unused)
    columns = {name: source for name, source in found.columns.items()
               if not moved & frozenset(source.headers)}  # fmt: skip
    return replace(
        told,
        columns={**columns, **told.columns},
        defaults={**found.defaults, **told.defaults},
    )
