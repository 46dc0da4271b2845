"""A street pack cut into square tiles, for a page that fetches what it shows and no more."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
import shapely
from shapely import LineString, Polygon

from atlas.spatial.streets.pack_file import encode
from atlas.spatial.streets.street_classes import CLASSES, Shape
from atlas.spatial.streets.street_pack import Layer, Steps, StreetPack

LEVELS: Final = {9: 12.0, 11: float("inf")}
"""The zoom of the tiles, as `LEVELS` in street-tiles.js: those of 9 have the classes that show
below zoom 12, those of 11 have all."""

_SHAPES: Final = {one.name: one.shape for one in CLASSES}
_ZOOMS: Final = {one.name: one.zoom for one in CLASSES}
_LINE, _RING = 2, 4  # how many points they need at least

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class TiledPack:
    """A pack that tiles are cut from.

    Attributes
    ----------
    pack
        The whole pack.
    """

    pack: StreetPack
    _made: dict[tuple[int, int, int], bytes] = field(default_factory=dict, repr=False)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Give a tile as the bytes of a pack; None where there is none.

        Parameters
        ----------
        z
            One of `LEVELS`.
        x, y
            Column and row of the tile in the square of Web Mercator, counted from its north-west.
        """
        if z not in LEVELS or not (0 <= x < 2**z and 0 <= y < 2**z):
            return None
        key = (z, x, y)
        if key not in self._made and (cut := self._cut(z, self._box(z, x, y))):
            self._made[key] = cut  # as many as the pack is wide, whatever is asked for
        return self._made.get(key)

    def _cut(self, z: int, box: Box) -> bytes:
        layers = {
            name: cut
            for name in self.pack.layers
            if _ZOOMS[name] < LEVELS[z] and (cut := self._layer(name, box)).lines
        }
        return encode(replace(self.pack, layers=layers, facts={})) if layers else b""

    def _layer(self, name: str, box: Box) -> Layer:
        layer, (west, south, east, north) = self.pack.layers[name], box
        bounds = self._bounds[name]
        near = (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
        near &= (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
        parts = [
            (layer.names[at], part)
            for at in np.flatnonzero(near)
            for part in _within(layer.lines[at], _SHAPES[name], box)
        ]
        return Layer([called for called, _ in parts], [line for _, line in parts])

    @cached_property
    def _bounds(self) -> dict[str, Steps]:
        """West, south, east, north of every line of each class, in steps of the grid."""
        return {
            name: np.array(
                [[*line.min(axis=0), *line.max(axis=0)] for line in layer.lines], dtype=np.int64
            ).reshape(-1, 4)
            for name, layer in self.pack.layers.items()
        }

    def _box(self, z: int, x: int, y: int) -> Box:
        """Give a tile in steps of the grid."""
        lon = np.array([x, x + 1]) / 2**z * 360 - 180
        lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - np.array([y + 1, y]) / 2 ** (z - 1)))))
        corners = np.stack([lon, lat], axis=1)
        west, south, east, north = ((corners - self.pack.origin) / self.pack.step).ravel().tolist()
        return west, south, east, north


def _within(line: Steps, shape: Shape, box: Box) -> Iterator[Steps]:
    """Cut a line, ring or point to a box; a point belongs to one tile only."""
    west, south, east, north = box
    if shape is Shape.POINT:
        (x, y), *_ = line
        if west <= x < east and south < y <= north:
            yield line
        return
    inside = (line >= (west, south)).all() and (line <= (east, north)).all()
    if inside or len(line) < (_RING if shape is Shape.AREA else _LINE):
        yield line
        return
    whole = Polygon(line) if shape is Shape.AREA else LineString(line)
    for part in shapely.get_parts(shapely.clip_by_rect(whole, west, south, east, north)):
        rings = [part.exterior, *part.interiors] if isinstance(part, Polygon) else [part]
        for ring in rings:
            if len(ring.coords) >= _LINE:
                yield np.rint(np.asarray(ring.coords)).astype(np.int64)
