"""Words that the parts of a brief share: labels, names, dates, what the filter asks for."""

import pandas as pd

from atlas.base.i18n import date, t
from atlas.base.translations import localised, localised_column
from atlas.output.figures import credit
from atlas.output.report.blocks import plain
from atlas.places.scope import filter_words, left_out_words, scoped
from atlas.places.status import status_words
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


def said(view: View, key: str, **values: object) -> str:
    """Give a sentence with its scope before it."""
    return plain(scoped(view, t(key, view.lang, **values)))


def status(view: View, row: pd.Series) -> str:
    """Say a status with its date."""
    return plain(status_words(row["status"], row["status_date"], view.made, view.lang))


def dated(view: View, text: str, iso: str) -> str:
    """Give a statement with its date in words, or say that it has none."""
    if not iso:
        return t("report.undated", view.lang, text=text)
    return t("report.dated", view.lang, text=text, date=date(iso, view.lang, short=True))


def about_lines(view: View) -> tuple[str, ...]:
    """Give the first lines of a brief: data, filter, link."""
    chosen = plain(filter_words(view))
    lines = [
        credit.data_line(view),
        credit.behind_line(view),
        t("report.filter_line", view.lang, parts=chosen) if chosen else "",
        left_out_words(view),
        t("report.link_line", view.lang, link=credit.link(view)) if credit.link(view) else "",
        t("report.internal", view.lang) if view.audience != "public" else "",
    ]
    return tuple(plain(line) for line in lines if line)
