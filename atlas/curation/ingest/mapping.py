"""Which column of a file says what: where the text of a column comes from, and how it is read."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import Final

import pandas as pd

from atlas.base.text_search import fold
from atlas.base.translations import every_text_column
from atlas.curation.ingest.protection_words import YES, answer_of
from atlas.curation.ingest.text_table import TEXT

POSITION: Final = ("point", "plus_code", "easting", "northing", "utm_zone")
"""What a position may be read from, besides the columns `lat` and `lon`."""

ADDRESS_PARTS: Final = ("street", "street_number", "neighbourhood", "postal_code", "locality")
"""What an address is put together from when no column holds all of it."""

JOINED: Final = frozenset(
    {
        "phone",
        "hours_note",
        *every_text_column("notes"),
        "services",
        "populations",
        "languages",
        "source_ids",
        "sensitivity",
    }
)
"""Columns that several columns of a file may feed at once."""

SEVERAL: Final = JOINED | {"address"}
"""Columns of the atlas that get one more column of a file, and keep those that they have."""

_HOUSE_NUMBER = re.compile(r"(?:#|no\.?|n[uú]m\.?)?\s*\d+\s?[a-z]?|s/?n\.?", re.IGNORECASE)
_STREET_KIND = re.compile(
    r"calle|avenida|av\.?|boulevard|blvd\.?|calzada|carretera|camino|callej[oó]n|privada|andador|"
    r"prolongaci[oó]n|circuito|cerrada|retorno|perif[eé]rico|libramiento|pasaje|corredor|"
    r"colonia|fraccionamiento|barrio|ejido|unidad habitacional|rancher[ií]a",
    re.IGNORECASE,
)
_STREET_BEFORE = re.compile(r" (?:calle|c|avenida|av|ave|boulevard|blvd|calzada|calz|carretera)$")
_STREET_BEHIND = re.compile(
    r"(?:street|st|avenue|ave|road|rd|highway|hwy|drive|dr|lane|way|blvd|pkwy) "
)
_NUMBERED = re.compile(r"^\s*_?\d+(?:\.\d+)*\s*[.)]\s*(?=\D)")
_POSTAL_CODE = 5
"""Shorter numbers in an address may say something each although they are the same."""

_PLACEHOLDER = re.compile(r"\{(\d)(?::0(\d))?\}")


_Matcher = Callable[[str], bool]


def _matcher(pattern: re.Pattern[str]) -> _Matcher:
    """Say whether a whole text matches; equal texts are looked at once."""
    return cache(lambda text: pattern.fullmatch(text) is not None)


def _says_already(text: str, part: str) -> bool:
    """Say whether the words of a part stand in a text one after the other."""
    return len(part) <= len(text) and f" {fold(part)} " in f" {fold(text)} "


def _is_of_a_street(text: str, part: str) -> bool:
    """Say whether a part only names a street of a text: `Bangor` of `Oro Bangor Highway`."""
    name = f" {fold(part)} "
    around = [
        (whole[: found.start()], whole[found.end() :])
        for whole in (f" {fold(one)} " for one in re.split("[,;]", text))
        for found in re.finditer(f"(?={re.escape(name)})", whole)
    ]
    return bool(around) and all(
        _STREET_BEFORE.search(before) or _STREET_BEHIND.match(behind[len(name) :])
        for before, behind in around
    )


def between(target: str) -> str:
    """Give what stands between the texts of several columns that one column is joined of."""
    if target in every_text_column("notes"):
        return " "
    return {"phone": "; ", "hours_note": "; ", "address": ", "}.get(target, ";")


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
        Text between joined cells. A cell that what is before it says already is left out.
    named
        Those of the headers that stand before their text: `Hours: 9 to 5`.
    ticked
        Those that stand for themselves where their cell says yes: `Meals | x`.
    """

    headers: tuple[str, ...]
    template: str = ""
    between: str = ", "
    named: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()

    def read(self, cells: pd.DataFrame) -> pd.Series:
        """Give the text of every row."""
        headers = [header for header in self.headers if header in cells.columns]
        if len(headers) == 1 and not (self.template or self.named or self.ticked):
            return cells[headers[0]]
        rows = list(zip(*(self._texts(header, cells) for header in headers), strict=True))
        if self.template and len(headers) == len(self.headers):
            texts = [self._fill(row) if all(row) else "" for row in rows]
        else:
            is_number, is_kind = _matcher(_HOUSE_NUMBER), _matcher(_STREET_KIND)
            texts = [self._join(row, is_number, is_kind) for row in rows or [()] * len(cells)]
        return pd.Series(texts, index=cells.index, dtype=TEXT)

    def _texts(self, header: str, cells: pd.DataFrame) -> list[str]:
        texts: list[str] = cells[header].tolist()
        if header in self.ticked:
            told = {text: label_of(header) if answer_of(text) in YES else "" for text in set(texts)}
            return [told[text] for text in texts]
        if header not in self.named:
            return texts
        label = label_of(header)
        return [f"{label}: {text}" if text else "" for text in texts]

    def _join(self, row: Sequence[str], is_number: _Matcher, is_kind: _Matcher) -> str:
        # The DENUE writes 0 where a house has no number.
        parts = [part for part in row if part and (part != "0" or self.between != ", ")]
        text = parts[0] if parts else ""
        for last, part in pairwise(parts):
            # The number of a house follows its street without a comma, as a street its kind.
            follows = is_number(part) or is_kind(last)
            is_short = is_number(part) and len(part) < _POSTAL_CODE
            is_said = self.between != ";" and not is_short and _says_already(text, part)
            if is_said and not (self.between == ", " and _is_of_a_street(text, part)):
                continue
            glue = " " if follows and self.between == ", " else self.between
            if self.named and self.between == " " and text[-1] not in ".;:!?":
                glue = f".{glue}"
            text = f"{text}{glue}{part}"
        return text

    def _fill(self, row: Sequence[str]) -> str:
        def cell(found: re.Match[str]) -> str:
            number = int(found[1]) - 1
            text = row[number] if 0 <= number < len(row) else ""
            return text.zfill(int(found[2])) if found[2] else text

        return _PLACEHOLDER.sub(cell, self.template)


def label_of(header: str) -> str:
    """Give a header as it stands before its text: without its number and question marks."""
    return _NUMBERED.sub("", header).replace("¿", "").replace("?", "").strip(" :*") or header


def with_headers(source: Source | None, target: str, headers: Sequence[str]) -> Source:
    """Give a source with more headers; in the notes, each of them stands before its text."""
    before = source or Source((), between=between(target))
    named = headers if target in ("hours_note", *every_text_column("notes")) else ()
    return replace(
        before, headers=(*before.headers, *headers), template="", named=(*before.named, *named)
    )


def without(source: Source, headers: Collection[str]) -> Source | None:
    """Give a source without some headers; None where nothing is left to read, or to fill in."""
    if not any(header in headers for header in source.headers):
        return source
    left, named, ticked = (
        tuple(header for header in group if header not in headers)
        for group in (source.headers, source.named, source.ticked)
    )
    if source.template or not left:
        return None
    return replace(source, headers=left, named=named, ticked=ticked)


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
    unused
        Headers that are not looked up: what they say is not wanted.
    sheet, header_row
        Sheet or layer, and the number of the header row; 0 when the file has none.
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
    unused: tuple[str, ...] = ()
    sheet: str = ""
    header_row: int | None = None
    crs: str = ""
    order: str = "lat,lon"
    west_positive: bool = False
    dates: str = ""
    source: Mapping[str, str] = field(default_factory=dict)

    def told(self, name: str) -> dict[str, str]:
        """Give the codes that texts of a column stand for, by the texts without their dress."""
        said = self.values.get(name, {})
        return {fold(text): code for text, code in said.items() if code}

    def headers(self) -> frozenset[str]:
        """Give every header that it reads."""
        return frozenset(header for source in self.columns.values() for header in source.headers)
