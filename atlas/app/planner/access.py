"""The coverage page: distances, gaps, accessibility, what-if and bands."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from atlas import coverage
from atlas.app import markup
from atlas.app.planner import corridor, link, maps, shared, whatif
from atlas.app.planner.shared import side_name
from atlas.coverage import BANDS_2SFCA, E2SFCA, Bands, Change
from atlas.i18n import number, t
from atlas.view import View

PER_PEOPLE: Final = 100_000
"""Accessibility is told for so many people."""

METHODS: Final = {"e2sfca": E2SFCA, "2sfca": BANDS_2SFCA}
_LEAST_KM: Final = 0.05
NOT_ALIKE: Final = 1e-9


@dataclass(frozen=True, eq=False)
class Result:
    """What was measured: the ranked gaps, the localities with their access, what it rests on."""

    gaps: pd.DataFrame
    homes: pd.DataFrame
    places: pd.DataFrame
    crossings: pd.DataFrame


def choose_method(view: View) -> tuple[Bands, bool]:
    """Let the reader choose how accessibility is measured; give bands, and beds or not."""
    lang = view.lang
    lodging = view.filter.service == ("lodging",) or view.filter.kind == ("shelter",)
    order = ["capacity", "places"] if lodging else ["places", "capacity"]
    with st.container(horizontal=True):
        method = link.one(
            t("coverage.method", lang),
            "method",
            list(METHODS),
            lambda one: t(f"coverage.method_{one}", lang),
        )
        supply = link.one(
            t("coverage.supply", lang), "supply", order, lambda one: t(f"coverage.by_{one}", lang)
        )
    st.caption(t(f"coverage.about_{method}", lang) + " " + t(f"coverage.about_{supply}", lang))
    return METHODS[method], supply == "capacity"


@lru_cache(maxsize=64)
def measure(view: View, changes: tuple[Change, ...], bands: Bands, *, by_capacity: bool) -> Result:
    """Measure a corridor as it is, or as it would be."""
    places, crossings = whatif.places_after(view, changes)
    # Crossings that a change closes stay points to measure from: people are still there.
    points = coverage.starting_points(
        view.crossings, view.localities, view.corridors, view.segments
    )
    gaps = coverage.gaps(places, crossings, points)
    homes = coverage.by_locality(
        view.localities, places, crossings, bands=bands, by_capacity=by_capacity
    )
    homes = homes[coverage.in_corridor(view.localities, view.segments)].reset_index(drop=True)
    homes["access"] *= PER_PEOPLE
    nearest = gaps[gaps["point"] == "locality"].set_index("point_id")
    homes = homes.join(nearest[["same_km", "either_km"]], on="locality_id")
    return Result(gaps, homes, places, crossings)


def summary(view: View, result: Result) -> None:
    """Say in words what is looked for, on what the results rest, and what stands out."""
    lang = view.lang
    known = coverage.working(result.places)
    sited = coverage.on_the_map(known)
    wanted = shared.listed(view.vocab.label("service", one, lang) for one in view.filter.service)
    whom = shared.listed(
        view.vocab.label("population", one, lang) for one in view.filter.population
    )
    line = t(
        "coverage.looked_for",
        lang,
        what=wanted or t("coverage.any_service", lang),
        whom=whom or t("coverage.anyone", lang),
        places=number(len(known), lang),
        sited=number(len(sited), lang),
    )
    st.markdown(line)
    if sited.empty:
        st.warning(t("coverage.nothing_sited", lang))
    if coverage.gates(result.crossings).empty:
        st.warning(t("coverage.no_gate", lang))
    for side in shared.countries(view):
        here = result.homes[result.homes["side"] == side]
        near = here["same_km"] <= coverage.COUNT_KM[1]
        people = here["population"].sum()
        if people:
            share = 100 * here.loc[near, "population"].sum() / people
            st.markdown(
                "- "
                + t(
                    "coverage.share_near",
                    lang,
                    side=side_name(view, side),
                    share=f"{share:.0f}",
                    people=number(people, lang),
                    km=coverage.COUNT_KM[1],
                )
            )


def the_map(view: View, before: Result, after: Result, *, changed: bool) -> None:
    """Draw localities by access, or by its change; a choice opens the rows behind it."""
    lang = view.lang
    homes = after.homes.assign(id=after.homes["locality_id"] + "." + after.homes["side"])
    column, title = "access", t("coverage.access_of", lang)
    if changed:
        homes = homes.assign(change=homes["access"] - before.homes["access"])
        column, title = "change", t("coverage.change_of", lang)
    ground = maps.layers(view)
    parts = [
        *ground[:2],
        maps.spot_layer(view),
        maps.home_layer(homes, column, title, lang, change=changed),
        maps.place_layer(view, coverage.on_the_map(coverage.working(after.places))),
        ground[2],
    ]
    event = st.altair_chart(
        maps.framed(view, parts),
        key="planner-map",
        on_select="rerun",
        alt=t("coverage.map_alt", lang),
    )
    st.caption(t("coverage.map_note", lang))
    _taken(event)


def gap_table(view: View, before: Result, after: Result, *, changed: bool) -> None:
    """Show the ranked gaps."""
    lang = view.lang
    st.header(t("coverage.gaps", lang), anchor="gaps")
    st.write(t("coverage.gaps_text", lang))
    place = shared.names(after.places, "facility_id", lang)
    crossing = shared.names(view.crossings, "crossing_id", lang)
    rows = after.gaps
    frame = pd.DataFrame(
        {
            t("coverage.rank", lang): range(1, len(rows) + 1),
            t("coverage.point", lang): _point_names(view, rows),
            t("app.side", lang): [side_name(view, one) for one in rows["side"]],
            # The gazetteer writes 0 where it does not know.
            t("coverage.population", lang): rows["population"].replace(0, np.nan),
            t("coverage.same_km", lang): rows["same_km"].round(1),
            t("coverage.give_or_take", lang): (rows["precision_m"] / 1000).round(1),
            t("coverage.same_place", lang): [
                _place_name(place, one, lang) for one in rows["same_id"]
            ],
            t("coverage.either_km", lang): rows["either_km"].round(1),
            t("coverage.either_place", lang): [
                _place_name(place, one, lang) for one in rows["either_id"]
            ],
            t("corridor.through", lang): [
                crossing.get(one, "") for one in rows["either_crossing_id"]
            ],
            **{f"≤ {km} km": rows[f"same_within_{km}_km"] for km in coverage.COUNT_KM},
        }
    )
    if changed:
        was = before.gaps.set_index(["point_id", "side"])[["same_km", "either_km"]]
        was = was.loc[pd.MultiIndex.from_frame(rows[["point_id", "side"]])]
        frame.insert(5, t("coverage.same_before", lang), was["same_km"].round(1).to_numpy())
        frame.insert(9, t("coverage.either_before", lang), was["either_km"].round(1).to_numpy())
    event = shared.table(
        frame,
        t("coverage.gaps_file", lang),
        lang,
        alt=t("coverage.gaps", lang),
        full=rows,
        height=420,
        on_select="rerun",
        selection_mode="single-row",
        placeholder=shared.UNKNOWN,
    )
    chosen = getattr(getattr(event, "selection", None), "rows", None) or []
    row = rows.iloc[chosen[0]] if chosen else None
    _choose_once("row", "" if row is None else f"{row['point_id']}.{row['side']}")
    st.caption(t("coverage.gaps_note", lang))


def pick(view: View, result: Result) -> None:
    """Let the reader choose a point, and show the places that it can reach."""
    lang = view.lang
    rows = result.gaps
    names = dict(
        zip(
            rows["point_id"] + "." + rows["side"],
            [
                f"{name} · {side_name(view, side)}"
                for name, side in zip(_point_names(view, rows), rows["side"], strict=True)
            ],
            strict=True,
        )
    )
    picked = link.one(
        t("coverage.pick", lang),
        "pick",
        ["", *sorted(names, key=names.__getitem__)],
        lambda one: names.get(one, t("coverage.choose", lang)),
    )
    if not picked:
        return
    point = rows[(rows["point_id"] + "." + rows["side"]) == picked].iloc[[0]]
    sited = coverage.on_the_map(coverage.working(result.places))
    reached = coverage.reach(
        coverage.Sites.of(point),
        coverage.Sites.of(sited),
        coverage.Sites.of(coverage.gates(result.crossings), "corridor_id"),
        limit_km=coverage.COUNT_KM[-1],
    )
    near = sited.iloc[reached.place[np.argsort(reached.km, kind="stable")]]
    lat, lon = point.iloc[0][["lat", "lon"]]
    explore = replace(view.filter, near=f"{lat:.5f},{lon:.5f}", max_km=float(coverage.COUNT_KM[-1]))
    title = t("coverage.reached", lang, name=names[picked], km=coverage.COUNT_KM[-1])
    shared.show_places(view, near, title, explore, t("corridor.places_file", lang))


def left_out(view: View, result: Result) -> None:
    """Say which places no distance takes into account, and what the numbers do not know."""
    lang = view.lang
    st.header(t("corridor.unknown", lang), anchor="unknown")
    out = coverage.left_out(coverage.working(result.places))
    if len(out):
        st.write(t("coverage.left_out", lang, n=number(int(out["places"].sum()), lang)))
        st.html(markup.text_table(corridor.left_out_rows(view, out)))
    for line in ("unknown_low", "unknown_demand", "unknown_protected"):
        st.markdown(f"- {t(f'coverage.{line}', lang)}")
    st.markdown(f"- {t('corridor.unknown_distance', lang)}")


def changes_in_words(view: View, before: Result, after: Result) -> None:
    """Say what the changes do, in numbers of people."""
    lang = view.lang
    was, now = before.homes, after.homes
    farther = (now["either_km"] - was["either_km"]).fillna(0) > _LEAST_KM
    lost = was["either_km"].notna() & now["either_km"].isna()
    nearer = (was["either_km"] - now["either_km"]).fillna(0) > _LEAST_KM
    less = was["access"] - now["access"] > NOT_ALIKE
    more = now["access"] - was["access"] > NOT_ALIKE
    for name, rows in {
        "farther": farther | lost,
        "nearer": nearer,
        "less": less,
        "more": more,
    }.items():
        people = number(now.loc[rows, "population"].sum(), lang)
        st.markdown(
            "- "
            + t(f"coverage.change_{name}", lang, n=number(int(rows.sum()), lang), people=people)
        )


def _point_names(view: View, rows: pd.DataFrame) -> list[str]:
    """Give the names of points; a crossing is named as on its own side."""
    english = view.lang == "en"
    cross = t("corridor.crossing", view.lang)
    return [
        f"{cross}: {(en if english and en else name)}" if kind == "crossing" else name
        for kind, name, en in zip(rows["point"], rows["name"], rows["name_en"], strict=True)
    ]


def _place_name(names: dict[str, str], place: str, lang: str) -> str:
    return names.get(place) or (t("coverage.added", lang) if place else "")


def _taken(event: Any) -> None:  # noqa: ANN401, what Streamlit says was selected
    chosen = getattr(event, "selection", None) or {}
    if homes := chosen.get("home"):
        _choose_once("home", str(homes[0].get("id", "")))
    if spot := chosen.get("spot"):
        point = (float(spot[0]["lat"]), float(spot[0]["lon"]))
        if st.session_state.get("_planner_spot") != point:
            st.session_state["_planner_spot"] = point
            whatif.offer_spot(*point)
            st.rerun()


def _choose_once(where: str, chosen: str) -> None:
    """Take over a choice made in a table or map, but only when it is new."""
    key = f"_planner_chosen_{where}"
    if chosen == st.session_state.get(key, ""):
        return
    st.session_state[key] = chosen
    if chosen:
        link.put("pick", chosen)
        st.rerun()
