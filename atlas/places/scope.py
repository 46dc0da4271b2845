"""What a sentence about a view is true of, in words: the corridors, and what the filter keeps.

A sentence about presence, absence or number begins with its scope, so that it stays true when
somebody pastes it alone. Texts of data in it are not escaped.
"""

from collections.abc import Iterable

from atlas.base.i18n import count, date, short_number, t
from atlas.base.translations import names_by_key
from atlas.data.place_columns import facet_columns, facet_title
from atlas.data.vocab import Vocabularies
from atlas.places.filters import ANY, FACETS, LEFT_OUT
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View


def scope(view: View) -> str:
    """Name the corridors of a view, and say what its filter keeps besides them."""
    lang, said = view.lang, where(view)
    if kept := filter_words(view):
        said = t("scope.among", lang, where=said, kept=kept)
    aside = [t(f"scope.aside_{name}", lang) for name in LEFT_OUT if not getattr(view.filter, name)]
    if aside:
        said = t("scope.aside", lang, scope=said, aside=t("scope.and", lang).join(aside))
    return said


@kept_with_view
def where(view: View) -> str:
    """Name the corridors of a view: "all" would not say which one, where there is but one."""
    if not view.filter.corridor and len(view.corridors) != 1:
        return t("scope.all", view.lang)
    return _listed(names_by_key(view.corridors, "corridor_id", view.lang).values())


def scoped(view: View, sentence: str) -> str:
    """Give a sentence with its scope before it."""
    return t("scope.sentence", view.lang, scope=scope(view), sentence=sentence)


def located(view: View, sentence: str) -> str:
    """Give a sentence that no filter changes with its corridors before it."""
    return t("scope.sentence", view.lang, scope=where(view), sentence=sentence)


def filter_words(view: View) -> str:
    """Say in words what the filter keeps besides the corridors; nothing when it keeps all."""
    chosen, lang = view.filter, view.lang
    parts = [
        (name, _listed(code_label(view.vocab, name, code, lang) for code in getattr(chosen, name)))
        for name in FACETS
        if facet_columns()[name].vocabulary and getattr(chosen, name) != (ANY,)
    ]
    parts += [
        ("phone", t("scope.known", lang) if chosen.phone else ""),
        ("verified_since", date(chosen.verified_since, lang)),
        ("near", _near(view)),
        ("max_km", "" if chosen.max_km is None else f"{short_number(chosen.max_km, lang)} km"),
        ("q", chosen.q),
    ]
    return _listed(
        t("scope.part", lang, field=field_name(name, lang), value=value)
        for name, value in parts
        if value
    )


def code_label(vocab: Vocabularies, facet: str, code: str, lang: str) -> str:
    """Give the label of a code of a facet with a vocabulary, or the code where that lacks it."""
    if code == ANY and facet in LEFT_OUT:
        return t(f"facets.any_{facet}", lang)
    term = vocab.terms(facet_columns()[facet].vocabulary).get(code)
    return term.label(lang) if term else code


def field_name(name: str, lang: str) -> str:
    """Give what a field of a filter is called inside a sentence."""
    if name in FACETS:
        return facet_title(name, lang, "scope.field_")
    return t(f"scope.field_{name}", lang)


def left_out_words(view: View) -> str:
    """Say in one line what the filter leaves out by default; nothing when it leaves out nothing."""
    parts = [count(f"map.left_out_{name}", n, view.lang) for name, n in view.left_out.items() if n]
    return t("map.left_out", view.lang, parts=_listed(parts)) if parts else ""


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _near(view: View) -> str:
    near = view.filter.near
    return near and names_by_key(view.crossings, "crossing_id", view.lang).get(near, near)
