"""Cut the land of two countries from polygons that nobody fitted to each other."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import shapely

from atlas.base.errors import DataPackageError
from atlas.base.i18n import CONSOLE_LANG
from atlas.spatial.corridor_shapes import Corridor, basemap_box, faces, joined
from atlas.spatial.geodesy import LineIndex, distance_words

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_OVERHANG_DEGREES = 0.05


def land_of(
    corridor: Corridor, countries: Mapping[str, "BaseGeometry"], uncertainty_m: float
) -> dict[str, "BaseGeometry"]:
    """Give the land of both countries in the view of a corridor, sharing every vertex.

    Two files draw the same border as two lines. Where they run no farther apart than the border is
    uncertain anyway, the strip between them, claimed by both or by none, goes to the first
    country, so that one line is left.

    Parameters
    ----------
    corridor
        At least one of its crossings has a point.
    countries
        Polygons by country, degrees, valid.
    uncertainty_m
        How many metres the border may be off, `border_uncertainty_m` of the corridor.

    Raises
    ------
    DataPackageError
        When a country has no land there, or both claim the same wide strip.
    """
    box = basemap_box(corridor)
    wider = box.buffer(_OVERHANG_DEGREES, join_style="mitre")
    own = {name: _near(countries[name], wider, name, corridor) for name in corridor.countries}
    shapely.prepare(list(own.values()))
    parts: dict[str, list[BaseGeometry]] = {name: [] for name in own}
    first = corridor.countries[0]
    outlines = [LineIndex(shape) for shape in own.values()]
    for face in faces([*(shape.boundary for shape in own.values()), box.boundary]):
        inside = face.representative_point()
        if not box.contains(inside):
            continue
        claims = [name for name, shape in own.items() if shape.contains(inside)]
        if len(claims) == 1:
            parts[claims[0]].append(face)
        elif (width_m := _width_m(face, outlines)) <= uncertainty_m:
            parts[first].append(face)
        elif claims:
            _refuse_overlap(corridor, inside, width_m, uncertainty_m)
    return {name: joined(some) for name, some in parts.items()}


def _near(
    shape: "BaseGeometry", box: "BaseGeometry", name: str, corridor: Corridor
) -> "BaseGeometry":
    land = shapely.union_all(
        [part for part in shapely.get_parts(shape.intersection(box)) if part.area > 0]
    )
    if land.is_empty:
        message = (
            f"the polygons of {name} do not reach corridor {corridor.corridor_id}, near "
            f"{corridor.lon[0]:g}, {corridor.lat[0]:g}"
        )
        raise DataPackageError(message)
    return land


def _width_m(face: "BaseGeometry", outlines: list[LineIndex]) -> float:
    """Give how far the two outlines that bound a strip run apart at most, metres."""
    vertices = shapely.get_coordinates(face)
    away = [outline.distance_m(*vertices.T) for outline in outlines]
    return float(np.max(away))


def _refuse_overlap(
    corridor: Corridor, spot: "shapely.Point", width_m: float, uncertainty_m: float
) -> None:
    names = " and ".join(corridor.countries)
    message = (
        f"the polygons of {names} overlap by up to {distance_words(width_m, CONSOLE_LANG)} at "
        f"{spot.x:.4f}, {spot.y:.4f}; corridor {corridor.corridor_id} allows border_uncertainty_m "
        f"{uncertainty_m:g}"
    )
    raise DataPackageError(message)
