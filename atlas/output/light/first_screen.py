"""What the first screen of the atlas says: one line of state, and each corridor in one look."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from atlas.analysis import coverage
from atlas.base.i18n import date, number, t
from atlas.base.translations import localised, names_by_key
from atlas.output.figures.corridor_drawing import Drawing, drawings
from atlas.output.report import range_words
from atlas.places.kept_with_view import kept_with_view
from atlas.places.scope import code_label, filter_words, where
from atlas.places.status import status_words
from atlas.places.view import View

_ROUND_TO = 100


@dataclass(frozen=True)
class Look:
    """One corridor in one look.

    Attributes
    ----------
    corridor_id, name
        Which one.
    drawing
        Its small map.
    drawn
        How many of its places the map shows, in words.
    newest
        What the newest source says, empty without one.
    gap
        The largest gap that is certain, empty without one.
    """

    corridor_id: str
    name: str
    drawing: Drawing
    drawn: str
    newest: str
    gap: str


def state_line(view: View) -> str:
    """Say how many places there are, how many are stated to be open, and of which day that is."""
    stated = view.places[view.places["status"] == "open"]["status_date"]
    year = view.made[:4]
    return t(
        "light.state_one" if len(view.places) == 1 else "light.state_many",
        view.lang,
        n=number(len(view.places), view.lang),
        opened=number(len(stated), view.lang),
        fresh=number(int(stated.str.startswith(year).sum()), view.lang),
        year=year,
        made=date(view.made, view.lang, short=True),
    )


def view_title(view: View) -> str:
    """Name a view: its corridors, and what its filter keeps besides them."""
    return " · ".join(part for part in (where(view), filter_words(view)) if part)


@kept_with_view
def looks(view: View) -> tuple[Look, ...]:
    """Give the corridors of a view, each in one look.

    Parameters
    ----------
    view
        A view that keeps all places of its corridors but what is left out by default: of another
        a gap would not be one.
    """
    names = names_by_key(view.corridors, "corridor_id", view.lang)
    gaps = _people_far(view)
    return tuple(
        Look(
            corridor_id=one.corridor_id,
            name=str(names[one.corridor_id]) or one.corridor_id,
            drawing=one,
            drawn=_drawn(one, view.lang),
            newest=_newest(view, one.corridor_id),
            gap=gaps.get(one.corridor_id) or _service_gap(view, one.corridor_id),
        )
        for one in drawings(view)
    )


def _drawn(one: Drawing, lang: str) -> str:
    total = sum(n for _, n in one.sides)
    return t("light.drawn", lang, n=number(one.drawn, lang), total=number(total, lang))


def _newest(view: View, corridor_id: str) -> str:
    """Say what the newest source says of a place; of several of a day it is the first by name."""
    here = view.places[
        (view.places["corridor_id"] == corridor_id) & (view.places["status"] != "unknown")
    ]
    dated = here[here["status_date"] != ""]
    if dated.empty:
        return ""
    row = dated.loc[dated["status_date"] == dated["status_date"].max()].iloc[0].to_dict()
    said = status_words(row["status"], row["status_date"], view.made, view.lang)
    return t("light.newest", view.lang, name=localised(row, "name", view.lang), status=said)


def _people_far(view: View) -> dict[str, str]:
    """Say how many people surely live far from any place, of the side where they are the most.

    Surely: wherever in its municipality each place without a point may be.
    """
    if view.localities.empty or view.segments.empty:
        return {}
    shares = range_words.shares(view)
    far = shares.assign(far=shares["people"] - shares["high"])
    said = {}
    for corridor_id, rows in far.groupby("corridor_id"):
        row = rows.sort_values("far").iloc[-1]
        people = math.floor(row["far"] / _ROUND_TO) * _ROUND_TO
        # A place of which not even the municipality is known could be anywhere.
        if people >= _ROUND_TO and not row["anywhere"]:
            said[str(corridor_id)] = _far_words(view, row, people)
    return said


def _far_words(view: View, row: pd.Series, people: int) -> str:
    return t(
        "light.gap_people",
        view.lang,
        n=number(people, view.lang),
        side=code_label(view.vocab, "side", str(row["side"]), view.lang),
        km=coverage.NEAR_KM,
    )


def _service_gap(view: View, corridor_id: str) -> str:
    """Name the service that is known across the border most often, and not at all on this side."""
    rows = view.corridors[view.corridors["corridor_id"] == corridor_id]
    pairs = coverage.sides(rows, view.filter.side)
    if len(pairs) != 2:
        return ""
    codes = view.vocab.codes("service")
    table = coverage.service_by_side(coverage.supply(view.places), pairs, codes)
    counts = {pair: [int(n) for n in table[pair].tolist()] for pair in pairs}
    found = [
        (beyond, code, here[1], there[1])
        for here, there in (pairs, pairs[::-1])
        for code, own, beyond in zip(table.index, counts[here], counts[there], strict=True)
        if own == 0 and beyond > 0
    ]
    if not found:
        return ""
    n, code, here, there = max(found, key=lambda one: one[0])
    return t(
        "light.gap_service", view.lang, n=number(n, view.lang), **_named(view, code, here, there)
    )


def _named(view: View, service: str, here: str, there: str) -> Mapping[str, Any]:
    named = {"service": ("service", service), "side": ("side", here), "other": ("side", there)}
    return {
        name: code_label(view.vocab, facet, code, view.lang)
        for name, (facet, code) in named.items()
    }
