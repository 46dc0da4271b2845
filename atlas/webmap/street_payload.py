"""The streets that go into a page: cut to its corridors, within a budget."""

import base64
from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd

from atlas.places.view import View
from atlas.spatial.streets import StreetPack, decode
from atlas.spatial.streets.read_packs import read_packs
from atlas.spatial.streets.street_budget import LEFT_OUT, fitted

_COARSE: Final = ("road", "long_road", "railway")


def street_payload(view: View, most_kb: float) -> dict[str, Any]:
    """Give the packs of a page and what is said of them; nothing where there are none.

    Parameters
    ----------
    view
        The view of the page.
    most_kb
        How many KB the streets may add to it.
    """
    corridors = list(view.corridors["corridor_id"])
    packs = read_packs(view.streets, corridors)
    if not packs or most_kb <= 0:
        return {}
    areas = view.segments[view.segments["corridor_id"].isin(corridors)]
    boxes = [(w, s, e, n) for w, s, e, n in areas.geometry.bounds.to_numpy(float).tolist()]
    written = fitted(packs, boxes, most_kb)
    return {
        "streets": [base64.b64encode(pack).decode("ascii") for pack in written],
        "street_facts": [fact for pack in written for fact in _facts(decode(pack), corridors)],
    }


def tiled(view: View, addresses: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    """Give the addresses of tiles and names of a page's packs, and what is said of the packs."""
    corridors = list(view.corridors["corridor_id"])
    packs = read_packs(view.streets, corridors)
    return {
        "street_tiles": list(addresses),
        "street_names": list(names),
        "street_facts": [fact for pack in packs for fact in _facts(pack, corridors)],
    }


def _facts(pack: StreetPack, corridors: list[str]) -> list[dict[str, Any]]:
    said = pack.facts
    return [
        {
            "corridor": one["id"],
            "source": said.get("source", ""),
            "km": one["km"],
            "left_out": LEFT_OUT in said,
        }
        for one in said["corridors"]
        if one["id"] in corridors
    ]


def without_coarse(view: View, streets: dict[str, Any]) -> gpd.GeoDataFrame:
    """Give the coarse lines of a view, but not the roads of corridors whose streets are there."""
    known = {fact["corridor"] for fact in streets.get("street_facts", ())}
    ground = view.ground
    twice = ground["corridor_id"].isin(known) & ground["kind"].isin(_COARSE)
    return ground[~twice]
