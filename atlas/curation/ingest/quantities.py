"""How many people a place holds, among the words that people write beside the number."""

import re
from typing import Final

from atlas.base.text_search import fold
from atlas.curation.ingest.text_codes import words
from atlas.data.vocab import Vocabularies

_NUMBER = re.compile(r"\d{1,3}(?:[., ]\d{3})+|\d+(?:[.,]0+)?")
_PEOPLE: Final = words(
    "persona personas pers people person persons pax cama camas bed beds plaza plazas lugar "
    "lugares espacio espacios place places space spaces individuo individuos individuals migrante "
    "migrantes migrants usuario usuarios users huesped huespedes guests cupo cupos capacidad "
    "capacity pessoa pessoas leito leitos vaga vagas camas literas colchonetas"
)
"""What is counted as people who can sleep there, each of one bed."""

_LITTLE: Final = words(
    "aprox aproximadamente aproximado approx approximately about around ca hasta up to max maximo "
    "maxima maximum cerca alrededor de unas unos como mas o menos for para por noche cada night "
    "per total en of the y a"
)
"""Words that leave the number what it is."""

_PER_DAY = re.compile(r"\b(?:al dia|por dia|diari[oa]s?|per day|daily|a day)\b")


def read_quantity(text: str, vocabularies: Vocabularies) -> tuple[str, str, str]:
    """Read a number of people with words beside it.

    Parameters
    ----------
    text
        The text of a cell.
    vocabularies
        Those with `capacity_unit`.

    Returns
    -------
    number, unit, words
        The number, or nothing where there is not exactly one or it counts something else
        (families, rooms); the unit that the words name, if they do; and the words.
    """
    numbers = _NUMBER.findall(text)
    said = " ".join(fold(_NUMBER.sub(" ", text)).split())
    if len(numbers) != 1 or re.search(rf"[-+]\s*{re.escape(numbers[0])}", text):
        return "", "", said
    digits = re.sub(r"\D", "", re.sub(r"[.,]0+$", "", numbers[0]) or numbers[0])
    if _PER_DAY.search(said):
        rest = set(_PER_DAY.sub(" ", said).split()) - _PEOPLE - _LITTLE
        return ("", "", said) if rest else (digits, "people_per_day", said)
    unit = vocabularies.find("capacity_unit", said)
    if unit or not set(said.split()) - _PEOPLE - _LITTLE:
        return digits, unit or ("beds" if set(said.split()) & _PEOPLE else ""), said
    return "", "", said
