"""Which column of a file says what: found by synonyms, or named by a person in a TOML file."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import pandas as pd
from rapidfuzz import fuzz, process

from atlas.base.text_search import fold
from atlas.base.translations import every_text_column
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.text_table import TEXT, Table
from atlas.data.vocab import COLUMNS, Vocabularies

POSITION: Final = ("point", "plus_code", "easting", "northing", "utm_zone")
"""What a position may be read from, besides the columns `lat` and `lon`."""

ADDRESS_PARTS: Final = ("street", "street_number", "neighbourhood", "postal_code", "locality")
"""What an address is put together from when no column holds all of it."""

JOINED: Final = frozenset(
    {"phone", *every_text_column("notes"), "services", "populations", "languages", "source_ids"}
)
"""Columns that several columns of a file may feed at once."""

_TWO_MEANINGS: Final = {"estado": ("status", "admin1")}
"""Headers of two meanings: the vocabulary of the one, and the other column."""

_ZONE_OF_METRES: Final = frozenset({"zona", "zone"})
"""Headers that say the UTM zone where the file has an easting, and can be anything elsewhere."""

_KEY = "facility_id"
"""The synonyms of this column are those of the identifier of any resource, its first column."""

_HOUSE_NUMBER = re.compile(r"(?:#|no\.?|n[uú]m\.?)?\s*\d+\s?[a-z]?|s/?n\.?", re.IGNORECASE)
_STREET_KIND = re.compile(
    r"calle|avenida|av\.?|boulevard|blvd\.?|calzada|carretera|camino|callej[oó]n|privada|andador|"
    r"prolongaci[oó]n|circuito|cerrada|retorno|perif[eé]rico|libramiento|pasaje|corredor",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\{(\d)(?::0(\d))?\}")
_SPOILS_HEADERS = ("shapefile", "kml")
_CUT_FROM_BYTES = 9
_LIKE_ENOUGH = 75.0


_Matcher = Callable[[str], bool]


def _matcher(pattern: re.Pattern[str]) -> _Matcher:
    """Say whether a whole text matches; equal texts are looked at once."""
    return cache(lambda text: pattern.fullmatch(text) is not None)


@dataclass(frozen=True)
class Source:
    """Where the text of a column comes from.

    Attributes
    ----------
    headers
        Headers of the file.
    template
        How their cells are put together: `{1}` is the first, `{2:03}` the second filled up with
        zeros to three digits. Without one they are joined with `between`, empty ones left out.
    between
        Text between joined cells.
    """

    headers: tuple[str, ...]
    template: str = ""
    between: str = ", "

    def read(self, cells: pd.DataFrame) -> pd.Series:
        """Give the text of every row."""
        headers = [header for header in self.headers if header in cells.columns]
        if len(headers) == 1 and not self.template:
            return cells[headers[0]]
        rows = list(zip(*(cells[header].tolist() for header in headers), strict=True))
        if self.template and len(headers) == len(self.headers):
            texts = [self._fill(row) if all(row) else "" for row in rows]
        else:
            is_number, is_kind = _matcher(_HOUSE_NUMBER), _matcher(_STREET_KIND)
            texts = [self._join(row, is_number, is_kind) for row in rows or [()] * len(cells)]
        return pd.Series(texts, index=cells.index, dtype=TEXT)

    def _join(self, row: Sequence[str], is_number: _Matcher, is_kind: _Matcher) -> str:
        first, *others = [part for part in row if part] or [""]
        text = first
        for part in others:
            # The number of a house follows its street without a comma, as the street its kind.
            follows = is_number(part) or (text is first and is_kind(first))
            glue = " " if follows and self.between == ", " else self.between
            text = f"{text}{glue}{part}"
        return text

    def _fill(self, row: Sequence[str]) -> str:
        def cell(found: re.Match[str]) -> str:
            number = int(found[1]) - 1
            text = row[number] if 0 <= number < len(row) else ""
            return text.zfill(int(found[2])) if found[2] else text

        return _PLACEHOLDER.sub(cell, self.template)


@dataclass(frozen=True)
class ColumnMapping:
    """How the columns of a file become those of a resource.

    Attributes
    ----------
    columns
        Source by column. Besides the columns of the resource: `POSITION` and `ADDRESS_PARTS`.
    values
        By column, the code that a text of the file stands for.
    defaults
        Text by column, for rows whose own cell is empty.
    sheet, header_row
        Sheet or layer, and the number of the header row.
    crs
        Coordinate reference system of `lon` and `lat`, or of `easting` and `northing`.
    order
        `lat,lon`, or `lon,lat` when the two are swapped in the file.
    west_positive
        Whether longitudes are written without their minus sign.
    dates
        `dmy` or `mdy`: the order of dates that have more than one reading.
    source
        Title, publisher, url, date and licence of the file as a source.
    """

    columns: Mapping[str, Source] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    header_row: int | None = None
    crs: str = ""
    order: str = "lat,lon"
    west_positive: bool = False
    dates: str = ""
    source: Mapping[str, str] = field(default_factory=dict)

    def headers(self) -> frozenset[str]:
        """Give every header that it reads."""
        return frozenset(header for source in self.columns.values() for header in source.headers)


def column_of(header: str, vocabularies: Vocabularies, targets: Iterable[str]) -> str:
    """Give the column that a header stands for, or an empty text.

    Known are the names of the columns and their synonyms; a number before a header, a text in
    brackets after it, and the group before the question of a survey do not count.
    """
    names = list(targets)
    wanted = frozenset(names)
    for form in _forms(header):
        if form in wanted:
            return form
        underscored = form.replace(" ", "_")
        if underscored in wanted:
            return underscored
        found = vocabularies.find(COLUMNS, form)
        if found in wanted:
            return found
        if found == _KEY:
            return next(iter(names))
    return ""


def _forms(header: str) -> Iterable[str]:
    """Give the header and what is left of it without its ornaments, folded."""
    without_number = re.sub(r"^\s*\d+[.)\s-]+", "", header)
    without_brackets = re.sub(r"[(\[{].*?[)\]}]", " ", without_number)
    last_of_path = re.split(r"[/:]", without_brackets)[-1]
    forms = (header, without_number, without_brackets, last_of_path)
    return dict.fromkeys(fold(form) for form in forms if fold(form))


def tag_form(tag: str) -> str:
    """Give an HXL tag as a header: `#geo+lat` as `geo lat`, its attributes in order."""
    name, *attributes = tag.lstrip("#").split("+")
    return " ".join([name, *sorted(attributes)])


def find_columns(
    table: Table, vocabularies: Vocabularies, targets: Sequence[str]
) -> tuple[ColumnMapping, list[pd.DataFrame]]:
    """Find what the columns of a table say, by their tags and headers.

    Parameters
    ----------
    table
        The table.
    vocabularies
        Those with the synonyms.
    targets
        The columns of the resource.

    Returns
    -------
    mapping, problems
        The mapping; where two columns say the same, the first is taken and the other reported.
    """
    wanted = [*targets, *POSITION, *ADDRESS_PARTS]
    by_target: dict[str, list[str]] = {}
    for header in table.cells.columns:
        tag = table.tags.get(header, "")
        target = column_of(tag_form(tag), vocabularies, wanted) if tag else ""
        target = target or column_of(header, vocabularies, wanted)
        if not target and table.kind in _SPOILS_HEADERS:
            target = _of_spoiled_header(header, table.kind, vocabularies, wanted)
        if fold(header) in _TWO_MEANINGS:
            target = _by_content(table.cells[header], fold(header), vocabularies)
        if target and table.filled(header):
            by_target.setdefault(target, []).append(header)
    if "easting" in by_target and "utm_zone" not in by_target:
        zones = [header for header in table.cells.columns if fold(header) in _ZONE_OF_METRES]
        by_target |= {"utm_zone": zones[:1]} if zones else {}
    columns: dict[str, Source] = {}
    problems: list[pd.DataFrame] = []
    for target, headers in by_target.items():
        if target in JOINED:
            columns[target] = Source(tuple(headers), between=_between(target))
            continue
        first = min(headers, key=lambda header: fold(header) != fold(target))
        columns[target] = Source((first,))
        problems += [
            problem("column_ambiguous", file=table.file, column=other, used=first, target=target)
            for other in headers
            if other != first
        ]
    _join_address(columns, kept="address" in targets)
    return ColumnMapping(columns), problems


def _of_spoiled_header(
    header: str, kind: str, vocabularies: Vocabularies, targets: Sequence[str]
) -> str:
    """Give the column of a header that its format has spoiled, when only one fits.

    A Shapefile cuts headers to ten bytes; of a KML file, letters with accents come as `__`.
    """
    if kind == "shapefile":
        form = re.escape(fold(header)) + ".*"
        spoiled = len(header.encode()) >= _CUT_FROM_BYTES
    else:
        form = ".".join(re.escape(fold(part)) for part in header.split("__"))
        spoiled = "__" in header
    if not spoiled:
        return ""
    names = {**vocabularies.synonyms.get(COLUMNS, {}), **{fold(name): name for name in targets}}
    fits = re.compile(form)
    found = {code for name, code in names.items() if code in targets and fits.fullmatch(name)}
    return found.pop() if len(found) == 1 else ""


def _by_content(texts: pd.Series, header: str, vocabularies: Vocabularies) -> str:
    """Decide by its cells what a column with a header of two meanings says."""
    name, otherwise = _TWO_MEANINGS[header]
    distinct = [text for text in texts.unique() if text]
    are_codes = sum(bool(vocabularies.find(name, text)) for text in distinct)
    return name if 2 * are_codes > len(distinct) else otherwise


def _between(target: str) -> str:
    return {"phone": "; ", **dict.fromkeys(every_text_column("notes"), " ")}.get(target, ";")


def _join_address(columns: dict[str, Source], *, kept: bool) -> None:
    parts = {part: columns.pop(part) for part in ADDRESS_PARTS if part in columns}
    if kept and parts and "address" not in columns:
        headers = [
            header for part in ADDRESS_PARTS if part in parts for header in parts[part].headers
        ]
        columns["address"] = Source(tuple(headers))


def likely_columns(
    headers: Iterable[str], vocabularies: Vocabularies, targets: Sequence[str]
) -> dict[str, str]:
    """Give a column that each header resembles, for a person to confirm; never used as it is."""
    names = {fold(target): target for target in targets}
    names |= {
        synonym: code
        for synonym, code in vocabularies.synonyms.get(COLUMNS, {}).items()
        if code in targets
    }
    likely = {}
    for header in headers:
        best = process.extractOne(fold(header), list(names), scorer=fuzz.token_sort_ratio)
        if best and best[1] >= _LIKE_ENOUGH:
            likely[header] = names[best[0]]
    return likely
