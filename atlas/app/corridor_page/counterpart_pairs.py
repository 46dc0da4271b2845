"""The corridor page's counterparts: who does the same on the other side."""

from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from atlas.analysis import coverage
from atlas.app import markup, page_link, page_parts
from atlas.app.page_parts import side_name
from atlas.base.i18n import count, number, t
from atlas.places.kept_with_view import kept_with_view
from atlas.places.scope import scope
from atlas.places.view import View

_MOST: Final = 200


def pairs(view: View, along: coverage.Measure) -> None:
    """Show who does the same on the other side, nearest first; a row opens its two places."""
    lang = view.lang
    st.html(
        markup.introduction(
            t("corridor.pairs", lang), "counterparts", t("corridor.pairs_text", lang)
        )
    )
    service = page_link.one(
        t("corridor.shared", lang),
        "share",
        ["", *view.vocab.codes("service")],
        lambda one: view.vocab.label("service", one, lang) if one else t("corridor.anything", lang),
    )
    rows = _rows(view, service, along)[1]
    if rows.empty:
        st.html(markup.prose(page_parts.scoped(view, t("corridor.no_pairs", lang))))
        return
    rest = t("corridor.pairs_shown", lang, shown=number(_MOST, lang)) if len(rows) > _MOST else ""
    st.html(markup.note(f"{counted(view, service, along)} {rest}".strip()))
    # The corridor is in the key: a row chosen in one corridor is none of the next one's.
    key = f"{t('corridor.pairs_file', lang)}-{view.corridors.iloc[0]['corridor_id']}"
    page_parts.table(
        _first_rows(view, service, along),
        key,
        lang,
        alt=t("corridor.pairs", lang),
        full=lambda: rows.assign(
            along=along.way,
            **coverage.engine_of(along),
            counted=scope(view),
            data_date=view.made,
        ),
        height=260,
        opens=picks(view, service, along),
    )


def counted(view: View, service: str = "", along: coverage.Measure = coverage.STRAIGHT) -> str:
    """Say in Markdown how many pairs there are, how many have no distance, and what it is along."""
    rows = _rows(view, service, along)[1]
    unknown = number(int(rows["km"].isna().sum()), view.lang)
    key = "corridor.pairs_count" if along is coverage.STRAIGHT else "corridor.pairs_count_streets"
    way = t(f"ranges.way_{along.way}", view.lang)
    return page_parts.scoped(view, count(key, len(rows), view.lang, unknown=unknown, way=way))


@kept_with_view
def _first_rows(view: View, service: str, along: coverage.Measure) -> pd.DataFrame:
    return _rows(view, service, along)[1].head(_MOST)


@kept_with_view
def picks(view: View, service: str, along: coverage.Measure = coverage.STRAIGHT) -> list[str]:
    """Give what each row opens: its two places."""
    found = _rows(view, service, along)[0].head(_MOST)
    return [f"pair.{a}.{b}" for a, b in zip(found["id_a"], found["id_b"], strict=True)]


@kept_with_view
def _rows(view: View, service: str, along: coverage.Measure) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the pairs, and the same as they are read.

    What two places share does not depend on any other place: a filter chooses among all pairs.
    """
    found, read = _all(page_parts.whole(view), service, along)
    kept = frozenset(view.places["facility_id"])
    pairs = zip(found["id_a"], found["id_b"], strict=True)
    both = np.array([a in kept and b in kept for a, b in pairs], np.bool_)
    return found[both].reset_index(drop=True), read[both].reset_index(drop=True)


@kept_with_view
def _all(view: View, service: str, along: coverage.Measure) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the pairs of a whole corridor; see `_rows`."""
    lang, sides = view.lang, page_parts.countries(view)
    found = coverage.counterparts(
        view.places, view.crossings, view.localities, sides, service=service, measure=along
    )
    place = page_parts.names(view.places, "facility_id", lang)
    crossing = page_parts.names(view.crossings, "crossing_id", lang)
    yes = t("corridor.same_operator", lang)
    said = {codes: page_parts.codes(view, "service", codes) for codes in found["services"].unique()}
    columns = {
        side_name(view, sides[0]): found["id_a"].map(place),
        side_name(view, sides[1]): found["id_b"].map(place),
        "km": found["km"],
        t("corridor.km_low", lang): found["km_low"],
        t("corridor.km_high", lang): found["km_high"],
    }
    if "minutes" in found:
        columns[t("corridor.minutes", lang)] = found["minutes"].round()
    return found, pd.DataFrame(
        columns
        | {
            t("corridor.through", lang): found["crossing_id"].map(crossing).fillna(""),
            t("corridor.shared", lang): [
                ", ".join(part for part in (said[services], yes if same else "") if part)
                for services, same in zip(found["services"], found["same_operator"], strict=True)
            ],
        }
    )
