"""The filters of the light version: a form that asks the server, and links; no script."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from atlas.base.i18n import READER_LANGS, language, number, t
from atlas.base.translations import names_by_key
from atlas.data.place_columns import facet_title
from atlas.places.filters import LEFT_OUT, Filter
from atlas.places.scope import code_label
from atlas.places.view import View

SHOWN: Final = ("side", "kind", "service", "status")
"""The facets that the form has lists for; corridors are links, and others stay as they are."""

_YEARS = 3


@dataclass(frozen=True)
class Way:
    """A link to another filter."""

    text: str
    query: str
    current: bool = False
    lang: str = ""


@dataclass(frozen=True)
class Choice:
    """One line of a list: what it stands for, its code, and whether it is chosen."""

    text: str
    code: str
    chosen: bool


@dataclass(frozen=True)
class Field:
    """A list of the form; it takes several codes when several are chosen already."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    several: bool


def form_fields(view: View) -> tuple[Field, ...]:
    """Give the lists of the form, with the number of places that each code would give."""
    return (*(_facet(view, facet) for facet in SHOWN), _since(view))


def kept_fields(view: View) -> tuple[tuple[str, str], ...]:
    """Give what the form keeps without showing it: names and values."""
    params = {**view.filter.to_params(), "lang": [view.lang]}
    shown = {*SHOWN, "verified_since", "q"}
    return tuple(
        (name, one) for name, values in params.items() if name not in shown for one in values
    )


def corridor_ways(view: View) -> tuple[Way, ...]:
    """Give the way to all corridors, and to each."""
    names = names_by_key(view.refiltered(corridor=()).corridors,
                         "corridor_id", view.lang)  # fmt: skip
    chosen = view.filter.corridor
    every = Way(t("map.all_corridors", view.lang), _to(view.filter, corridor=()), not chosen)
    return (
        every,
        *(
            Way(name, _to(view.filter, corridor=(one,)), chosen == (one,))
            for one, name in names.items()
        ),
    )


def language_ways(view: View) -> tuple[Way, ...]:
    """Give the way to the same in every other language."""
    return tuple(
        Way(
            language(lang).name,
            view.filter.with_lang(lang).link_query(),
            lang=lang,
        )
        for lang in READER_LANGS
        if lang != view.lang
    )


def lifting_ways(view: View) -> tuple[Way, ...]:
    """Give the ways to what the filter leaves out by default."""
    return tuple(
        Way(t(f"map.show_{facet}", view.lang), view.filter.lifted(facet).link_query())
        for facet in LEFT_OUT
        if view.left_out[facet]
    )


def bare(chosen: Filter) -> bool:
    """Say whether a filter keeps all places of its corridors but what is left out by default."""
    return chosen == Filter(corridor=chosen.corridor, lang=chosen.lang)


def _to(chosen: Filter, *, corridor: tuple[str, ...]) -> str:
    return replace(chosen, corridor=corridor).link_query()


def _facet(view: View, facet: str) -> Field:
    chosen = getattr(view.filter, facet)
    return Field(
        facet, facet_title(facet, view.lang, "app."), tuple(_codes(view, facet)), len(chosen) > 1
    )


def _codes(view: View, facet: str) -> Iterator[Choice]:
    chosen, counts = getattr(view.filter, facet), view.facets[facet]
    if len(chosen) <= 1:
        yield Choice(t("light.any", view.lang), "", not chosen)
    for code in view.choices[facet]:
        label = code_label(view.vocab, facet, code, view.lang)
        text = f"{label} ({number(counts.get(code, 0), view.lang)})"
        yield Choice(text, code, code in chosen)
    if chosen == ("any",):
        yield Choice(code_label(view.vocab, facet, "any", view.lang), "any", chosen=True)


def _since(view: View) -> Field:
    chosen = view.filter.verified_since
    years = [str(int(view.made[:4]) - back) for back in range(_YEARS)]
    dates = dict.fromkeys([*years, *([chosen] if chosen else [])])
    choices = [Choice(t("app.any_date", view.lang), "", not chosen)]
    choices += [
        Choice(t("light.dated_since", view.lang, date=one), one, one == chosen) for one in dates
    ]
    return Field(
        "verified_since", t("app.verified_since", view.lang), tuple(choices), several=False
    )
