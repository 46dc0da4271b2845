"""The vocabularies of another border: its own sides, nothing of the places bundled here."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import pycountry
from babel import Locale

from atlas.base.errors import DataPackageError
from atlas.base.i18n import LANGS
from atlas.base.text_search import fold
from atlas.data.bundled import geodata_dir

SIDES: Final = "side.csv"
_TINTS: Final = ("#f3ead7", "#dfe8ee", "#e2ecdf", "#ece3ee")
"""Calm colours of land, those of the bundled package first."""

_COUNTERS: Final = ("bts", "cbp")
"""The offices whose counts of people and vehicles the bundled package has."""


def new_sides(countries: Sequence[str]) -> pd.DataFrame:
    """Give the vocabulary of sides for some countries, named in every language of the atlas.

    Parameters
    ----------
    countries
        Codes of two letters, ISO 3166-1.

    Returns
    -------
    sides
        A row a country, with the columns of `vocab/side.csv`. Names are those of Unicode's CLDR.

    Raises
    ------
    DataPackageError
        When there are fewer than two, or one is of no country.
    """
    for code in countries:
        if pycountry.countries.get(alpha_2=code) is None:
            message = f"{code!r} is no country; use codes of ISO 3166-1 with two letters, as CO,VE"
            raise DataPackageError(message)
    if len(set(countries)) < 2:
        message = "a border has two countries; name both, as --countries CO,VE"
        raise DataPackageError(message)
    columns = _bundled_sides().columns
    rows = [
        {
            "code": code,
            **{lang: Locale(lang).territories.get(code, code) for lang in LANGS},
            "colour": _TINTS[number % len(_TINTS)],
        }
        for number, code in enumerate(dict.fromkeys(countries))
    ]
    return pd.DataFrame(rows).reindex(columns=columns, fill_value="")


def without_bundled(vocabulary: pd.DataFrame) -> pd.DataFrame:
    """Give a vocabulary without the codes and definitions that name the bundled package's places.

    Those that name the offices which count its crossings go too.

    Parameters
    ----------
    vocabulary
        A table of `vocab/`, all text.
    """
    # Without the last letter the name of a country finds its people too: Mexico, Mexican.
    names = _bundled_sides()[[*LANGS]].to_numpy().ravel()
    stems = [fold(name)[:-1] for name in names]
    stems += [fold(name) for name in _table("municipalities.csv")["name"]]
    stems += _COUNTERS

    def tells(text: str) -> bool:
        words = f" {fold(text)} "
        return any(f" {stem}" in words for stem in stems)

    found = vocabulary.map(tells)
    labels = [name for name in vocabulary if not str(name).startswith("definition")]
    kept = vocabulary.mask(found, "")
    return kept[~found[labels].any(axis=1)]


def _bundled_sides() -> pd.DataFrame:
    return _table(f"vocab/{SIDES}")


def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(geodata_dir() / name, dtype="str", keep_default_na=False)
