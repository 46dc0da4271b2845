"""Words that the parts of a brief share: labels, names, dates, what the filter asks for."""

import pandas as pd

from atlas.base.i18n import date, short_number, t
from atlas.base.translations import localised, localised_column
from atlas.data.place_columns import facet_columns, facet_title
from atlas.output.figures import credit
from atlas.output.report.blocks import plain
from atlas.places.filters import FACETS
from atlas.places.view import View


def label(view: View, vocabulary: str, code: str) -> str:
    """Give the label of a code, or the code where the vocabulary lacks it."""
    term = view.vocab.terms(vocabulary).get(code)
    return plain(term.label(view.lang) if term else code)


def inside(words: str) -> str:
    """Give a label as it stands inside a sentence: without its capital, unless it is LGBTIQ+."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def labels(view: View, vocabulary: str, codes: str) -> str:
    """Give the labels of codes parted by semicolons, parted by commas."""
    return ", ".join(label(view, vocabulary, code) for code in codes.split(";") if code)


def names(frame: pd.DataFrame, lang: str) -> list[str]:
    """Give the name of every row in one language, or what it falls back on."""
    return [plain(name) for name in localised_column(frame, "name", lang)]


def text_of(row: pd.Series, column: str, lang: str) -> str:
    """Give a text column in one language, or what it falls back on."""
    return plain(localised(row.to_dict(), column, lang))


def side_name(view: View, corridor_id: str, side: str) -> str:
    """Name a side, with its corridor when the view has several."""
    name = label(view, "side", side)
    if len(view.corridors) == 1:
        return name
    return f"{name} ({corridor_name(view, corridor_id)})"


def corridor_name(view: View, corridor_id: str) -> str:
    """Name a corridor."""
    rows = view.corridors[view.corridors["corridor_id"] == corridor_id]
    return next(iter(names(rows, view.lang)), corridor_id)


def dated(view: View, text: str, iso: str) -> str:
    """Give a statement with its date in words, or say that it has none."""
    if not iso:
        return t("report.undated", view.lang, text=text)
    return t("report.dated", view.lang, text=text, date=date(iso, view.lang, short=True))


def filter_line(view: View) -> str:
    """Say in words what the filter keeps besides the corridors; nothing when it keeps all."""
    chosen = view.filter
    parts = [
        (name, ", ".join(label(view, column.vocabulary, code) for code in getattr(chosen, name)))
        for name in FACETS
        if (column := facet_columns()[name]).vocabulary
    ]
    parts += [
        ("verified_since", date(chosen.verified_since, view.lang)),
        ("near", _near(view)),
        ("max_km", _km(chosen.max_km, view.lang)),
        ("q", plain(chosen.q)),
    ]
    return "; ".join(
        t("report.filter_part", view.lang, field=_field(name, view.lang), value=value)
        for name, value in parts
        if value
    )


def _field(name: str, lang: str) -> str:
    if name in FACETS:
        return facet_title(name, lang, "report.filter_")
    return t(f"report.filter_{name}", lang)


def about_lines(view: View) -> tuple[str, ...]:
    """Give the first lines of a brief: data, filter, link."""
    chosen = filter_line(view)
    lines = [
        credit.data_line(view),
        t("report.filter_line", view.lang, parts=chosen) if chosen else "",
        t("report.link_line", view.lang, link=credit.link(view)) if credit.link(view) else "",
        t("report.internal", view.lang) if view.audience != "public" else "",
    ]
    return tuple(plain(line) for line in lines if line)


def _km(km: float | None, lang: str) -> str:
    return "" if km is None else f"{short_number(km, lang)} km"


def _near(view: View) -> str:
    rows = view.crossings[view.crossings["crossing_id"] == view.filter.near]
    return next(iter(names(rows, view.lang)), view.filter.near)
