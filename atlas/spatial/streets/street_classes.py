"""The classes of a street pack: what of OpenStreetMap they hold, and from which zoom they show."""

from enum import StrEnum
from typing import Final, NamedTuple


class Shape(StrEnum):
    """What the things of a class are drawn as."""

    AREA = "area"
    LINE = "line"
    POINT = "point"


class StreetClass(NamedTuple):
    """A class: its name, its shape, the zoom from which it shows, and its tags."""

    name: str
    shape: Shape
    zoom: float
    key: str
    values: frozenset[str]


def _class(name: str, shape: Shape, zoom: float, key: str, values: str) -> StreetClass:
    return StreetClass(name, shape, zoom, key, frozenset(values.split()))


CLASSES: Final = (
    _class("builtup", Shape.AREA, 10, "landuse", "residential commercial retail industrial"),
    _class("park", Shape.AREA, 12, "leisure", "park garden nature_reserve"),
    _class("water", Shape.AREA, 9, "natural", "water"),
    _class("riverbank", Shape.AREA, 9, "waterway", "riverbank dock"),
    _class("waterway", Shape.LINE, 11, "waterway", "river canal"),
    _class("railway", Shape.LINE, 10, "railway", "rail light_rail tram"),
    _class("minor", Shape.LINE, 13, "highway", "residential unclassified living_street road"),
    _class("tertiary", Shape.LINE, 12, "highway", "tertiary tertiary_link"),
    _class("secondary", Shape.LINE, 11, "highway", "secondary secondary_link"),
    _class("primary", Shape.LINE, 9.5, "highway", "primary primary_link"),
    _class("trunk", Shape.LINE, 8, "highway", "trunk trunk_link"),
    _class("motorway", Shape.LINE, 8, "highway", "motorway motorway_link"),
    _class("suburb", Shape.POINT, 12, "place", "suburb borough quarter"),
    _class("neighbourhood", Shape.POINT, 13.5, "place", "neighbourhood"),
    _class("bus_station", Shape.POINT, 14, "amenity", "bus_station"),
    _class("hospital", Shape.POINT, 14, "amenity", "hospital"),
    _class("school", Shape.POINT, 15, "amenity", "school college university"),
)
"""In the order in which they are drawn, and stand in a pack: the lowest first."""

STREETS: Final = tuple(one.name for one in CLASSES if one.key == "highway")
