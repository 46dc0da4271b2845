"""The basemap of a view as short lists of whole numbers: land, coast, border, limits, anchors.

A line is written as `x, y, dx, dy, ...` in steps of `1 / SCALE` degree, longitude first.
"""

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry as Shape

from atlas.spatial.far_lines import HONEST_ZOOMS

Line: TypeAlias = list[int]

SCALE: Final = 100_000
"""Steps per degree: one step is 1.1 m, a pixel at the closest zoom."""

_FAR_VIEW = Path(__file__).with_name("far-view.json")
"""Whole countries in a few points; made by `geodata/recipes/far_view.py`."""

_SEA_MARGIN = 0.22
"""How far the sheet of a corridor reaches out to sea, as a share of its width or height."""

_LIMIT_DEGREES = 2e-3
_EDGE_DEGREES = 1e-4
_ANCHOR_DEGREES = 0.04
_SIDE_STEP_DEGREES = 0.012


def geography(
    land: gpd.GeoDataFrame,
    border: gpd.GeoDataFrame,
    segments: gpd.GeoDataFrame,
    corridors: pd.DataFrame,
    ground: gpd.GeoDataFrame,
) -> dict[str, Any]:
    """Give the basemap.

    Parameters
    ----------
    land, border, segments
        Frames of the view, EPSG:4326.
    corridors
        The corridors of the view.
    ground
        Main roads, railways and rivers, with their `kind`.

    Returns
    -------
    basemap
        `scale`; `land` with rings to be painted in this order, both sides in the colour of the
        second and then the first over it; `sheets` with the box that each corridor's basemap
        fills (west, south, east, north); lines `coast`, `limits`, `border`; `anchors` along the
        border with the direction (east, north) into the first side; `ground`, the lines of each
        kind of road, railway and river and the last zoom `most` that shows them; `far`, the whole
        countries around, or None where they are not known.
    """
    frames = [land, border, segments]
    key = tuple(_frozen(frame) for frame in frames)
    pairs = tuple(corridors[["corridor_id", "country_a", "country_b"]].itertuples(index=False))
    made = _geography(*key, tuple(map(tuple, pairs)))
    return {**made, "ground": _ground(ground)}


def _ground(ground: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Give the lines of each kind, the lowest first."""
    return [
        {"kind": kind, "most": most, "lines": _lines(own.geometry)}
        for kind, most in HONEST_ZOOMS.items()
        if len(own := ground[ground["kind"] == kind])
    ]


def _frozen(frame: gpd.GeoDataFrame) -> tuple[tuple[str, str, bytes], ...]:
    """Give a frame as a value that a cache can compare."""
    sides = frame["side"] if "side" in frame else [""] * len(frame)
    shapes = shapely.to_wkb(frame.geometry.to_numpy())
    return tuple(zip(frame["corridor_id"].fillna(""), sides, shapes, strict=True))


@lru_cache(maxsize=8)
def _geography(
    land: tuple[tuple[str, str, bytes], ...],
    border: tuple[tuple[str, str, bytes], ...],
    segments: tuple[tuple[str, str, bytes], ...],
    pairs: tuple[tuple[str, str, str], ...],
) -> dict[str, Any]:
    near = [(name, side, shapely.from_wkb(shape)) for name, side, shape in land]
    lines = {name: shapely.from_wkb(shape) for name, _, shape in border}
    zones = [shapely.from_wkb(shape) for _, _, shape in segments]
    by_corridor = {
        name: {side: shape for own, side, shape in near if own == name} for name, _, _ in pairs
    }
    sheets = {name: _sheet(list(own.values())) for name, own in by_corridor.items() if own}
    shores = [_coast(list(by_corridor[name].values()), sheets[name]) for name in sheets]
    return {
        "scale": SCALE,
        "sheets": [[round(edge, 4) for edge in sheet.bounds] for sheet in sheets.values()],
        "land": [part for name, a, b in pairs for part in _land(name, (a, b), by_corridor[name])],
        "coast": _lines(shores),
        "limits": _lines([_limit(zones, [shape for _, _, shape in near])]),
        "border": _lines(lines.values()),
        "anchors": [
            anchor
            for name, a, b in pairs
            if name in lines
            for anchor in _anchors(name, (a, b), lines[name], by_corridor[name])
        ],
        "far": _far_payload(list(sheets.values())),
    }


@cache
def far_view() -> dict[str, Any]:
    """Read whole countries in a few points, which the locator of a figure shows too."""
    known: dict[str, Any] = json.loads(_FAR_VIEW.read_text(encoding="utf-8"))
    return known


@cache
def far_countries() -> list[tuple[str, Shape]]:
    """Give the side, or nothing, and the outline of each country of the far view."""
    return [
        (country["side"], shapely.MultiPolygon([shapely.Polygon(_far_points(r)) for r in rings]))
        for country in far_view()["countries"]
        for rings in [country["rings"]]
    ]


@cache
def far_borders() -> list[Shape]:
    """Give the lines between the countries of the far view."""
    return [shapely.LineString(_far_points(steps)) for steps in far_view()["borders"]]


def _far_points(steps: Line) -> npt.NDArray[np.float64]:
    """Give the points of a line that is written as x, y, dx, dy, ..."""
    moves = np.array(steps, dtype=np.float64).reshape(-1, 2)
    return np.cumsum(moves, axis=0) / float(far_view()["scale"])


def _far_payload(sheets: list[Shape]) -> dict[str, Any] | None:
    known = far_view()
    window = shapely.box(*known["window"])
    return known if sheets and all(window.contains(sheet) for sheet in sheets) else None


def _sheet(land: list[Shape]) -> Shape:
    """Give the box of a corridor's basemap, with sea where the land stops short of an edge."""
    whole = shapely.union_all(land)
    west, south, east, north = whole.bounds
    edges = {
        "west": shapely.LineString([(west, south), (west, north)]),
        "south": shapely.LineString([(west, south), (east, south)]),
        "east": shapely.LineString([(east, south), (east, north)]),
        "north": shapely.LineString([(west, north), (east, north)]),
    }
    near = whole.buffer(_EDGE_DEGREES)
    out = {
        name: 0.0 if edge.intersection(near).length > edge.length / 2 else _SEA_MARGIN
        for name, edge in edges.items()
    }
    wide, high = east - west, north - south
    return shapely.box(
        west - out["west"] * wide,
        south - out["south"] * high,
        east + out["east"] * wide,
        north + out["north"] * high,
    )


def _land(name: str, sides: tuple[str, str], land: dict[str, Shape]) -> list[dict[str, Any]]:
    """Give both sides to be painted one over the other, so that the border is written once."""
    a, b = sides
    if sides != tuple(side for side in sides if side in land):
        return [
            {"corridor": name, "side": side, "rings": _rings(shape)} for side, shape in land.items()
        ]
    whole = shapely.union_all([land[a], land[b]], grid_size=1 / SCALE / 10)
    return [
        {"corridor": name, "side": b, "rings": _rings(whole)},
        {"corridor": name, "side": a, "rings": _rings(land[a])},
    ]


def _coast(land: list[Shape], sheet: Shape) -> Shape:
    """Give where land meets water: its outline without the edges of the sheet."""
    outline = shapely.union_all(land).boundary
    return outline.difference(sheet.boundary.buffer(_EDGE_DEGREES))


def _limit(zones: list[Shape], land: list[Shape]) -> Shape:
    """Give the outer limit of the corridors, without coast and border."""
    if not zones:
        return shapely.MultiLineString()
    outline = shapely.union_all([shapely.simplify(zone, _LIMIT_DEGREES / 4) for zone in zones])
    shores = shapely.union_all([shape.boundary for shape in land])
    shapely.prepare(shores)
    edges = [
        shapely.LineString(pair)
        for ring in shapely.get_parts(shapely.get_rings(outline))
        for pair in pairwise(ring.coords)
    ]
    middles = shapely.line_interpolate_point(edges, 0.5, normalized=True)
    far = ~shapely.dwithin(middles, shores, _LIMIT_DEGREES)
    return shapely.MultiLineString([edge for edge, keep in zip(edges, far, strict=True) if keep])


def _anchors(
    name: str, sides: tuple[str, str], line: Shape, land: dict[str, Shape]
) -> list[dict[str, Any]]:
    """Give points along the border, each with the direction that leads into the first side."""
    found = []
    for part in shapely.get_parts(line):
        for along in np.arange(_ANCHOR_DEGREES / 2, part.length, _ANCHOR_DEGREES):
            before, at, after = (
                np.array(part.interpolate(max(along + step, 0)).coords[0])
                for step in (-_ANCHOR_DEGREES, 0, _ANCHOR_DEGREES)
            )
            direction = _into(sides, at, after - before, land)
            if direction is not None:
                x, y = direction
                found.append(
                    {
                        "corridor": name,
                        "a": sides[0],
                        "b": sides[1],
                        "lon": round(float(at[0]), 4),
                        "lat": round(float(at[1]), 4),
                        "nx": round(x, 3),
                        "ny": round(y, 3),
                    }
                )
    return found


def _into(
    sides: tuple[str, str],
    at: npt.NDArray[np.float64],
    tangent: npt.NDArray[np.float64],
    land: dict[str, Shape],
) -> tuple[float, float] | None:
    """Give the unit direction from the border into the first side, or None where it is unclear."""
    # A degree of longitude is shorter than one of latitude; the map is conformal.
    shrink = float(np.cos(np.radians(at[1])))
    x, y = float(-tangent[1]), float(tangent[0]) * shrink
    length = float(np.hypot(x, y))
    if not length or set(sides) - land.keys():
        return None
    x, y = x / length, y / length
    for sign in (1.0, -1.0):
        step = np.array([sign * x / shrink, sign * y]) * _SIDE_STEP_DEGREES
        ahead, behind = shapely.Point(at + step), shapely.Point(at - step)
        if land[sides[0]].contains(ahead) and land[sides[1]].contains(behind):
            return sign * x, sign * y
    return None


def _rings(shape: Shape) -> list[Line]:
    polygons = shapely.get_parts(shape)
    return [_line(ring) for part in polygons for ring in (part.exterior, *part.interiors)]


def _lines(shapes: Iterable[Shape]) -> list[Line]:
    parts = [
        part
        for shape in shapes
        for part in shapely.get_parts(shapely.line_merge(shape))
        if part.geom_type == "LineString"
    ]
    return [_line(part) for part in parts]


def _line(line: Shape) -> Line:
    steps = np.round(shapely.get_coordinates(line) * SCALE).astype(np.int64)
    written = np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    moves = np.flatnonzero(written.any(axis=1) | (np.arange(len(written)) == 0))
    return [int(value) for value in written[moves].ravel()]
