"""What somebody may have meant whose search found nothing: the nearest word that finds something.

The same rule as `state/suggestions.js` in the browser. A word that no place has, not even a closed
one, is compared with the words for services, kinds and people served, and with those of the names
of places and towns. The fewest edits win, then codes before words, then whatever gives most places.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any, Final

import pandas as pd
from rapidfuzz.distance import OSA

from atlas.base.i18n import carried_langs, number, t
from atlas.base.text_search import JOINT, fold, matches, query_words
from atlas.base.translations import every_text_column
from atlas.data.place_columns import facet_columns
from atlas.places.filters import Filter
from atlas.places.searched_text import OTHER_NAMES
from atlas.places.view import View

MEANT: Final = ("service", "kind", "population")
"""The facets whose codes people search for by words of their own."""

_EDITS_FROM_LENGTH: Final = ((9, 3), (5, 2), (4, 1))
_NAMES: Final = (*every_text_column("name"), OTHER_NAMES.name, "municipality")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What somebody may have meant.

    Attributes
    ----------
    filter
        The filter that asks for it.
    places
        How many places that gives.
    facet, code
        The code that stands for the word; empty where another word does.
    """

    filter: Filter
    places: int
    facet: str = ""
    code: str = ""


def did_you_mean(view: View) -> Meaning | None:
    """Give what somebody may have meant whose search found nothing; None when nothing is near."""
    words = query_words(view.filter.q)
    tries = [
        (edits, facet, meant, [*words[:position], *words[position + 1 :]])
        for position, word in enumerate(words)
        if _is_unknown(view, word)
        for edits, facet, meant in _near(view, word)
    ]
    tries.sort(key=_order)
    for _, alike in groupby(tries, _order):
        found = [_counted(view, others, facet, meant) for _, facet, meant, others in alike]
        best = max(found, key=lambda one: one.places)
        if best.places:
            return best
    return None


def question(view: View, meant: Meaning) -> str:
    """Ask whether that was meant, in the language of the view, with the number of places."""
    asked = meant.filter.q
    if meant.facet:
        label = view.vocab.label(facet_columns()[meant.facet].vocabulary, meant.code, view.lang)
        asked = f"{label} + {asked}" if asked else label
    return t("map.did_you_mean", view.lang, what=asked, n=number(meant.places, view.lang))


def _order(found: tuple[int, str, str, list[str]]) -> tuple[int, bool]:
    edits, facet, *_ = found
    return edits, not facet


def _is_unknown(view: View, word: str) -> bool:
    if word in view.known or any(letter in "0123456789" for letter in word):
        return False
    return not matches(word, view.everyone["search_text"].tolist(), view.known).any()


def _near(view: View, word: str) -> Iterator[tuple[int, str, str]]:
    """Give the edits, and the facet and code or the other word, of everything that is near."""
    most = next((edits for length, edits in _EDITS_FROM_LENGTH if len(word) >= length), 0)
    distance = partial(OSA.distance, word, score_cutoff=most)
    for facet in MEANT:
        for code in view.choices[facet]:
            edits = min(map(distance, _words_for(view, facet, code)), default=most + 1)
            if 0 < edits <= most:
                yield edits, facet, code
    for other in sorted(_spelt(view.everyone)):
        if 0 < (edits := distance(other)) <= most:
            yield edits, "", other


def _words_for(view: View, facet: str, code: str) -> list[str]:
    name = facet_columns()[facet].vocabulary
    langs = carried_langs(view.lang)
    labels = map(view.vocab.term(name, code).label, langs)
    found = view.vocab.search_words(name, langs).get(code, ())
    single = [one for one in found if JOINT not in one]
    return [*(word for label in labels for word in query_words(label)), *single]


def _spelt(places: pd.DataFrame) -> set[str]:
    texts: Iterable[str] = (text for name in _NAMES if name in places for text in places[name])
    return {word for text in texts for word in fold(str(text)).split()}


def _counted(view: View, others: list[str], facet: str, meant: str) -> Meaning:
    if facet:
        kept: dict[str, Any] = {facet: (meant,)}
        asked = replace(view.filter, q=" ".join(others), **kept)
        return Meaning(asked, len(view.remade(asked).places), facet, meant)
    asked = replace(view.filter, q=" ".join([*others, meant]))
    return Meaning(asked, len(view.remade(asked).places))
