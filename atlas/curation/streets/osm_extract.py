"""What an extract of OpenStreetMap holds of some boxes: points, lines and areas by class.

Three readings, so that only what lies in the boxes is ever kept: relations (which ways make up an
area), nodes (where those of the boxes lie), ways. Of what leaves the boxes, only the part inside
has a position; an area is closed across the part that has none.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from atlas.base.errors import DataPackageError, one_line
from atlas.curation.streets.road_ways import Roads, road_of
from atlas.spatial.streets import CLASSES, Shape, StreetClass

if TYPE_CHECKING:
    import osmium
    from shapely.geometry.base import BaseGeometry

Box: TypeAlias = tuple[float, float, float, float]
Line: TypeAlias = npt.NDArray[np.float64]
Show: TypeAlias = Callable[[str, float | None], None]
Things: TypeAlias = dict[str, list[tuple[str, Line]]]

_KEYS: Final = sorted({one.key for one in CLASSES})
_NODES: Final = 1 << 18
"""So many nodes are read between two steps of the progress bar."""


@dataclass
class Extract:
    """What was read, degrees.

    Attributes
    ----------
    things
        By class: name and coordinates of each point and line.
    areas
        By class: the polygons.
    seen
        The box of all nodes of the file, west, south, east, north.
    roads
        What one can go along, for the street graph.
    """

    things: Things = field(default_factory=lambda: defaultdict(list))
    areas: "dict[str, list[BaseGeometry]]" = field(default_factory=lambda: defaultdict(list))
    seen: Box = (180.0, 90.0, -180.0, -90.0)
    roads: Roads = field(default_factory=Roads)


def read_extract(path: Path, boxes: list[Box], show: Show) -> Extract:
    """Read the parts of an extract that lie in some boxes.

    Raises
    ------
    DataPackageError
        When there is no such file, it cannot be read to its end, or it is a history file.
    """
    if not path.is_file():
        message = f"{path}: no such file"
        raise DataPackageError(message)
    if find_spec("osmium") is None:
        message = "reading an extract needs osmium: pip install 'border-corridor-atlas[streets]'"
        raise DataPackageError(message)
    try:
        return _Reading(path, boxes, show).read()
    except (RuntimeError, ValueError) as error:
        message = (
            f"{path.name} cannot be read to its end as an extract of OpenStreetMap"
            f" ({one_line(error)}); download it again"
        )
        raise DataPackageError(message) from error


class _Reading:
    """The three readings of a file."""

    def __init__(self, path: Path, boxes: list[Box], show: Show) -> None:
        self._path, self._boxes, self._show = path, boxes, show
        self._found = Extract()
        self._ids: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._lonlat: Line = np.zeros((0, 2))

    def read(self) -> Extract:
        self._refuse_history()
        self._show("relations", None)
        members = self._relations()
        self._show("nodes", None)
        self._nodes()
        self._show("ways", None)
        self._ways(members)
        return self._found

    def _refuse_history(self) -> None:
        import osmium

        reader = osmium.io.Reader(str(self._path))
        several = reader.header().has_multiple_object_versions
        reader.close()
        if several or ".osh" in self._path.name:
            message = (
                f"{self._path.name} is a history file, with several versions of every street;"
                " use an ordinary extract"
            )
            raise DataPackageError(message)

    def _objects(self, kind: Any, *keys: str) -> Iterable[Any]:  # noqa: ANN401, osmium's own
        import osmium

        objects = osmium.FileProcessor(str(self._path), kind)
        return objects.with_filter(osmium.filter.KeyFilter(*keys)) if keys else objects

    def _relations(self) -> list[tuple[str, list[int]]]:
        """Give the areas that several ways make up: class and numbers of the ways."""
        import osmium

        areas = []
        for relation in self._objects(osmium.osm.RELATION, *_KEYS):
            tags = relation.tags
            found = [one for one in _classes(tags) if one.shape is Shape.AREA]
            if found and tags.get("type") == "multipolygon":
                ways = [member.ref for member in relation.members if member.type == "w"]
                areas.append((found[0].name, ways))
        return areas

    def _nodes(self) -> None:
        import osmium

        ids, places = array("q"), array("d")
        boxes = self._boxes
        west, south, east, north = self._found.seen
        for n, node in enumerate(self._objects(osmium.osm.NODE)):
            if n % _NODES == 0:
                self._show(f"{n // 1_000_000} M nodes", None)
            location = node.location
            lon, lat = location.lon, location.lat
            west, east = min(west, lon), max(east, lon)
            south, north = min(south, lat), max(north, lat)
            for w, s, e, top in boxes:
                if w <= lon <= e and s <= lat <= top:
                    ids.append(node.id)
                    places.extend((lon, lat))
                    if node.tags:
                        self._add_point(node.tags, np.array([[lon, lat]]))
                    break
        self._found.seen = west, south, east, north
        self._ids = np.frombuffer(ids, dtype=np.int64)
        self._lonlat = np.frombuffer(places, dtype=np.float64).reshape(-1, 2)
        if (np.diff(self._ids) < 0).any():
            order = np.argsort(self._ids, kind="stable")
            self._ids, self._lonlat = self._ids[order], self._lonlat[order]
        self._found.roads.lonlat = self._lonlat

    def _add_point(self, tags: "osmium.osm.TagList", at: Line) -> None:
        for one in _classes(tags):
            if one.shape is Shape.POINT and tags.get("name"):
                self._found.things[one.name].append((tags["name"], at))

    def _ways(self, areas: list[tuple[str, list[int]]]) -> None:
        import osmium

        wanted = {way for _, ways in areas for way in ways}
        parts: dict[int, list[int]] = {}
        keys = () if wanted else tuple(_KEYS)
        for way in self._objects(osmium.osm.WAY, *keys):
            known = way.id in wanted
            found, road = list(_classes(way.tags)), road_of(way.tags)
            if not (known or found or road):
                continue
            refs = [node.ref for node in way.nodes]
            if road:
                self._found.roads.add(*road, self._rows(refs))
            if known:
                parts[way.id] = refs
            self._add_way(found, way.tags, refs)
        for name, ways in areas:
            self._add_area(name, _rings([parts[way] for way in ways if way in parts]))

    def _add_way(
        self, found: list[StreetClass], tags: "osmium.osm.TagList", refs: list[int]
    ) -> None:
        for one in found:
            name = tags.get("name") or tags.get("ref") or ""
            if one.shape is Shape.AREA and refs[0] == refs[-1]:
                self._add_area(one.name, [refs])
            elif one.shape is Shape.LINE:
                self._found.things[one.name] += [(name, line) for line in self._pieces(refs)]
            elif one.shape is Shape.POINT and len(known := self._known(refs)):
                middle = (known.min(axis=0) + known.max(axis=0)) / 2
                self._add_point(tags, middle[None])

    def _add_area(self, name: str, rings: Iterable[list[int]]) -> None:
        """Add an area; a ring in another one is a hole."""
        known = [ring for refs in rings if len(ring := self._known(refs)) > 3]
        shapes = [shapely.make_valid(shapely.Polygon(ring)) for ring in known]
        if shapes:
            self._found.areas[name].append(reduce(lambda a, b: a ^ b, shapes))

    def _rows(self, refs: list[int]) -> npt.NDArray[np.int64]:
        """Give where the positions of nodes stand, -1 for none."""
        if not len(self._ids):
            return np.full(len(refs), -1)
        wanted = np.array(refs, dtype=np.int64)
        at = np.minimum(np.searchsorted(self._ids, wanted), len(self._ids) - 1)
        return np.where(self._ids[at] == wanted, at, -1)

    def _known(self, refs: list[int]) -> Line:
        rows = self._rows(refs)
        return self._lonlat[rows[rows >= 0]]

    def _pieces(self, refs: list[int]) -> Iterator[Line]:
        """Give the stretches of a line whose positions are known."""
        rows = self._rows(refs)
        breaks = np.flatnonzero(rows < 0)
        for part in np.split(rows, np.unique([*breaks, *(breaks + 1)])):
            if len(part) > 1 and part[0] >= 0:
                yield self._lonlat[part]


def _classes(tags: "osmium.osm.TagList") -> Iterator[StreetClass]:
    """Give the classes that tags belong to."""
    for one in CLASSES:
        if tags.get(one.key) in one.values:
            yield one


def _rings(ways: list[list[int]]) -> Iterator[list[int]]:
    """Put ways together to closed rings by the nodes in which they meet."""
    rest = [way for way in ways if len(way) > 1]
    while rest:
        ring = list(rest.pop())
        while ring[0] != ring[-1]:
            found = next((i for i, way in enumerate(rest) if ring[-1] in (way[0], way[-1])), None)
            if found is None:
                break
            way = rest.pop(found)
            ring += (way if way[0] == ring[-1] else way[::-1])[1:]
        if ring[0] == ring[-1]:
            yield ring
