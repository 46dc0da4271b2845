"""The rows of a resource, put together from the cells of a table."""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from opening_hours import validate

from atlas.base.text_search import fold
from atlas.curation.ingest.cell_tidying import one_line
from atlas.curation.ingest.cell_values import Field, header_of, read_column
from atlas.curation.ingest.coordinates import locate_rows
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.mapping import POSITION, ColumnMapping, label_of
from atlas.curation.ingest.place_rows import (
    identify,
    state_precision,
)
from atlas.curation.ingest.plus_codes import Towns
from atlas.curation.ingest.progress import Progress
from atlas.curation.ingest.protection import SENSITIVITY, read_protection
from atlas.curation.ingest.quantities import read_quantity
from atlas.curation.ingest.row_regions import REGIONS, name_regions, says_nothing
from atlas.curation.ingest.row_sources import name_sources
from atlas.curation.ingest.suspect_positions import Area, check_positions
from atlas.curation.ingest.text_table import TEXT, Table
from atlas.data import Package
from atlas.data.schema import columns_of, key_columns, naming_columns, resource_named
from atlas.data.vocab import Vocabularies

_BY_RESOURCE: Final[Mapping[str, Mapping[str, str]]] = {
    "shelters": {"kind": "shelter", "capacity_unit": "beds"},
    "crossings": {},
}
"""What the rows of a resource are where they do not say otherwise."""

_FAIL_CLOSED: Final = {"sensitivity": "withheld", "status": "unknown"}
"""What is assumed of every row that says nothing: the least that could do harm."""

_NOTES: Final = "notes"
_MAIL = r"[^@\s]@[^@\s]+\.[a-zA-Z]{2,}"
_WEEKLY = re.compile(r"24/7|(?:Mo|Tu|We|Th|Fr|Sa|Su)\b.*\d{2}:\d{2}-\d{2}:\d{2}.*")
_ELSEWHERE = ("lon", "lat", "source_ids", "position_source_ids", "municipality_code")
_BOX_MARGIN_DEG = 1.5
_CITY = 20_000  # people


class Rows(NamedTuple):
    """Rows of a resource as text, the sources they need, and what could not be read."""

    frame: pd.DataFrame
    sources: pd.DataFrame
    problems: list[pd.DataFrame]
    unread: frozenset[str]
    """Columns of which rows say something that is not understood."""


def make_rows(
    table: Table,
    mapping: ColumnMapping,
    resource: str,
    package: Package,
    progress: Progress,
) -> Rows:
    """Read the cells of a table as the rows of a resource.

    Parameters
    ----------
    table
        The table, its cells tidied.
    mapping
        Which column says what.
    resource
        The resource of the package.
    package
        The package that the rows are to join: schema, codes, municipalities, towns, sources.
    progress
        Told how far it is.

    Returns
    -------
    rows
        One row for each of the table, in order. Cells that could not be read are empty, each
        with a problem.
    """
    described = resource_named(package.descriptor, resource)
    frame, problems, unread = _read_fields(table, mapping, described, package, progress)
    names = set(frame.columns)
    if "municipality_code" in names:
        frame, found = name_regions(frame, table, mapping, package, unread)
        problems += found
    frame, found = _assume(frame, mapping, resource, table.file, unread)
    problems += found
    if {"lon", "lat", "precision", "precision_m"} <= names:
        frame, found = _positions(frame, table, mapping, package)
        problems += found
    if "capacity_unit" in names:
        frame, found = _units(frame, table, mapping, package.vocab)
        problems += found
    cited = frame.get("source_ids", pd.Series("", index=frame.index, dtype=TEXT))
    source_ids, sources = name_sources(cited, mapping, package.sources, file=table.file)
    frame = frame.assign(source_ids=source_ids)
    if "position_source_ids" in names:
        there = frame["lon"] != ""
        file_id = source_ids.str.rpartition(";")[2]
        frame["position_source_ids"] = file_id.where(there, "").astype(TEXT)
    if "name" in names:
        (key,) = key_columns(described)
        frame[key] = identify(frame, key, _known_ids(package, key))
    said = frozenset(name for name, texts in unread.items() if len(texts))
    return Rows(frame[columns_of(described)], sources, problems, said)


def _known_ids(package: Package, key: str) -> frozenset[str]:
    """Give the identifiers that places or crossings of the package have."""
    tables = (package.places, package.crossings)
    return frozenset(text for table in tables if key in table.columns for text in table[key])


def _read_fields(
    table: Table,
    mapping: ColumnMapping,
    described: Mapping[str, Any],
    package: Package,
    progress: Progress,
) -> tuple[pd.DataFrame, list[pd.DataFrame], dict[str, pd.Series]]:
    fields: list[Field] = described["schema"]["fields"]
    naming = naming_columns(described)
    columns: dict[str, pd.Series] = {}
    problems: list[pd.DataFrame] = []
    unread: dict[str, pd.Series] = {}
    nothing = pd.Series("", index=table.cells.index, dtype=TEXT)
    for number, field in enumerate(fields):
        name = field["name"]
        source = mapping.columns.get(name)
        texts = source.read(table.cells) if source else nothing
        if name == SENSITIVITY:
            texts, found = read_protection(
                table, mapping, package.vocab, of_shelters=described["name"] == "shelters"
            )
            problems += found
        elif source and name not in _ELSEWHERE and name != fields[0]["name"]:
            texts, found, unread[name] = read_column(
                texts, field, mapping, package.vocab, file=table.file
            )
            problems += (
                [part.assign(severity="error") for part in found] if name in naming else found
            )
        columns[name] = texts
        progress("values", (number + 1) / len(fields))
    if {"hours", "hours_note"} <= columns.keys():
        columns |= _hours(columns["hours"], columns["hours_note"])
    if _NOTES in columns:
        columns[_NOTES] = _noted(columns[_NOTES], unread, mapping)
    return pd.DataFrame(columns, index=table.cells.index, dtype=TEXT), problems, unread


def _hours(hours: pd.Series, note: pd.Series) -> dict[str, pd.Series]:
    """Put what is in the syntax of opening hours into its column, and other words into the note."""
    valid = {text: validate(text) for text in {*hours.tolist(), *note.tolist()} if text}
    pairs = [
        (said, beside) if valid.get(said) else ("", "; ".join(filter(None, (said, beside))))
        for said, beside in zip(hours.tolist(), note.tolist(), strict=True)
    ]
    # `9:00-18:00` is valid too, of every day, which nobody has said.
    pairs = [(beside, "") if not said and valid.get(beside) and _WEEKLY.fullmatch(beside)
             else (said, beside) for said, beside in pairs]  # fmt: skip
    made = pd.DataFrame(pairs, columns=["hours", "hours_note"], index=hours.index, dtype=TEXT)
    return {name: made[name] for name in made.columns}


def _noted(notes: pd.Series, unread: Mapping[str, pd.Series], mapping: ColumnMapping) -> pd.Series:
    """Add what could not be read to the notes, named by its header; but no addresses of mail."""
    texts = dict(zip(notes.index.tolist(), notes.tolist(), strict=True))
    for name, left in unread.items():
        label = label_of(header_of(name, mapping))
        for row, text in left[~left.str.contains(_MAIL, regex=True)].items():
            before = texts[row].rstrip()
            end = ". " if before and before[-1] not in ".;:!?" else " "
            texts[row] = f"{before}{end}{label}: {one_line(text)}".strip()
    return pd.Series(list(texts.values()), index=notes.index, dtype=TEXT)


def _assume(
    frame: pd.DataFrame,
    mapping: ColumnMapping,
    resource: str,
    file: str,
    unread: Mapping[str, pd.Series],
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Fill empty cells: with what the mapping says, with what the resource is, failing closed."""
    filled = frame.copy()
    problems: list[pd.DataFrame] = []
    unit = "capacity_unit"
    elsewhere = ("lon", "lat", unit, *(REGIONS if REGIONS[-1] in filled.columns else ()))
    for column, text in mapping.defaults.items():
        if column in filled.columns and column not in elsewhere:
            silent = says_nothing(filled, column, unread)
            filled[column] = filled[column].where(~silent, text)
    for column, text in _BY_RESOURCE.get(resource, {}).items():
        if column in filled.columns and column != unit:
            filled[column] = filled[column].where(filled[column] != "", text)
    for column, text in _FAIL_CLOSED.items():
        empty = filled[column] == "" if column in filled.columns else pd.Series(dtype=bool)
        if empty.any():
            filled[column] = filled[column].where(~empty, text)
            code = f"{column}_assumed"
            problems.append(problem(code, file=file, column=column, n=int(empty.sum())))
    return filled.astype(TEXT), problems


def _positions(
    frame: pd.DataFrame, table: Table, mapping: ColumnMapping, package: Package
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    addresses = frame.get("address", frame["name"])
    located = locate_rows(table, mapping, towns_of(package))
    read_from = [name for name in (*POSITION, "lat", "lon") if name in mapping.columns]
    column = " + ".join(header_of(name, mapping) for name in read_from) or "geometry"
    checked = check_positions(located, addresses, area_of(package), file=table.file, column=column)
    stated, problems = state_precision(
        frame, checked.points, file=table.file, column=header_of("precision_m", mapping)
    )
    return stated, [*checked.problems, *problems]


def _named_units(
    frame: pd.DataFrame, table: Table, mapping: ColumnMapping, vocabularies: Vocabularies
) -> pd.Series:
    """Give the units that stand beside the numbers: `50 camas`, `80 personas al día`."""
    units, source = frame["capacity_unit"], mapping.columns.get("capacity")
    if source is None:
        return units
    texts = source.read(table.cells)
    named = {text: read_quantity(text, vocabularies)[1] for text in texts.unique() if text}
    found = pd.Series([named.get(text, "") for text in texts.tolist()], index=units.index)
    return units.where((units != "") | (frame["capacity"] == ""), found).astype(TEXT)


def _units(
    frame: pd.DataFrame, table: Table, mapping: ColumnMapping, vocabularies: Vocabularies
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Give capacities their unit; one that is not known makes the number worthless."""
    frame = frame.assign(capacity_unit=_named_units(frame, table, mapping, vocabularies))
    bare = (frame["capacity"] != "") & (frame["capacity_unit"] == "")
    if not bare.any():
        return frame, []
    all_shelters = bool((frame["kind"] == "shelter").all())
    unit = mapping.defaults.get("capacity_unit", "") or ("beds" if all_shelters else "")
    column = header_of("capacity", mapping)
    if unit:
        told = "capacity_unit" in mapping.defaults
        notice = problem("unit_assumed", file=table.file, column=column, n=int(bare.sum()))
        filled = frame["capacity_unit"].where(~bare, unit)
        return frame.assign(capacity_unit=filled), [] if told else [notice]
    rows, values = frame.index[bare], frame["capacity"][bare]
    lost = problem("capacity_without_unit", file=table.file, row=rows, column=column, value=values)
    if _NOTES in frame.columns:
        frame = frame.assign(notes=_noted(frame[_NOTES], {"capacity": values}, mapping))
    return frame.assign(capacity=frame["capacity"].where(~bare, "")), [lost]


def towns_of(package: Package) -> Towns:
    """Give the points of the package's towns by name, the largest of each name."""
    towns = package.localities.sort_values("population", na_position="first")
    return Towns(
        {
            fold(name): (float(lat), float(lon))
            for name, lon, lat in zip(towns["name"], towns["lon"], towns["lat"], strict=True)
        }
    )


def area_of(package: Package) -> Area:
    """Give boxes around the corridors of a package, and its city-centre points."""
    crossings = package.crossings.dropna(subset=["lon", "lat"])
    grouped = crossings.groupby("corridor_id")[["lon", "lat"]]
    low, high = grouped.min() - _BOX_MARGIN_DEG, grouped.max() + _BOX_MARGIN_DEG
    boxes = np.column_stack([low["lon"], low["lat"], high["lon"], high["lat"]])
    points: list[Mapping[str, Any]] = package.descriptor.get("fallback_points", [])
    told = np.array([(point["lon"], point["lat"]) for point in points], dtype=float)
    towns = package.localities
    cities = towns.loc[towns["population"] >= _CITY, ["lon", "lat"]].to_numpy(float)
    return Area(boxes.reshape(-1, 4), np.vstack([told.reshape(-1, 2), cities.reshape(-1, 2)]))
