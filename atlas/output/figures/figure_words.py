"""The words that figures share: labels, titles, the empty view, the key."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.artist import Artist

from atlas.base.i18n import messages, t
from atlas.output.figures import credit, style
from atlas.output.figures.sheet import Sheet, Wording
from atlas.places.filters import ANY
from atlas.places.roles import ENFORCEMENT
from atlas.places.scope import filter_words
from atlas.places.view import View


def title(view: View, kind: str) -> str:
    """Give the title of a kind of figure; that of a map names what is asked for."""
    if kind == "overview" and (what := asked_for(view)):
        return what
    detention = kind == "overview" and (view.places["role"] == ENFORCEMENT).any()
    return t(f"figures.{kind}_title{'_detention' if detention else ''}", view.lang)


def asked_for(view: View) -> str:
    """Name the kinds of places that the filter keeps, else the services; nothing for all places."""
    kinds = [code for code in view.filter.kind if code != ANY]
    said = messages(view.lang)
    named = [said.get(f"kinds.{code}") or term(view, "kind", code) for code in kinds]
    return ", ".join(named or [term(view, "service", code) for code in view.filter.service])


def headed(view: View, title: str, where: str) -> str:
    """Give a title with the corridors behind it; what is asked for comes with a comma."""
    parts = [part for part in (title, where) if part]
    return (", " if asked_for(view) else ": ").join(parts)


def wording(view: View, title: str, subtitle: str, *notes: str) -> Wording:
    """Give the words around a figure: what, where, and where it comes from."""
    where = corridor_names(view)
    return Wording(
        title=headed(view, title, where),
        subtitle=subtitle,
        notes=[*notes, credit.data_line(view), credit.link_line(view), _audience(view)],
    )


def filtered(view: View, subtitle: str) -> str:
    """Give a subtitle with what the filter keeps before it."""
    parts = filter_words(view)
    kept = t("report.filter_line", view.lang, parts=parts) if parts else ""
    return " ".join(part for part in (kept, subtitle) if part)


def _audience(view: View) -> str:
    return "" if view.audience == "public" else t("figures.internal", view.lang)


def term(view: View, vocabulary: str, code: str) -> str:
    """Give the label of a code in the language of the view."""
    return view.vocab.label(vocabulary, code, view.lang)


def side_colour(view: View, side: str) -> str:
    """Give the quiet tint of a side."""
    terms = view.vocab.terms("side")
    return (terms[side].colour if side in terms else "") or style.ABROAD


def corridor_name(view: View, corridor_id: str) -> str:
    """Give the name of a corridor."""
    rows = view.corridors[view.corridors["corridor_id"] == corridor_id]
    return style.names(rows, view.lang)[0]


def corridor_names(view: View) -> str:
    """Name the corridors of the view; nothing when the view is not of chosen ones."""
    if not view.filter.corridor:
        return ""
    return " · ".join(style.names(view.corridors, view.lang))


def pairs(counts: pd.DataFrame) -> list[tuple[str, str]]:
    """Give the sides that a table of counts has as columns, as (corridor, country)."""
    return [(str(corridor), str(side)) for corridor, side in counts.columns.to_frame().to_numpy()]


def side_of(view: View, corridor_id: str, side: str) -> str:
    """Name a side, with its corridor when the view has several."""
    label = term(view, "side", side)
    if len(view.corridors) == 1:
        return label
    return f"{label} ({corridor_name(view, corridor_id)})"


def empty(view: View) -> str:
    """Say that nothing is left."""
    return t("figures.empty", view.lang)


def say(sheet: Sheet, text: str) -> None:
    """Write a sentence in the middle of the room, in place of a picture."""
    lines = style.wrapped(text, sheet.width * 0.7, 11)
    middle = sheet.width / 2, sheet.height / 2
    sheet.write(*middle, lines, ha="center", va="center", size=11, color=style.QUIET)


def legend(sheet: Sheet, keys: Sequence[Artist]) -> None:
    """Put the key in one row below the room."""
    across, up = sheet.figure.get_size_inches()
    sheet.figure.legend(
        handles=list(keys),
        loc="lower left",
        bbox_to_anchor=(sheet.left / across, sheet.bottom / up),
        ncols=len(keys),
        frameon=False,
        borderpad=0,
        borderaxespad=0,
        handlelength=1.2,
        columnspacing=1.6,
        fontsize=style.SMALL_PT + 0.5,
    )
