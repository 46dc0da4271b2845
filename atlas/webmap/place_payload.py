"""The places of a view as the browser gets them: columns, and what the schema says of each."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from atlas.base.i18n import t
from atlas.base.translations import every_text_column, is_translation
from atlas.data.place_columns import PlaceColumn, facet_columns, facet_title, place_columns
from atlas.data.vocab import Vocabularies
from atlas.places.filters import FACETS, LEFT_OUT
from atlas.places.searched_text import OTHER_NAMES
from atlas.webmap.column_codec import number_column, text_column

_DESCRIBED: Final = ("card", "list", "table", "print", "search")
_IN_TABLES: Final = ("table", "search")
_BROWSER: Final = frozenset({*_DESCRIBED, "map", "filter"})
"""Where the browser shows columns; those that it shows nowhere are not sent."""

_DEGREES: Final = {"scale": 100_000, "delta": True}  # 1 m, and short: neighbours are alike
_SCALES: Final[dict[str, dict[str, Any]]] = {"lon": _DEGREES, "lat": _DEGREES, "precision_m": {}}


def browser_columns(descriptor: Mapping[str, Any]) -> list[PlaceColumn]:
    """Give the columns that the browser shows somewhere, and what it only searches."""
    shown = [one for one in place_columns(descriptor).values() if one.show & _BROWSER]
    return [*shown, OTHER_NAMES]


def descriptions(columns: list[PlaceColumn], langs: Sequence[str]) -> list[dict[str, Any]]:
    """Say of every shown column what the browser needs to show it without knowing it.

    A translation is shown in the place of the column that it translates; as a column of its own
    it stands in tables only.
    """
    names = {column.name for column in columns}
    return [
        _description(
            column, _IN_TABLES if is_translation(column.name, names) else _DESCRIBED, langs
        )
        | ({"translated": True} if names.intersection(every_text_column(column.name)[1:]) else {})
        for column in columns
        if column.show & {*_DESCRIBED}
    ]


def facets(langs: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Say of every facet which column it asks for."""
    columns = facet_columns()
    return {
        facet: {
            "column": columns[facet].name,
            "vocabulary": columns[facet].vocabulary,
            "title": {lang: facet_title(facet, lang, "facets.") for lang in langs},
            **_left_out(facet, langs),
        }
        for facet in FACETS
    }


def _left_out(facet: str, langs: Sequence[str]) -> dict[str, Any]:
    """Say what a facet leaves out by default, and what asking for all is called."""
    if facet not in LEFT_OUT:
        return {}
    column, code = LEFT_OUT[facet]
    return {
        "left_out": {"column": column, "code": code},
        "any": {lang: t(f"facets.any_{facet}", lang) for lang in langs},
    }


def vocabularies(columns: list[PlaceColumn]) -> list[str]:
    """Name the vocabularies of the codes that are shown, also of those of crossings."""
    return [*dict.fromkeys(one.vocabulary for one in columns if one.vocabulary), "mode"]


def search_words(
    columns: list[PlaceColumn], vocabularies: Vocabularies, langs: Sequence[str]
) -> dict[tuple[str, str], str]:
    """Give the words of people by vocabulary and code, of the vocabularies that are searched."""
    searched = {one.vocabulary for one in columns if one.vocabulary and "search" in one.show}
    return {
        (name, code): " ".join(words)
        for name in searched
        for code, words in vocabularies.search_words(name, langs).items()
    }


def unused_terms(
    places: pd.DataFrame, columns: list[PlaceColumn], vocabularies: Vocabularies
) -> set[tuple[str, str]]:
    """Name the terms of lists that no place has and no filter offers, such as most languages."""
    offered = {facet_columns()[facet].name for facet in FACETS}
    return {
        (column.vocabulary, code)
        for column in columns
        if column.vocabulary and column.separator and column.name not in offered
        for code in {*vocabularies.by_name.get(column.vocabulary, {})}
        - {code for cell in places.get(column.name, ()) for code in cell.split(column.separator)}
    }


def text_columns(
    places: pd.DataFrame, columns: list[PlaceColumn], numbers: dict[str, int]
) -> dict[str, Any]:
    """Give the columns of text; ids of sources as their `numbers`."""
    texts = {}
    for column in columns:
        if column.is_number or column.name not in places:
            continue
        values = places[column.name]
        if column.type == "boolean" and values.dtype == "bool":
            values = values.map({True: "", False: "no"})
        elif column.references == "sources":
            values = values.map({ids: numbered(ids, numbers) for ids in values.unique()})
        texts[column.name] = text_column(values)
    return known(texts)


def number_columns(places: pd.DataFrame, columns: list[PlaceColumn]) -> dict[str, Any]:
    """Give the columns of numbers, scaled to the decimals that are worth sending."""
    return known(
        {
            column.name: number_column(places[column.name], **_scale(column))
            for column in columns
            if column.is_number and column.name in places
        }
    )


def _description(
    column: PlaceColumn, surfaces: tuple[str, ...], langs: Sequence[str]
) -> dict[str, Any]:
    said = {
        "vocabulary": column.vocabulary,
        "list": column.separator,
        "references": column.references,
        "group": column.group,
        "date": column.is_date,
        "phones": column.syntax == "phones",
    }
    return {
        "name": column.name,
        "title": {lang: column.titles[lang] for lang in langs if lang in column.titles},
        "type": column.type,
        "show": [where for where in surfaces if where in column.show],
        **{name: value for name, value in said.items() if value},
    }


def _scale(column: PlaceColumn) -> dict[str, Any]:
    whole = column.type == "integer"
    digits = 3 if column.decimals is None else column.decimals
    return _SCALES.get(column.name, {} if whole else {"scale": 10**digits})


def known(columns: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is nothing."""
    return {name: column for name, column in columns.items() if column is not None}


def numbered(ids: str, numbers: dict[str, int]) -> str:
    """Write ids of sources as their numbers; those without one are left out."""
    return ";".join(str(numbers[one]) for one in ids.split(";") if one in numbers)
