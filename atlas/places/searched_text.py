"""What a search looks through of every place: its public texts, and the words for its codes."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import pandas as pd

from atlas.base.dated_phones import phones_in
from atlas.base.i18n import LANGS
from atlas.base.text_search import JOINT, fold
from atlas.base.translations import every_text_column
from atlas.data import Package
from atlas.data.place_columns import PlaceColumn, facet_columns, place_columns, shown_in
from atlas.data.schema import PROTECTIONS
from atlas.data.vocab import Vocabularies

OTHER_NAMES: Final = PlaceColumn(
    name="other_names",
    type="string",
    titles={},
    descriptions={},
    public_for=frozenset(PROTECTIONS),
    show=frozenset({"search"}),
)
"""What else a place is called: names of its organisation, and names that sources give. It is
searched and shown nowhere."""

LANGUAGE: Final = "language"
"""The vocabulary whose codes are offered and known only where a place has them."""

_ACTOR_NAMES: Final = (*every_text_column("name"), "acronym")


def other_names(places: pd.DataFrame, actors: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    """Give what else each place is called, as far as it is public.

    Parameters
    ----------
    places, claims
        As they are published.
    actors
        The register of organisations, which is public.
    """
    known = [column for column in _ACTOR_NAMES if column in actors]
    of_actors = {
        actor: " ".join(dict.fromkeys(fold(" ".join(texts)).split()))
        for actor, *texts in actors[["actor_id", *known]].itertuples(index=False)
    }
    said = claims[claims["field"].isin(every_text_column("name"))]
    of_claims = said.groupby("facility_id")["value"].agg(" ".join).to_dict()
    names = [
        f"{of_actors.get(actor, '')} {of_claims.get(place, '')}".strip()
        for actor, place in zip(places["actor_id"], places["facility_id"], strict=True)
    ]
    return pd.Series(names, index=places.index, dtype="str")


def searched_text(
    places: pd.DataFrame,
    columns: list[PlaceColumn],
    vocabularies: Vocabularies,
    langs: Sequence[str] = LANGS,
) -> pd.Series:
    """Give the folded text of each place that a search looks through.

    Parameters
    ----------
    places
        Published places: a search finds nothing that is not public.
    columns
        The columns that are searched.
    vocabularies
        What codes mean, with the words of people for them.
    langs
        The languages of those words: the ones that a map for the same reader carries.

    Returns
    -------
    texts
        A line for the place's own words and one for the codes of each column, which many places
        share.
    """
    known = [column for column in columns if column.name in places]
    texts = [_texts(places[one.name], one) for one in known if not one.vocabulary]
    own = [" ".join(row) for row in zip(*texts, strict=True)] if texts else [""] * len(places)
    codes = [
        _codes(places[one.name], one, code_words(vocabularies, one, langs))
        for one in known
        if one.vocabulary
    ]
    lines = [own, *codes]
    return pd.Series(
        ["\n".join(row) for row in zip(*lines, strict=True)], index=places.index, dtype="str"
    )


def code_words(
    vocabularies: Vocabularies, column: PlaceColumn, langs: Sequence[str] = LANGS
) -> Mapping[str, str]:
    """Give the words for every code of a column: labels in some languages, and synonyms."""
    synonyms = vocabularies.search_words(column.vocabulary, langs)
    return {
        code: " ".join([fold(" ".join(map(term.label, langs))), *synonyms.get(code, ())])
        for code, term in vocabularies.terms(column.vocabulary).items()
    }


def spoken_codes(package: Package) -> tuple[str, ...]:
    """Give the languages that any place works in; the vocabulary has many more."""
    if "languages" not in package.places:
        return ()
    spoken = {code for codes in package.places["languages"].unique() for code in codes.split(";")}
    return tuple(code for code in package.vocab.by_name.get(LANGUAGE, {}) if code in spoken)


@lru_cache(maxsize=8)
def known_words(package: Package, langs: tuple[str, ...] = LANGS) -> frozenset[str]:
    """Give the single words by which a search knows what a filter asks for: none is an error."""
    offered = {column.name for column in facet_columns().values()}
    spoken = spoken_codes(package)
    lines = (
        line
        for column in shown_in(place_columns(package.descriptor), "search")
        if column.vocabulary and column.name in offered
        for code, line in code_words(package.vocab, column, langs).items()
        if column.vocabulary != LANGUAGE or code in spoken
    )
    return frozenset(word for line in lines for word in line.split() if JOINT not in word)


def _texts(cells: pd.Series, column: PlaceColumn) -> list[str]:
    read = phone_digits if column.syntax == "phones" else fold
    return [read(text) for text in cells.astype("str")]


def phone_digits(cell: str) -> str:
    """Give the digits of the telephone numbers in a cell, a word each."""
    return " ".join(re.sub(r"[^0-9]", "", phone.number) for phone in phones_in(cell))


def _codes(cells: pd.Series, column: PlaceColumn, words: Mapping[str, str]) -> pd.Series:
    mark = column.separator

    def line(cell: str) -> str:
        codes = cell.split(mark) if mark else [cell]
        return " ".join(filter(None, (words.get(code, "") for code in codes)))

    return cells.map({cell: line(cell) for cell in cells.unique()})
