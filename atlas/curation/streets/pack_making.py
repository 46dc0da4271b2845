"""From what an extract holds to a pack: cut to the corridors, joined, thinned, on the grid."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely

from atlas.base.errors import DataPackageError
from atlas.curation.streets.graph_making import make_graphs
from atlas.curation.streets.osm_extract import Extract, Line, Show, read_extract
from atlas.spatial.bulk.hilbert import curve_places
from atlas.spatial.corridor_shapes import Corridor, corridors_of, radius_polygon
from atlas.spatial.geodesy import GEOD
from atlas.spatial.streets import CLASSES, Layer, Shape, StreetClass, StreetPack
from atlas.spatial.streets.routes import SideGraph
from atlas.spatial.streets.street_classes import STREETS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from atlas.data import Package

GRID_M: Final = 2.0
_THINNING: Final = 1.5
"""How far, in steps of the grid, a thinned line may lie from the true one: 3 m of 2 m."""

_AREA_THINNING: Final = 4.0
_LEAST_AREA: Final = 600.0
"""Smaller areas, in steps of the grid, cannot be told from the streets around them."""

_PIECE_DEGREES: Final = 1e-3
_MARGIN_DEGREES: Final = 0.02


class Made(NamedTuple):
    """What an extract gives: the streets to draw, and the graph to go along."""

    pack: StreetPack
    graphs: list[SideGraph]


def make_pack(
    extract: Path, package: "Package", corridors: tuple[str, ...] = (), *, show: Show
) -> StreetPack:
    """Make the pack of the corridors that an extract holds; see `make_streets`."""
    return make_streets(extract, package, corridors, show=show).pack


def make_streets(
    extract: Path, package: "Package", corridors: tuple[str, ...] = (), *, show: Show
) -> Made:
    """Make the pack of the corridors that an extract holds, and the street graph of each side.

    Parameters
    ----------
    extract
        An `.osm.pbf` file.
    package
        The data package whose corridors are meant.
    corridors
        Only these corridors; all without any.
    show
        Takes what is being done, for a progress bar.

    Raises
    ------
    DataPackageError
        When a corridor is not known, the file cannot be read, or it holds none of them.
    """
    wanted = _wanted(package, corridors)
    regions = {one.corridor_id: radius_polygon(one) for one in wanted}
    boxes = [shape.buffer(_MARGIN_DEGREES).bounds for shape in regions.values()]
    found = read_extract(extract, boxes, show)
    show("packing", None)
    held = {name: shape for name, shape in regions.items() if _holds(found, shape)}
    if not held:
        raise DataPackageError(_elsewhere(extract, found, tuple(regions)))
    region = shapely.union_all(list(held.values()))
    grid = _Grid(region)
    layers = {one.name: grid.layer(one, found) for one in CLASSES}
    made = StreetPack(grid.origin, grid.step, {k: v for k, v in layers.items() if v.lines})
    facts = {
        "corridors": [
            {"id": name, "km": _km_by_side(made, package, name)} for name in sorted(held)
        ],
        "source": extract.name,
        "attribution": "© OpenStreetMap contributors",
        "licence": "ODbL-1.0",
    }
    pack = StreetPack(made.origin, made.step, made.layers, facts)
    show("joining the streets to a graph", None)
    roads = found.roads
    del found, layers, grid  # the shapes of a country's extract are large
    return Made(pack, make_graphs(roads, package.areas, held))


def _wanted(package: "Package", corridors: tuple[str, ...]) -> list[Corridor]:
    known = corridors_of(package.corridors, package.crossings)
    ids = [one.corridor_id for one in known]
    for name in corridors:
        if name not in ids:
            message = f"--corridor {name!r} is no corridor; use one of {', '.join(ids)}"
            raise DataPackageError(message)
    return [one for one in known if one.corridor_id in corridors or not corridors]


def _streets(found: Extract) -> Iterable[Line]:
    return (line for name in STREETS for _, line in found.things.get(name, []))


def _holds(found: Extract, region: "BaseGeometry") -> bool:
    starts = np.array([line[0] for line in _streets(found)]).reshape(-1, 2)
    shapely.prepare(region)
    return bool(shapely.contains_xy(region, *starts.T).any())


def _elsewhere(extract: Path, found: Extract, corridors: tuple[str, ...]) -> str:
    west, south, east, north = found.seen
    where = (
        f"it reaches from {west:.2f}, {south:.2f} to {east:.2f}, {north:.2f} (longitude, latitude)"
        if west <= east
        else "it holds no node"
    )
    return f"{extract.name} holds no street of {', '.join(corridors)}: {where}"


def _km_by_side(pack: StreetPack, package: "Package", corridor: str) -> dict[str, float]:
    """Measure the streets of each side of a corridor, by where the middle of a piece lies."""
    streets = [
        shapely.LineString(pack.degrees(line))
        for layer in pack.streets.layers.values()
        for line in layer.lines
    ]
    points, line = shapely.get_coordinates(
        shapely.segmentize(streets, _PIECE_DEGREES), return_index=True
    )
    same = line[1:] == line[:-1]
    start, end = points[:-1][same], points[1:][same]
    km = GEOD.inv(*start.T, *end.T)[2] / 1000
    own = package.segments[package.segments["corridor_id"] == corridor]
    sides = {}
    for side, shape in zip(own["side"], own.geometry, strict=True):
        shapely.prepare(shape)
        inside = shapely.contains_xy(shape, *((start + end) / 2).T)
        sides[str(side)] = round(float(km[inside].sum()), 1)
    return sides


class _Grid:
    """The grid of a pack over its region, and how shapes come onto it."""

    def __init__(self, region: "BaseGeometry") -> None:
        west, south, east, north = region.bounds
        lon, lat = (west + east) / 2, (south + north) / 2
        metres = [
            GEOD.line_length([lon - 0.5, lon + 0.5], [lat, lat]),
            GEOD.line_length([lon, lon], [lat - 0.5, lat + 0.5]),
        ]
        self.origin = round(west, 6), round(south, 6)
        self.step = round(GRID_M / metres[0], 9), round(GRID_M / metres[1], 9)
        self._region = shapely.transform(region, self._onto)
        shapely.prepare(self._region)

    def _onto(self, degrees: Line) -> Line:
        return np.asarray((degrees - np.array(self.origin)) / np.array(self.step))

    def layer(self, one: StreetClass, found: Extract) -> Layer:
        """Give the things of a class along a Hilbert curve."""
        named = [(name, self._onto(line)) for name, line in found.things.get(one.name, [])]
        shapes = {
            Shape.LINE: lambda: self._lines(named),
            Shape.AREA: lambda: self._areas(found.areas.get(one.name, [])),
            Shape.POINT: lambda: self._points(named),
        }
        rows = [
            (name, steps)
            for name, shape in shapes[one.shape]()
            if len(steps := _whole(shape)) >= (1 if one.shape is Shape.POINT else 2)
        ]
        starts = np.array([steps[0] for _, steps in rows]).reshape(-1, 2) * np.array(self.step)
        curve = curve_places(*(starts + np.array(self.origin)).T)
        order = sorted(range(len(rows)), key=lambda i: (curve[i], rows[i][0], rows[i][1].tolist()))
        return Layer([rows[i][0] for i in order], [rows[i][1] for i in order])

    def _lines(self, named: list[tuple[str, Line]]) -> Iterable[tuple[str, Any]]:
        by_name: dict[str, list[Line]] = {}
        for name, line in named:
            by_name.setdefault(name, []).append(line)
        for name, lines in by_name.items():
            whole = shapely.line_merge(
                shapely.MultiLineString([shapely.LineString(line) for line in lines])
            )
            cut = self._cut(whole)
            for part in shapely.get_parts(shapely.simplify(cut, _THINNING)):
                if part.geom_type == "LineString" and not part.is_empty:
                    yield name, part

    def _areas(self, areas: "list[BaseGeometry]") -> Iterable[tuple[str, Any]]:
        joined = shapely.transform(shapely.union_all(areas), self._onto)
        whole = shapely.simplify(self._cut(joined), _AREA_THINNING)
        for part in shapely.get_parts(whole):
            if part.geom_type == "Polygon" and part.area >= _LEAST_AREA:
                for ring in shapely.get_rings(part):
                    yield "", ring

    def _points(self, named: list[tuple[str, Line]]) -> Iterable[tuple[str, Any]]:
        for name, at in named:
            point = shapely.points(at[0])
            if shapely.contains(self._region, point):
                yield name, point

    def _cut(self, shape: "BaseGeometry") -> "BaseGeometry":
        inside = shapely.contains_properly(self._region, shape)
        return shape if inside else shapely.intersection(shape, self._region)


def _whole(shape: "BaseGeometry") -> Any:  # noqa: ANN401, an array
    steps = np.round(shapely.get_coordinates(shape)).astype(np.int64)
    moves = np.diff(steps, axis=0).any(axis=1)
    return steps[np.concatenate([[True], moves])]
