"""Telephone numbers among the words that people write beside them."""

import re
from typing import Final, NamedTuple

_PARTS = re.compile(r"\s*(?:[;|/,\n]|\b(?:y|o|u|e|or|and)\b)\s*", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:tel[eé]fonos?|tels?|celular(?:es)?|cels?|whats\s?app|wa|wpp|phones?|mobile|m[oó]vil|fijo|"
    r"oficinas?|ofic|office|of|conmutador|lada|n[uú]mero|num|no)\b[.:]*",
    re.IGNORECASE,
)
_DATE = re.compile(r"\s*\[\d{4}(?:-\d\d){0,2}\]$")
_FAX = re.compile(r"\bfax\b", re.IGNORECASE)
_EXTENSION = re.compile(r"\b(?:ext(?:ensi[oó]n|ensiones|s)?|x)\b\.?\s*\d+(?:\s*(?:-|a)\s*\d+)?|"
                        r"\bext(?:ensi[oó]n)?\b.*$", re.IGNORECASE)  # fmt: skip
_HOURS = re.compile(
    r"\b(?:de\s+)?\d{1,2}(?::\d{2})?\s*(?:(?:a|-|to|hasta)\s*\d{1,2}(?::\d{2})?\s*)?"
    r"(?:horas?|hrs?|h|am|pm|a\.\s?m|p\.\s?m)\b\.?|\b\d{1,2}:\d{2}\b|\b24\s*/\s*7\b|\b24x7\b",
    re.IGNORECASE,
)
_RUN = re.compile(r"\+?\(?\d[\d() \-]*\d")
_ALONE = re.compile(r"[0-9]+(?:[ -][0-9]+)*")
_AREA = re.compile(r"(?<!\d)(\d{2,3})/(?=\d{3,4}[ .-]?\d{4}(?!\d))")
"""An area code with a slash behind it: `619/555-0108` is one number."""

_VANITY = re.compile(r"\b(?:1[- ])?8\d\d[- ](?=[\dA-Z-]*[A-Z]{3})[\dA-Z]{3}-?[\dA-Z]{4}\b")
_KEYS: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
"""The keys of a telephone on which the letters stand: 1-800-555-HELP."""

_WITH_COMMAS = re.compile(r"\d{1,3}(?:,\d{3}){2,4}")
_DIALLED: Final = ("+", "00", "01", "04", "1", "52", "502", "503", "504")
_LEAST, _MOST, _NATIONAL = 7, 15, 10


class Phones(NamedTuple):
    """The numbers of a cell, parted by `; `, and the words that were set aside."""

    numbers: str
    words: str


def find_phones(text: str) -> Phones:
    """Find the telephone numbers in a cell.

    Parameters
    ----------
    text
        The text of the cell: numbers with their labels, extensions, hours and names.

    Returns
    -------
    phones
        Numbers as they are written, with one blank or hyphen between their groups. Extensions,
        the numbers of a fax, hours and names are set aside.
    """
    if _ALONE.fullmatch(text) and _LEAST <= sum(map(str.isdigit, text)) <= _NATIONAL:
        return Phones(text, "")  # most cells are one number and nothing else
    text = _VANITY.sub(_dialled, _AREA.sub(r"\1 ", text))
    if _WITH_COMMAS.fullmatch(text.strip()):
        text = text.replace(",", "")
    numbers: list[str] = []
    words: list[str] = []
    for part in filter(None, _PARTS.split(_HOURS.sub(_aside(words), text))):
        found, rest = _of_part(part)
        numbers += found
        words += [rest] if rest else []
    return Phones("; ".join(dict.fromkeys(numbers)), ", ".join(dict.fromkeys(words)))


def _dialled(found: re.Match[str]) -> str:
    return found[0].translate(_KEYS)


class _aside:  # noqa: N801, used as a function that remembers
    """Take what matches out of a text, and keep it."""

    def __init__(self, kept: list[str]) -> None:
        self.kept = kept

    def __call__(self, found: re.Match[str]) -> str:
        self.kept.append(found[0].strip())
        return " "


def _of_part(part: str) -> tuple[list[str], str]:
    if _FAX.search(part):
        return [], part.strip()
    if dated := _DATE.search(part):
        # A date in brackets is ours: when a source said the number.
        found, beside = _of_part(part[: dated.start()])
        return [f"{one} {dated[0].strip()}" for one in found], beside
    aside: list[str] = []
    plain = _EXTENSION.sub(_aside(aside), part)
    plain = _LABEL.sub(" ", plain)
    plain = re.sub(r"(?<=[\d)])[.\u2010-\u2015](?=[\d(])", "-", re.sub(r"[\[\]]", " ", plain))
    numbers: list[str] = []
    rest: list[str] = []
    at = 0
    for run in _RUN.finditer(plain):
        alone = not re.search(r"[^\W_]", plain[: run.start()] + plain[run.end() :])
        read = _numbers(run[0], alone=alone)
        numbers += read
        rest.append(plain[at : run.start()] if read else plain[at : run.end()])
        at = run.end()
    rest.append(plain[at:])
    words = [text.strip(" :-.()*") for text in (*rest, *aside)]
    kept = [text for text in words if re.search(r"[^\W_]", text)]
    return numbers, " ".join(kept)


def _numbers(run: str, *, alone: bool) -> list[str]:
    """Give the numbers in a run of digits: one, several of ten digits, or none for certain."""
    plain = " ".join(run.strip(" -").split())
    digits = re.sub(r"\D", "", plain)
    if not plain.isascii() or len(digits) < _LEAST:
        return []
    if len(digits) > _MOST:
        return _several(plain)
    # Beside words, digits that are too many for a number may be an hour or a room.
    if alone or len(digits) <= _NATIONAL or plain.lstrip("(").startswith(_DIALLED):
        return [plain] if plain.count("(") == plain.count(")") else [plain.strip("()")]
    return []


def _several(run: str) -> list[str]:
    found: list[str] = []
    group, length = "", 0
    for piece in re.split(r"([ -]+)", run):
        digits = len(re.sub(r"\D", "", piece))
        if length == 0 and not digits:
            continue
        group, length = group + piece, length + digits
        if length == _NATIONAL:
            found.append(group.strip(" -"))
            group, length = "", 0
        elif length > _NATIONAL:
            return []
    return found if not length else []
