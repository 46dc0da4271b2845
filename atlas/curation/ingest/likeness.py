"""What two places have in common: forms of names, addresses, telephones and links to compare."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.base.dated_phones import phones_in
from atlas.base.text_search import fold
from atlas.base.translations import every_text_column

_LEGAL_FORMS: Final = (
    "asociacion civil", "sociedad civil", "institucion de asistencia privada",
    "institucion de beneficencia privada", "asociacion religiosa", "sociedad anonima",
    "s a de c v", "sa de cv", "s de r l", "a b p", "i a p", "i b p", "a c", "a r", "s c", "s a",
    "ac", "abp", "iap", "ibp", "ar", "inc", "llc", "ltd", "corp", "co", "ong", "ngo", "osc",
    "incorporated", "nonprofit", "501 c 3", "501c3",
)  # fmt: skip
_LITTLE_WORDS: Final = frozenset(
    ("de", "del", "la", "el", "los", "las", "y", "e", "en", "para", "the", "of", "and", "for", "a")
)
_LEGAL = re.compile(rf"\b(?:{'|'.join(_LEGAL_FORMS)})\b")
_STREET_FORMS: Final = {
    "avenida": "av", "ave": "av", "avenue": "av", "boulevard": "blvd", "bulevar": "blvd",
    "calle": "c", "street": "st", "colonia": "col", "numero": "", "num": "", "no": "",
    "fraccionamiento": "fracc", "road": "rd", "drive": "dr", "carretera": "carr",
}  # fmt: skip
_HOUSE_NUMBERS = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_NATIONAL_DIGITS = 10
_LEAST_DIGITS = 7

Strings = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Forms:
    """The places of two tables in forms that can be compared, one entry a place.

    Attributes
    ----------
    name, translated
        Folded names without legal forms (A.C., I.A.P., Inc.) and little words; each of
        `translated` is `name` where there is no translation.
    address
        Folded address with the words for streets shortened.
    numbers
        The numbers in the address, without postal codes.
    phones
        The last ten digits of every telephone number.
    website
        Host and path without `www` and scheme.
    lon, lat, precision_m
        Position, NaN without one.
    municipality, country, kind
        Codes.
    """

    name: Strings
    translated: tuple[Strings, ...]
    address: Strings
    numbers: Strings
    phones: Strings
    website: Strings
    lon: Floats
    lat: Floats
    precision_m: Floats
    municipality: Strings
    country: Strings
    kind: Strings


def forms_of(places: pd.DataFrame) -> Forms:
    """Put places into forms that can be compared; columns that are missing count as empty."""

    def text(column: str) -> list[str]:
        if column not in places.columns:
            return [""] * len(places)
        return [str(value) for value in places[column].tolist()]

    def number(column: str) -> Floats:
        if column not in places.columns:
            return np.full(len(places), np.nan)
        return pd.to_numeric(places[column], errors="coerce").to_numpy(np.float64)

    names = [name_form(name) for name in text("name")]
    return Forms(
        name=_array(names),
        translated=tuple(
            _array([name_form(own) or name for own, name in zip(text(column), names, strict=True)])
            for column in every_text_column("name")[1:]
            if column in places.columns
        ),
        address=_array([address_form(address) for address in text("address")]),
        numbers=_array([house_numbers(address) for address in text("address")]),
        phones=_array([phone_forms(phone) for phone in text("phone")]),
        website=_array([website_form(website) for website in text("website")]),
        lon=number("lon"),
        lat=number("lat"),
        precision_m=number("precision_m"),
        municipality=_array(text("municipality_code")),
        country=_array(text("country")),
        kind=_array(text("kind")),
    )


def _array(values: list[str] | list[tuple[str, ...]]) -> Strings:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def name_form(name: str) -> str:
    """Fold a name and leave out legal forms and little words; all of it when nothing else is."""
    folded = fold(name)
    bare = _LEGAL.sub(" ", folded)
    words = [word for word in bare.split() if word not in _LITTLE_WORDS]
    return " ".join(words) or folded


def address_form(address: str) -> str:
    """Fold an address, with the words for kinds of streets in one form."""
    return " ".join(filter(None, (_STREET_FORMS.get(w, w) for w in fold(address).split())))


def house_numbers(address: str) -> tuple[str, ...]:
    """Give the numbers in an address, but for postal codes."""
    found = _HOUSE_NUMBERS.findall(fold(address))
    return tuple(sorted({number.lstrip("0") or "0" for number in found}))


def phone_forms(phone: str) -> tuple[str, ...]:
    """Give the last ten digits of every number in a cell."""
    numbers = (re.sub(r"\D", "", one.number) for one in phones_in(phone))
    return tuple(n[-_NATIONAL_DIGITS:] for n in numbers if len(n) >= _LEAST_DIGITS)


def website_form(website: str) -> str:
    """Give host and path of a link, the same for http and https, with and without www."""
    return re.sub(r"^https?://(?:www\.)?", "", website.strip().lower()).rstrip("/")
