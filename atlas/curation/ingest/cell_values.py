"""The cells of a column, read by what the column is: codes, numbers, dates, telephones, links.

Every function here takes one text and gives a `Read`: the value, and the code of a problem when
the text, or a part of it, could not be read. Nothing is guessed; what is alike is only suggested.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from atlas.base.text_search import fold
from atlas.curation.ingest.cell_tidying import one_line
from atlas.curation.ingest.dates import are_counted, counted_date, order_of, parse_date
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.mapping import ColumnMapping
from atlas.curation.ingest.name_cells import only_names
from atlas.curation.ingest.phone_numbers import find_phones
from atlas.curation.ingest.quantities import read_quantity
from atlas.curation.ingest.text_codes import coded, spread
from atlas.curation.ingest.text_table import TEXT
from atlas.data.vocab import COLUMNS, Vocabularies

Field = Mapping[str, Any]
"""A column of a resource, as the Table Schema describes it."""

_INTEGER = re.compile(r"[+-]?\d+(?:[.,]0*)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[., \u00a0\u202f']\d{3})+")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_HOST = re.compile(r"^https?://[^/?#]*", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:/[^\s<>\"]*)?", re.IGNORECASE)
_SURE_PARTS = re.compile(
    r"\s*[;|\n\u2022]\s*(?:[-*]\s+|\d{1,2}[.)]\s*)?|(?:^|\s+)\d{1,2}[.)]\s*(?=[^\W\d])"
)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*")
_LIKELY_PARTS = re.compile(r"\s*[,/+]\s*|\s+(?:y|e|and|&)\s+")
_PHONE_BEHIND = re.compile(
    r"[\s,;.(]*(?:\b(?:tel[eé]fonos?|tels?|cel(?:ular)?|phone|ph|t)\b[\s.:]*)?"
    r"(?:\+?\(?\d{2,3}\)?[\s.-]*)?\(?\d{3}\)?[\s.-]?\d{3,4}[\s.-]?\d{4}\b[)\s]*$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[\s,]*\(-?\d{1,2}\.\d+,\s*-?\d{1,3}\.\d+\)")
_OF_WHATSAPP = re.compile(
    r"(?:https?://)?(?:www\.)?(?:wa\.me/|api\.whatsapp\.com/send/?\?phone=)\+?(\d{8,15})/?(?=$|\s)",
    re.IGNORECASE,
)
_ALIKE = 75.0
_UNREAD = frozenset((
    "unknown_code", "country_outside", "not_a_number", "not_a_website", "not_a_date", "date_order",
))  # fmt: skip
"""Problems of texts that say something all the same, which goes to the notes."""


class Read(NamedTuple):
    """A value that was read, and what is wrong with it."""

    value: str
    code: str = ""
    hint: str = ""
    unread: str = ""
    """The part that could not be read; the whole text when empty."""


class ColumnRead(NamedTuple):
    """The values of a column, what is wrong with them, and the texts that could not be read."""

    values: pd.Series
    problems: list[pd.DataFrame]
    unread: pd.Series
    """Of the rows with such a text; the index is theirs."""


def read_column(
    texts: pd.Series,
    field: Field,
    mapping: ColumnMapping,
    vocabularies: Vocabularies,
    *,
    file: str,
) -> ColumnRead:
    """Read the cells of one column.

    Parameters
    ----------
    texts
        The cells; equal ones are read once.
    field
        The column of the resource.
    mapping
        Values and date order that a person has given.
    vocabularies
        Codes and synonyms.
    file
        Name for messages.

    Returns
    -------
    read
        Cells that could not be read are empty, each with a problem.
    """
    nothing = texts.iloc[:0]
    if _is_plain_text(field) and not mapping.values.get(field["name"]):
        if field["name"] == "address" and _has_phones(mapping):
            texts = texts.str.replace(_PHONE_BEHIND, "", regex=True)
        if field["name"] == "name":
            texts, nothing = only_names(texts)
        return ColumnRead(_plain_text(texts, field), [], nothing)
    name = field["name"]
    codes, distinct = coded(texts.tolist())
    reader = _reader(field, mapping, vocabularies, distinct)
    told = mapping.told(name)
    read = [_read(text, reader, told) for text in distinct]
    values = spread([found.value for found in read], codes)
    wrong: dict[tuple[str, str], list[int]] = {}
    for i, found in enumerate(read):
        if found.code:
            wrong.setdefault((found.code, found.hint), []).append(i)
    column = header_of(name, mapping)
    left = [found.unread or text if found.code in _UNREAD else ""
            for found, text in zip(read, distinct, strict=True)]  # fmt: skip
    unread = pd.Series(spread(left, codes), index=texts.index, dtype=TEXT)
    problems = []
    for (code, hint), which in wrong.items():
        rows = np.isin(codes, which)
        problems.append(
            problem(
                code,
                file=file,
                row=texts.index[rows],
                column=column,
                value=[read[at].unread or distinct[at] for at in codes[rows]],
                hint=hint,
                target=name,
            )
        )
    series = pd.Series(values, index=texts.index, dtype=TEXT)
    return ColumnRead(series, problems, unread[unread != ""])


def _has_phones(mapping: ColumnMapping) -> bool:
    """Say whether the column of addresses is that of the telephones too."""
    headers = [mapping.columns[name].headers for name in ("address", "phone")
               if name in mapping.columns]  # fmt: skip
    return len(headers) > 1 and bool(set(headers[0]) & set(headers[1]))


def _is_plain_text(field: Field) -> bool:
    told = {"vocabulary", "partial_date"} & field.keys()
    return (
        field["type"] == "string"
        and not told
        and field["name"] not in ("phone", "whatsapp", "website")
    )


def _plain_text(texts: pd.Series, field: Field) -> pd.Series:
    """Put text on one line; most of it is already."""
    is_address = field["name"] == "address"
    between = ", " if is_address else " "
    lines = [one_line(text, between) if "\n" in text else text for text in texts.tolist()]
    if is_address:
        lines = [_without_point(text) if ")" in text else text for text in lines]
    return pd.Series(lines, index=texts.index, dtype=TEXT)


def _without_point(text: str) -> str:
    """Leave the point out that follows an address in brackets."""
    return _AFTER.sub("", text)


def header_of(column: str, mapping: ColumnMapping) -> str:
    """Give the headers of the file that a column is read from, for messages."""
    source = mapping.columns.get(column)
    return " + ".join(source.headers) if source else column


def _read(text: str, reader: Callable[[str], Read], told: Mapping[str, str]) -> Read:
    if not text:
        return Read("")
    code = told.get(fold(text), "") if told else ""
    return Read(code) if code else reader(text)


def _reader(
    field: Field, mapping: ColumnMapping, vocabularies: Vocabularies, distinct: list[str]
) -> Callable[[str], Read]:
    name = field["name"]
    if "vocabulary" in field:
        told = mapping.told(name)
        read = read_codes if "list" in field else read_code
        if name == "country":
            read = read_country
        return partial(read, name=field["vocabulary"], vocabularies=vocabularies, told=told)
    if field.get("partial_date"):
        if are_counted(distinct):
            return lambda text: Read(counted_date(text).iso, counted_date(text).code)
        order = mapping.dates or order_of(distinct)
        return lambda text: _read_date(text, order)
    by_kind: dict[str, Callable[[str], Read]] = {
        "capacity": partial(read_capacity, vocabularies=vocabularies),
        "integer": read_integer,
        "number": read_number,
        "phone": read_phones,
        "whatsapp": read_phones,
        "website": read_website,
    }
    return by_kind.get(name) or by_kind.get(field["type"]) or Read


def read_code(text: str, *, name: str, vocabularies: Vocabularies, told: Mapping[str, str]) -> Read:
    """Read one code of a vocabulary: the code, a label in either language, or a synonym."""
    code = told.get(fold(text)) or vocabularies.find(name, text)
    if code:
        return Read(code)
    return Read("", "unknown_code", _suggest([text], name, vocabularies))


def read_country(
    text: str, *, name: str, vocabularies: Vocabularies, told: Mapping[str, str]
) -> Read:
    """Read a country of the package; another one is not for it, and none is suggested."""
    found = read_code(text, name=name, vocabularies=vocabularies, told=told)
    if not found.code:
        return found
    labels = [fold(label) for term in vocabularies.terms(name).values()
              for label in term.labels.values() if label]  # fmt: skip
    best = process.extractOne(fold(text), labels, scorer=fuzz.ratio)
    if best and best[1] >= _ALIKE:
        return found
    return Read("", "country_outside", ", ".join(vocabularies.codes(name)))


def read_codes(
    text: str, *, name: str, vocabularies: Vocabularies, told: Mapping[str, str]
) -> Read:
    """Read a list of codes parted by semicolons, bars or lines, then by commas and `y`.

    A text that is a term as a whole is never taken apart.
    """
    parts = parts_of(text, name=name, vocabularies=vocabularies, told=told)
    value = ";".join(dict.fromkeys(code for _, code in parts if code))
    unknown = [part for part, code in parts if not code]
    if not unknown:
        return Read(value)
    hint = _suggest(unknown, name, vocabularies)
    return Read(value, "unknown_code", hint, "; ".join(unknown))


def parts_of(
    text: str, *, name: str, vocabularies: Vocabularies, told: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Give the parts of a list of codes, each with its code; empty where it has none."""

    def find(part: str) -> str:
        return told.get(fold(part)) or vocabularies.find(name, part)

    found: list[tuple[str, str]] = []
    for part in filter(None, _SURE_PARTS.split(text)):
        if code := find(part):
            found.append((part, code))
            continue
        pieces = list(filter(None, _LIKELY_PARTS.split(part)))
        words = part.split()
        if len(pieces) == 1 and len(words) > 1 and all(find(word) for word in words):
            pieces = words  # as survey tools write several answers
        for piece in pieces:
            plain = _BRACKETS.sub(" ", piece).strip()
            within = _BRACKETS.findall(piece)
            # `Services (Meals)` is a header under its group.
            of_group = len(within) == 1 and vocabularies.find(COLUMNS, plain) == f"{name}s"
            whole = find(piece)
            code = whole or find(plain) or (find(within[0]) if of_group else "")
            found.append((piece, code))
            if code and not whole and not of_group:
                # What stands in brackets is kept, as a text that is no code.
                found += [(text, "") for text in within]
    return found


def _suggest(texts: Iterable[str], name: str, vocabularies: Vocabularies) -> str:
    terms = vocabularies.terms(name)
    labels = {
        fold(label): term.code for term in terms.values() for label in term.labels.values() if label
    }
    labels |= {fold(code): code for code in terms}
    alike = [
        labels[best[0]]
        for text in texts
        if (best := process.extractOne(fold(text), list(labels), scorer=fuzz.WRatio))
        and best[1] >= _ALIKE
    ]
    return ", ".join(dict.fromkeys(alike)) or ", ".join(list(terms)[:25])


def read_integer(text: str) -> Read:
    """Read a whole number; a sign between groups of three digits is one of thousands."""
    if _THOUSANDS.fullmatch(text):
        return Read(str(int(re.sub(r"[^\d+-]", "", text))))
    if _INTEGER.fullmatch(text):
        return Read(str(int(re.split("[.,]", text)[0])))
    return Read("", "not_a_number")


def read_capacity(text: str, *, vocabularies: Vocabularies) -> Read:
    """Read how many people; words beside one number (`50 personas`) are reported."""
    plain = read_integer(text)
    if not plain.code:
        return plain
    number, _, words = read_quantity(text, vocabularies)
    return Read(number, "capacity_words", "", words) if number else plain


def read_number(text: str) -> Read:
    """Read a number with a point or a comma; `1,500` could be either and is not read."""
    if not _NUMBER.fullmatch(text) or re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text):
        return Read("", "not_a_number")
    number = text.replace(",", ".").lstrip("+")
    whole = float(number)
    return Read(str(int(whole)) if whole.is_integer() else number)


def _read_date(text: str, order: str) -> Read:
    date = parse_date(text, order)
    return Read(date.iso, date.code)


def read_phones(text: str) -> Read:
    """Read telephone numbers; they come out parted by `; `, the words beside them reported."""
    found = find_phones(_OF_WHATSAPP.sub(r"+\1", text))
    if not found.words:
        return Read(found.numbers, "" if found.numbers else "not_a_phone")
    return Read(found.numbers, "phone_words" if found.numbers else "not_a_phone", "", found.words)


def read_website(text: str) -> Read:
    """Read a web address; one without `https://` gets it, anything else is not read."""
    first, *others = re.split(r"[\s,;]+", text.strip(" ,;\n")) or [""]
    code = "not_a_website" if others else ""
    if _LINK.fullmatch(first):
        return Read(_HOST.sub(lambda host: host[0].lower(), first, count=1), code)
    if _DOMAIN.fullmatch(first) and "@" not in first:
        link = _HOST.sub(lambda host: host[0].lower(), f"https://{first}", count=1)
        return Read(link, code or "website_completed")
    return Read("", "not_a_website")
