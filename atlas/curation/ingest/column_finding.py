"""Find which column of a file says what, and put together what several columns say of one thing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.cell_contents import are_degrees, ends_in_point
from atlas.curation.ingest.header_forms import are_cut, ungrouped
from atlas.curation.ingest.header_lookup import Finder
from atlas.curation.ingest.header_words import times_of
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.mapping import (
    ADDRESS_PARTS,
    JOINED,
    POSITION,
    ColumnMapping,
    Source,
    between,
)
from atlas.curation.ingest.name_choice import (
    Candidates,
    add_offered,
    choose_name,
    is_organisation,
)
from atlas.curation.ingest.position_headers import add_degree_parts, utm_of_headers
from atlas.curation.ingest.protection import SENSITIVITY
from atlas.curation.ingest.text_table import Table
from atlas.data.vocab import Vocabularies

_NUMBER_SIGNS: Final = frozenset(("no", "n", "nro", "num", "nbr", "number", "numero"))
_ZONE_OF_METRES: Final = frozenset({"zona", "zone"})
"""Headers that say the UTM zone where the file has an easting, and can be anything elsewhere."""

_REGIONS: Final = frozenset(("country", "admin1", "municipality_code"))
_HOURS = re.compile(r"horario|\bhours?\b|\bhrs?\b|opening|\bhorarios\b|schedule|\btimes\b")
_ALSO_ADDRESS = re.compile(r"\b(?:direccion|domicilio|address|adresse|endereco)\b")
_APPEALS = re.compile(r"\b(?:appealing|lead|lider|principal|donor|donante|funder|financ\w+)\b")
_SAMPLE = 200
_SAME_SHARE = 0.9
_SHORT = 3
_DEGREES: Final = {"lat": 90, "lon": 180}
_PLACED_NOWHERE: Final = frozenset(
    ("lat", "lon", "country", "admin1", "municipality_code", "precision", "precision_m",
     "facility_id", "status_date", "capacity_date", *POSITION)
)  # fmt: skip
"""Columns of which a second one tells nothing that a reader of notes would want."""

_REPEATED = re.compile(r".*\(\d+\)")
_LOCATES: Final = frozenset(("lat", "lon", *POSITION))


def find_columns(
    table: Table,
    vocabularies: Vocabularies,
    targets: Sequence[str],
    told: ColumnMapping | None = None,
) -> tuple[ColumnMapping, list[pd.DataFrame]]:
    """Find what the columns of a table say, by their tags, headers and cells.

    Parameters
    ----------
    table
        The table.
    vocabularies
        Those with the synonyms.
    targets
        The columns of the resource.
    told
        What a person says; it holds, and what else is recognised is added to it.

    Returns
    -------
    mapping, problems
        The mapping. Of two columns for one thing, one is taken and the other reported: it says
        the same, or what it says goes to the notes under its header.
    """
    own = told or ColumnMapping()
    by_target = _by_target(table, vocabularies, [*targets, *POSITION, *ADDRESS_PARTS], own)
    _drop_no_keys(table, by_target, targets[0])
    found_name = Candidates(table, by_target)
    problems = [] if "name" in own.columns else choose_name(found_name, targets)
    for target in own.columns.keys() - {SENSITIVITY}:
        problems += _second_to(own.columns[target], target, by_target.pop(target, ()), table)
    if "address" in own.columns:  # what it is put together of has been said
        for part in ADDRESS_PARTS:
            by_target.pop(part, None)
    columns, spare, found = _settled(table, by_target)
    _add_ticked(columns, table, vocabularies, own, targets)
    columns |= {name: source for name, source in own.columns.items() if name != SENSITIVITY}
    if SENSITIVITY in own.columns:
        columns[SENSITIVITY] = _with_more(own.columns[SENSITIVITY], columns.get(SENSITIVITY))
    _join_address(columns, kept="address" in targets)
    headers = [str(header) for header in table.cells.columns]
    parts = add_degree_parts(columns, headers) if not _LOCATES & own.columns.keys() else []
    found = [part for part in found if part["column"].iloc[0] not in parts]
    crs = own.crs
    if not crs and table.points is None and not (_LOCATES | {"easting"}) & columns.keys():
        in_utm = utm_of_headers(table.cells)
        if in_utm:
            columns |= {"easting": Source((in_utm[0],)), "northing": Source((in_utm[1],))}
            crs = in_utm[2]
    if "notes" not in own.columns:
        _add_notes(columns, spare, targets)
    return replace(own, columns=columns, crs=crs), [*problems, *found]


def _drop_no_keys(table: Table, by_target: dict[str, list[str]], key: str) -> None:
    """Take no column for identifiers whose texts stand beside many names, as who filled it in."""
    names = by_target.get("name", [])
    for header in by_target.get(key, [])[:1] if names else ():
        filled = table.cells.loc[table.cells[header] != "", [header, names[0]]]
        shared = filled.groupby(header)[names[0]].nunique().gt(2)
        if 2 * int(filled[header].map(shared).sum()) > len(filled):
            by_target[key] = by_target[key][1:]
    if not by_target.get(key, [key]):
        del by_target[key]


def _second_to(
    told: Source, target: str, headers: Sequence[str], table: Table
) -> list[pd.DataFrame]:
    """Name the columns that could say what a person has named another for, and are not noted."""
    if target in JOINED or not told.headers or told.headers[0] not in table.cells:
        return []
    first = told.headers[0]
    return [
        _second(table, other, first, target) for other in headers
        if other != first and _is_not_noted(target, other)
    ]  # fmt: skip


def _second(table: Table, other: str, used: str, target: str) -> pd.DataFrame:
    code = "column_ambiguous" if _say_the_same(table, used, other) else "column_second"
    return problem(code, file=table.file, column=other, used=used, target=target)


def _is_not_noted(target: str, header: str) -> bool:
    # A second `Name` may be that of a person.
    return target in _PLACED_NOWHERE or (
        target == "name" and _REPEATED.fullmatch(header) is not None
    )


def _add_ticked(
    columns: dict[str, Source],
    table: Table,
    vocabularies: Vocabularies,
    told: ColumnMapping,
    targets: Sequence[str],
) -> None:
    """Add the columns whose header is a code, for the rows that say yes in them."""
    used = {header for source in columns.values() for header in source.headers}
    left = used | told.headers() | {*told.unused}
    headers = [str(header) for header in table.cells.columns]
    finder = Finder(table, vocabularies, targets, is_cut=False)
    for header, candidates in ungrouped(headers).items():
        if header in left or not (target := finder.ticks(header, candidates[-1])):
            continue
        before = columns.get(target, Source((), between=between(target)))
        columns[target] = replace(before, headers=(*before.headers, header),
                                  ticked=(*before.ticked, header))  # fmt: skip


def _with_more(told: Source, found: Source | None) -> Source:
    """Add what else says how a place is protected: the strictest of all of them holds."""
    return replace(told, headers=(*told.headers, *(found.headers if found else ())))


def _by_target(
    table: Table, vocabularies: Vocabularies, wanted: Sequence[str], told: ColumnMapping
) -> dict[str, list[str]]:
    """Give the headers that each column could be read from, but for those that are said to be."""
    left_alone = told.headers() | frozenset(told.unused)
    headers = [str(header) for header in table.cells.columns]
    finder = Finder(table, vocabularies, wanted, are_cut(headers))
    found: dict[str, list[str]] = {}
    unknown: dict[str, Sequence[str]] = {}
    for header, candidates in ungrouped(headers).items():
        if header in left_alone or not table.has_said(header):
            continue
        if target := finder.target(header, candidates):
            found.setdefault(target, []).append(header)
        else:
            unknown[header] = candidates
    _add_by_words(found, unknown, finder, told)
    add_offered(Candidates(table, found), unknown)
    _add_house_numbers(found, headers)
    if "easting" in found and "utm_zone" not in found:
        zones = [header for header in headers if fold(header) in _ZONE_OF_METRES]
        found |= {"utm_zone": zones[:1]} if zones else {}
    if "name" in told.columns and "name" in found:
        runs = [header for header in found["name"] if is_organisation(header)]
        found["name"] = [header for header in found["name"] if header not in runs]
        found |= {"operator": [*found.get("operator", []), *runs]} if runs else {}
    _add_addresses(found, table)
    return found


def _add_house_numbers(found: dict[str, list[str]], headers: Sequence[str]) -> None:
    """Take `No.` right behind the street for its house number; elsewhere it numbers the rows."""
    street = found.get("street", [])
    if not street or "street_number" in found:
        return
    behind = [*headers[headers.index(street[-1]) + 1 :]][:1]
    found |= {"street_number": behind} if behind and fold(behind[0]) in _NUMBER_SIGNS else {}


def _add_addresses(found: dict[str, list[str]], table: Table) -> None:
    """Let a column that ends in a point, or a telephone, after an address be both."""
    both = [header for header in found.get("point", ()) if ends_in_point(table.cells[header])]
    both = both or [
        header for header in found.get("phone", ()) if _ALSO_ADDRESS.search(fold(header))
    ]
    if both and "address" not in found and "street" not in found:
        found["address"] = both


def _add_by_words(
    found: dict[str, list[str]],
    unknown: Mapping[str, Sequence[str]],
    finder: Finder,
    told: ColumnMapping,
) -> None:
    """Add the headers that no list knows, for columns that nothing else was found for."""
    has_point = finder.table.points is not None or bool(_LOCATES & {*found, *told.columns})
    listed = {name for name, headers in found.items() if not all(map(is_organisation, headers))}
    listed |= {*told.columns} | ({"address"} if {"street", "point"} & found.keys() else set())
    by_words: dict[str, list[str]] = {}
    last = {header: candidates[-1] for header, candidates in unknown.items()}
    times = set(times_of(last.values())) if "hours_note" in finder.targets else set()
    for header, candidates in unknown.items():
        if last[header] in times:
            by_words.setdefault("hours_note", []).append(header)
            continue
        if finder.holds_points(header):
            if not has_point:
                by_words.setdefault("point", []).append(header)
            continue
        target = finder.by_words(header, candidates)
        if target and (target not in listed or target in ("phone", "hours_note")):
            by_words.setdefault(target, []).append(header)
    # The other half of a point whose one half a list knows is found by its words.
    halves = {"lat", "lon"} & {*found, *told.columns}
    whole = {"lat", "lon"} <= halves | by_words.keys() and len(halves) < 2
    is_half = whole and not ((_LOCATES - halves) & {*found, *told.columns})
    if not is_half and (has_point or len({"lat", "lon"} & by_words.keys()) == 1):
        by_words = {name: one for name, one in by_words.items() if name not in ("lat", "lon")}
    for target, headers in by_words.items():
        found[target] = [*found.get(target, []), *headers]


def _settled(
    table: Table, by_target: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Source], list[str], list[pd.DataFrame]]:
    """Give one source a target, the headers that are left over, and what is to be said of them."""
    columns: dict[str, Source] = {}
    spare: list[str] = []
    problems: list[pd.DataFrame] = []
    for target, headers in by_target.items():
        if target in JOINED or target in ("address", *ADDRESS_PARTS):
            named = tuple(headers) if target == "hours_note" and len(headers) > 1 else ()
            columns[target] = Source(tuple(headers), between=between(target), named=named)
            continue
        first = _likeliest(table, headers, target)
        columns[target] = Source((first,))
        for other in headers:
            if other == first:
                continue
            said = _second(table, other, first, target)
            problems.append(said)
            if said["code"].iloc[0] == "column_second" and not _is_not_noted(target, other):
                spare.append(other)
    return columns, spare, problems


def _likeliest(table: Table, headers: Sequence[str], target: str) -> str:
    """Choose of several columns the one that is called so, or else the first."""
    if target == "name":  # chosen already
        return headers[0]

    def doubts(header: str) -> tuple[bool, bool]:
        if target == "operator":  # who pays for a place or asks for it does not run it
            return _APPEALS.search(fold(header)) is not None, fold(header) != fold(target)
        texts = [text for text in table.cells[header].unique() if text][:_SAMPLE]
        # The number of a municipality within its state tells less than its name.
        is_part = target in _REGIONS and 2 * sum(map(_is_short_number, texts)) > len(texts)
        most = _DEGREES.get(target)
        in_metres = most is not None and not are_degrees(texts, most)
        return is_part or in_metres, fold(header) != fold(target)

    return min(headers, key=doubts)


def _is_short_number(text: str) -> bool:
    return text.isdigit() and len(text) <= _SHORT


def _say_the_same(table: Table, one: str, other: str) -> bool:
    texts = zip(table.cells[one].tolist(), table.cells[other].tolist(), strict=True)
    filled = [fold(a) == fold(b) for a, b in texts if b]
    return not filled or sum(filled) >= _SAME_SHARE * len(filled)


def _join_address(columns: dict[str, Source], *, kept: bool) -> None:
    """Put the address together of its parts, the town before the postal code that it has."""
    parts = [part for part in ADDRESS_PARTS if part in columns]
    taken = {part: columns.pop(part) for part in parts}
    if "locality" in taken and "municipality_code" not in columns:
        columns["locality"] = taken["locality"]  # a town may tell its municipality
    whole = columns["address"].headers if "address" in columns else ()
    if not whole and "street" not in taken:
        taken.pop("street_number", None)  # of a street that nobody names
    if not kept or not taken:
        return
    order = ["street", "street_number", "", "neighbourhood", "postal_code", "locality"]
    if "neighbourhood" not in taken:
        order = [*order[:3], "locality", "postal_code"]
    headers: list[str] = []
    for part in order:
        headers += taken[part].headers if part in taken else () if part else whole
    columns["address"] = Source(tuple(dict.fromkeys(headers)), between=between("address"))


def _add_notes(columns: dict[str, Source], spare: Sequence[str], targets: Sequence[str]) -> None:
    """Let the notes say what has no other place, each under its header."""
    if "notes" not in targets:
        return
    own = columns.get("notes", Source((), between=between("notes")))
    named = [header for header in own.headers if _HOURS.search(fold(header))]
    headers = [*(h for h in own.headers if h not in named), *named, *spare]
    if headers:
        columns["notes"] = Source(tuple(headers), between=between("notes"),
                                  named=(*named, *spare))  # fmt: skip
