"""The rows of a file on the map, next to the published places, as everybody would see them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from atlas.app import assets, map_component, state
from atlas.base.i18n import count, t
from atlas.curation.merge import Draft, as_public
from atlas.data import PLACES
from atlas.places.published import described
from atlas.places.view import View
from atlas.webmap import OWN

_SHOWN = ("both", "own", "published")
_WORLD_PX = 256.0
_MAP_PX = 600.0
_ZOOMS = (5.0, 13.0)


def show(draft: Draft, lang: str) -> None:
    """Show the clean rows at their public position, as marks of their own."""
    if draft.resource not in PLACES:
        st.info(t("steward.only_places", lang))
        return
    own = as_public(draft)
    pointless = int(own["lon"].isna().sum())
    st.write(t("steward.map_text", lang))
    said = {
        "on_map": len(own) - pointless,
        "off_map": pointless,
        "not_shown": len(draft.found.held),
    }
    st.caption(" ".join(count(f"steward.{name}", n, lang) for name, n in said.items()))
    if len(own) and (own["sensitivity"] == "withheld").all():
        st.info(t("steward.all_withheld", lang))
    shown = st.segmented_control(
        t("steward.on_the_map", lang),
        _SHOWN,
        format_func=lambda name: t(f"steward.show_{name}", lang),
        key="steward.shown",
        default=_SHOWN[0],
        required=True,
        label_visibility="collapsed",
    )
    view = _together(state.public(state.everything(lang)), draft, own, str(shown))
    # Made each time: what is cached by content would be shared by all readers.
    points = assets.points_text(view)
    map_component.preview(points, lang, _start(own))


def _together(view: View, draft: Draft, own: pd.DataFrame, shown: str) -> View:
    """Give the published view with the places of a file among its own."""
    mine = described(own, draft.package).assign(origin=OWN)
    parts = {"own": mine, "published": view.places.assign(origin="")}
    kept = [part for name, part in parts.items() if shown in ("both", name)]
    places = pd.concat(kept, ignore_index=True)
    text = [name for name in places.columns if name in mine and mine[name].dtype == "str"]
    places[text] = places[text].fillna("")
    return replace(
        view,
        places=places,
        claims=view.claims[view.claims["facility_id"].isin(places["facility_id"])],
        sources=pd.concat([view.sources, draft.found.sources], ignore_index=True).fillna(""),
        total=len(places),
    )


def _start(own: pd.DataFrame) -> dict[str, Any] | None:
    """Give where the map starts so that the points of a file are in sight."""
    points = own[["lon", "lat"]].dropna()
    if points.empty:
        return None
    low, high = points.min(), points.max()
    span = max(float((high - low).max()), 1e-3)
    zoom = float(np.clip(np.log2(360.0 * _MAP_PX / _WORLD_PX / span) - 1, *_ZOOMS))
    middle = (low + high) / 2
    return {"zoom": round(zoom * 2) / 2, "lat": float(middle["lat"]), "lon": float(middle["lon"])}
