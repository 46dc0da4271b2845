"""Find which column of a file says what, by its tags, its header, and what its cells hold."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.degrees import parse_angle, parse_point
from atlas.curation.ingest.header_forms import (
    are_cut,
    forms,
    has_words_of,
    may_stand_for,
    parts_of,
    ungrouped,
)
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.mapping import (
    ADDRESS_PARTS,
    JOINED,
    POSITION,
    ColumnMapping,
    Source,
    between,
)
from atlas.curation.ingest.name_choice import Candidates, choose_name, is_organisation
from atlas.curation.ingest.protection import (
    SENSITIVITY,
    is_about_protection,
    is_drawing_order,
)
from atlas.curation.ingest.text_table import Table
from atlas.data.vocab import COLUMNS, Vocabularies

_TWO_MEANINGS: Final = {"estado": ("status", "admin1")}
"""Headers of two meanings: the vocabulary of the one, and the other column."""

_ZONE_OF_METRES: Final = frozenset({"zona", "zone"})
"""Headers that say the UTM zone where the file has an easting, and can be anything elsewhere."""

_AXES: Final = frozenset({"x", "y"})
_MAY_BE_POINTS: Final = frozenset({"address", "point"})
"""Columns whose headers (`ubicacion`, `location`) are used for an address and for a point."""

_WHEN_NO_POINT: Final = {
    "location": "address", "geo": "", "shape": "", "geometry": "", "position": "",
}  # fmt: skip
_COUNTED_ELSEWHERE: Final = frozenset(("populations", "services"))
_UNITS: Final = frozenset(("unidad", "unit"))
"""Headers of what capacities are counted in, or of a unit of an institution: its name."""

_STREET: Final = frozenset({"street", "street_number"})
_KEY = "facility_id"
"""The synonyms of this column are those of the identifier of any resource, its first column."""

_OF_KML = "kml"
_SHAPEFILE = "shapefile"
_REGIONS: Final = frozenset(("country", "admin1", "municipality_code"))
_HOURS = re.compile(r"horario|\bhours?\b|\bhrs?\b|opening|\bhorarios\b|schedule|\btimes\b")
_SAMPLE = 200
_SAME_SHARE = 0.9
_PLACED_NOWHERE: Final = frozenset(
    ("lat", "lon", "country", "admin1", "municipality_code", "precision", "precision_m", _KEY,
     "status_date", "capacity_date", *POSITION)
)  # fmt: skip
"""Columns of which a second one tells nothing that a reader of notes would want."""


def column_of(header: str, vocabularies: Vocabularies, targets: Iterable[str]) -> str:
    """Give the column that a header stands for, or an empty text.

    Known are the names of the columns and their synonyms; see
    `atlas.curation.ingest.header_forms` for what of a header does not count. A header that says
    two different things (`City/State`) stands for neither.
    """
    names = list(targets)
    if found := _looked_up(header, vocabularies, names):
        return found
    parts = parts_of(header)
    found_parts = [_looked_up(part, vocabularies, names) for part in parts]
    known = set(filter(None, found_parts))
    sure = all(found_parts) or (bool(parts) and " " not in parts[0])
    if known and known <= _STREET:
        return "street"
    return known.pop() if len(known) == 1 and sure else ""


def _looked_up(header: str, vocabularies: Vocabularies, names: Sequence[str]) -> str:
    wanted = frozenset(names)
    whole = fold(header)
    for form in forms(header):
        if form in _AXES and whole not in _AXES:
            continue  # the last letter of `M/F/Y` is no axis
        underscored = form.replace(" ", "_")
        found = vocabularies.find(COLUMNS, form)
        for name in (form, underscored, found):
            if name in wanted:
                return name
        if found == _KEY:
            return names[0]
    return ""


def tag_form(tag: str) -> str:
    """Give an HXL tag as a header: `#geo+lat` as `geo lat`, its attributes in order."""
    name, *attributes = tag.lstrip("#").split("+")
    return " ".join([name, *sorted(attributes)])


@dataclass(frozen=True)
class _Finder:
    """What is known of a table while its headers are looked up."""

    table: Table
    vocabularies: Vocabularies
    targets: Sequence[str]
    is_cut: bool

    def target(self, header: str, candidates: Sequence[str]) -> str:
        """Give the column of one header; `candidates` are its forms without a group."""
        if is_drawing_order(header, self.table):
            return ""
        tag = self.table.tags.get(header, "")
        found = column_of(tag_form(tag), self.vocabularies, self.targets) if tag else ""
        # The shortest form, without the group, is what was asked; the group is only its chapter.
        tried = [column_of(one, self.vocabularies, self.targets) for one in reversed(candidates)]
        found = found or next(filter(None, tried), "")
        found = found or self._spoiled(candidates[-1])
        if not found and SENSITIVITY in self.targets and is_about_protection(candidates[-1]):
            found = SENSITIVITY
        return self._by_content(header, found)

    def _spoiled(self, header: str) -> str:
        """Give the column of a header that its format has spoiled, when only one fits.

        A Shapefile cuts headers to ten bytes; of a KML file, letters with accents come as `__`.
        """
        if self.table.kind == _OF_KML and "__" in header:
            fits = re.compile(".".join(re.escape(fold(part)) for part in header.split("__")))
            found = {code for name, code in self._names().items() if fits.fullmatch(name)}
        elif self.is_cut or (self.table.kind == _SHAPEFILE and len(header.encode()) >= 9):
            fits_whole = {
                code for name, code in self._names().items() if has_words_of(header, name)
            }
            found = fits_whole or {
                code for name, code in self._names().items() if may_stand_for(header, name)
            }
        else:
            return ""
        return found.pop() if len(found) == 1 else ""

    def _names(self) -> Mapping[str, str]:
        synonyms = self.vocabularies.synonyms.get(COLUMNS, {})
        own = {fold(name): name for name in self.targets}
        return {name: code for name, code in {**synonyms, **own}.items() if code in self.targets}

    def _by_content(self, header: str, target: str) -> str:
        """Decide by its cells what a column says whose header has two meanings."""
        distinct = [text for text in self.table.cells[header].unique() if text][:_SAMPLE]
        form = fold(header)
        if form in _TWO_MEANINGS:
            name, otherwise = _TWO_MEANINGS[form]
            are_codes = _most(bool(self.vocabularies.find(name, text)) for text in distinct)
            return name if are_codes else otherwise
        if target in _MAY_BE_POINTS:
            points = _most(parse_point(text) is not None for text in distinct)
            return "point" if points else _WHEN_NO_POINT.get(form, target)
        if target == "capacity_unit" and form in _UNITS:
            units = _most(bool(self.vocabularies.find(target, text)) for text in distinct)
            return target if units else "name"
        return _by_numbers(form, target, distinct) if distinct else target


def _by_numbers(form: str, target: str, distinct: Sequence[str]) -> str:
    """Decide what a column says by whether its cells are numbers."""
    all_numbers = all(map(_is_number, distinct))
    if target == "precision" and all_numbers:
        return "precision_m"
    if target in _COUNTED_ELSEWHERE and all_numbers:
        return ""  # how many of them there are, and not which
    if target in ("lat", "lon") and form in _AXES:
        return target if _most(_is_number(text) for text in distinct) else ""
    return target


def _is_number(text: str) -> bool:
    return parse_angle(text) is not None or re.fullmatch(r"-?[\d.,\s]+", text) is not None


def _is_short_number(text: str) -> bool:
    return text.isdigit() and len(text) <= 3


def _most(answers: Iterable[bool]) -> bool:
    told = list(answers)
    return 2 * sum(told) > len(told)


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
    problems = choose_name(Candidates(table, by_target), targets)
    for target in own.columns.keys() - {SENSITIVITY}:
        by_target.pop(target, None)
    if "address" in own.columns:  # what it is put together of has been said
        for part in ADDRESS_PARTS:
            by_target.pop(part, None)
    columns, spare, found = _settled(table, by_target)
    columns |= {name: source for name, source in own.columns.items() if name != SENSITIVITY}
    if SENSITIVITY in own.columns:
        columns[SENSITIVITY] = _with_more(own.columns[SENSITIVITY], columns.get(SENSITIVITY))
    _join_address(columns, kept="address" in targets)
    if "notes" not in own.columns:
        _add_notes(columns, spare, targets)
    return replace(own, columns=columns), [*problems, *found]


def _with_more(told: Source, found: Source | None) -> Source:
    """Add what else says how a place is protected: the strictest of all of them holds."""
    return replace(told, headers=(*told.headers, *(found.headers if found else ())))


def _by_target(
    table: Table, vocabularies: Vocabularies, wanted: Sequence[str], told: ColumnMapping
) -> dict[str, list[str]]:
    """Give the headers that each column could be read from, but for those that are said to be."""
    left_alone = told.headers() | frozenset(told.unused)
    headers = [str(header) for header in table.cells.columns]
    finder = _Finder(table, vocabularies, wanted, are_cut(headers))
    found: dict[str, list[str]] = {}
    for header, candidates in ungrouped(headers).items():
        if header in left_alone or not table.has_said(header):
            continue
        if target := finder.target(header, candidates):
            found.setdefault(target, []).append(header)
    if "easting" in found and "utm_zone" not in found:
        zones = [header for header in headers if fold(header) in _ZONE_OF_METRES]
        found |= {"utm_zone": zones[:1]} if zones else {}
    if "name" in told.columns and "name" in found:
        runs = [header for header in found.pop("name") if is_organisation(header)]
        found |= {"operator": [*found.get("operator", []), *runs]} if runs else {}
    return found


def _settled(
    table: Table, by_target: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Source], list[str], list[pd.DataFrame]]:
    """Give one source a target, the headers that are left over, and what is to be said of them."""
    columns: dict[str, Source] = {}
    spare: list[str] = []
    problems: list[pd.DataFrame] = []
    for target, headers in by_target.items():
        if target in JOINED or target in ("address", *ADDRESS_PARTS):
            columns[target] = Source(tuple(headers), between=between(target))
            continue
        first = _likeliest(table, headers, target)
        columns[target] = Source((first,))
        for other in headers:
            if other == first:
                continue
            same = _say_the_same(table, first, other)
            code = "column_ambiguous" if same else "column_second"
            problems.append(problem(code, file=table.file, column=other, used=first, target=target))
            if not same and target not in _PLACED_NOWHERE:
                spare.append(other)
    return columns, spare, problems


def _likeliest(table: Table, headers: Sequence[str], target: str) -> str:
    """Choose of several columns the one that is called so, or else the first."""
    if target == "name":  # chosen already
        return headers[0]

    def doubts(header: str) -> tuple[bool, bool]:
        texts = [text for text in table.cells[header].unique() if text]
        # The number of a municipality within its state tells less than its name.
        is_part = target in _REGIONS and _most(map(_is_short_number, texts))
        return is_part, fold(header) != fold(target)

    return min(headers, key=doubts)


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
    if not kept or not taken:
        return
    whole = columns["address"].headers if "address" in columns else ()
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
