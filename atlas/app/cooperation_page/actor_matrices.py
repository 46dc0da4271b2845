"""The cooperation page: who works on what and with whom, and what is missing."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pandas as pd
import streamlit as st

from atlas.analysis import cooperation
from atlas.analysis.cooperation import Chosen
from atlas.app import markup, page_link, page_parts, page_sections
from atlas.app.cooperation_page import register_timeline
from atlas.app.cooperation_page.action_rows import APART, level_pairs, never_meeting, trace
from atlas.app.cooperation_page.register_timeline import actor_names, chosen_actions, scoped
from atlas.base.i18n import count, number, t
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

_PAGE: Final = "cooperation"
_TOWN: Final = "municipal"


@dataclass(frozen=True, eq=False)
class Matrix:
    """Counts as people read them, and what each of them opens."""

    frame: pd.DataFrame
    picks: list[list[str]]

    def linked(self, here: str, lang: str) -> pd.DataFrame:
        """Give the counts with what leads to each, rows named by the index; see `link.here`."""
        head, *columns = self.frame.columns
        cells = [
            [
                markup.opening(number(n, lang), here, pick, _PAGE) if pd.notna(n) else ""
                for n, pick in zip(counts, picks, strict=True)
            ]
            for counts, picks in zip(
                self.frame[columns].itertuples(index=False), self.picks, strict=True
            )
        ]
        return pd.DataFrame(
            cells, index=pd.Index(self.frame[head], name=head), columns=columns, dtype=object
        )

    @classmethod
    def of(
        cls,
        counts: pd.DataFrame,
        head: str,
        rows: list[str],
        columns: list[str],
        picks: Any,  # noqa: ANN401
    ) -> "Matrix":
        """Name the rows and columns of counts; nothing stands where there is nothing."""
        numbers = counts.astype("Int64").mask(counts == 0).to_numpy()
        frame = pd.DataFrame(numbers, columns=columns, dtype="Int64")
        frame.insert(0, head, rows)
        return cls(frame, picks)


@dataclass(frozen=True, eq=False)
class Missing:
    """What a corridor lacks: in words, levels by level, themes by their instruments."""

    lines: list[str]
    levels: Matrix
    themes: Matrix


def matrices(view: View, chosen: Chosen) -> None:
    """Show who works on what, and with which levels; every number opens its actions."""
    lang = view.lang
    st.html(markup.heading(t("cooperation.matrices", lang), "matrices"))
    titles = ("seats", "by_dimension", "by_level")
    names = [t(f"cooperation.{name}", lang) for name in titles]
    tabs = st.tabs(names, key="matrix-tabs", on_change="rerun")
    if tabs[0].open:  # what nobody looks at is not made
        with tabs[0]:
            register_timeline.seats(view, chosen)
    note = markup.note(t("cooperation.matrices_note", lang))
    for tab, vocabulary in zip(tabs[1:], ("dimension", "level"), strict=True):
        if tab.open:
            with tab:
                head = markup.anchor(f"by-{vocabulary}")
                _clickable(view, _matrix(view, chosen, vocabulary), vocabulary, head, note)


def missing(view: View) -> None:
    """Say which levels never meet, and which themes no instrument of both sides covers."""
    lang, found, here = view.lang, what_is_missing(view), page_link.here(view, _PAGE)
    never_meet, *others = found.lines
    pick = APART if never_meeting(view) else ""
    st.html(
        markup.section(
            markup.heading(t("cooperation.missing", lang), "missing"),
            markup.lines(
                [
                    markup.opening(never_meet, here, pick, _PAGE),
                    *(markup.Linked(line, "") for line in others),
                ]
            ),
            markup.note(t("cooperation.missing_note", lang)),
        )
    )
    for title, anchor, matrix in (
        ("level_pairs", "levels", found.levels),
        ("themes", "themes", found.themes),
    ):
        with page_sections.folded(t(f"cooperation.{title}", lang), anchor):
            _clickable(view, matrix, anchor, markup.anchor(anchor))


@kept_with_view
def _matrix(view: View, chosen: Chosen, vocabulary: str) -> Matrix:
    """Count the actions of every actor by dimension, or by the levels that it shares them with."""
    actions, codes = chosen_actions(view, chosen), view.vocab.codes(vocabulary)
    by_dimension = vocabulary == "dimension"
    count = cooperation.actor_by_dimension if by_dimension else cooperation.actor_by_level
    counts = count(actions, view.actors, codes)
    counts = counts.loc[:, counts.any(axis=0)]
    short = actor_names(view)
    return Matrix.of(
        counts,
        t("cooperation.actor", view.lang),
        [short[one] for one in counts.index],
        [view.vocab.label(vocabulary, one, view.lang) for one in counts.columns],
        [[trace(vocabulary, row, column) for column in counts.columns] for row in counts.index],
    )


@kept_with_view
def what_is_missing(view: View) -> Missing:
    """Find what the whole corridor lacks: what a filter leaves out is not missing."""
    lang = view.lang
    pairs = level_pairs(view)
    levels, apart = list(pairs.index), never_meeting(view)
    labels = [view.vocab.label("level", one, lang) for one in levels]
    alone = [one for pair in apart for one in pair if _TOWN in pair and one != _TOWN]
    town = ", ".join(view.vocab.label("level", one, lang) for one in alone)
    themes = cooperation.sector_by_corridor(
        view.actions, view.actors, view.corridors, view.vocab.codes("sector")
    ).set_index("sector")[["actions", "binational"]]
    unshared = ", ".join(
        view.vocab.label("sector", one, lang) for one in themes.index[themes["binational"] == 0]
    )
    n, total = len(apart), len(levels) * (len(levels) - 1) // 2
    said = [count("cooperation.apart", n, lang, total=number(total, lang))]
    if town:
        said.append(t("cooperation.apart_town", lang, levels=town))
    if unshared:
        said.append(t("cooperation.not_binational", lang, sectors=unshared))
    lines = [scoped(view, Chosen(), one) for one in said]
    return Missing(
        lines,
        Matrix.of(
            pairs,
            t("app.level", lang),
            labels,
            labels,
            [[trace("levels", a, b) for b in levels] for a in levels],
        ),
        Matrix.of(
            themes,
            t("cooperation.sector", lang),
            [view.vocab.label("sector", one, lang) for one in themes.index],
            [t("cooperation.actions", lang), t("cooperation.both", lang)],
            [[trace("sector", one), trace("both", one)] for one in themes.index],
        ),
    )


@lru_cache(maxsize=64)
def _grid(matrix: Matrix, here: str, alt: str, lang: str) -> str:
    return markup.grid_table(matrix.linked(here, lang), alt)


def _clickable(view: View, matrix: Matrix, name: str, *above: str) -> None:
    """Show a matrix whose numbers open the actions that they count, below what stands above it."""
    lang = view.lang
    if matrix.frame.empty:
        st.html(markup.section(*above, markup.prose(t("cooperation.nothing", lang))))
        return
    drawn = _grid(matrix, page_link.here(view, _PAGE), t(f"cooperation.{name}_alt", lang), lang)
    st.html(markup.section(*above, drawn))
    page_parts.csv_of(matrix.frame, t(f"cooperation.{name}_file", lang), lang)
