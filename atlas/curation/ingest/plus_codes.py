"""Plus Codes, whole (`8544G2PW+9R`) or short with the name of a town (`G2PW+9R Tijuana`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from atlas.base.text_search import fold
from atlas.curation.ingest.position_cells import Reading

METRES_PER_DEGREE = 111_320.0
_SIGNS = "23456789CFGHJMPQRVWX"
_PLUS_CODE = re.compile(rf"([{_SIGNS}]{{2,8}}\+[{_SIGNS}]{{0,7}})(?:[\s,]+(.+))?")
_SHORTEST_CELL = 8
"""Digits of a code whose cell is about 275 m wide; coarser ones are areas, not places."""


@dataclass(frozen=True)
class Towns:
    """Points of towns: (lat, lon) in degrees by folded name."""

    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def find(self, text: str) -> tuple[float, float] | None:
        """Find a town by a text that is its name, or begins with it before a comma."""
        names = (fold(text), fold(text.partition(",")[0]))
        return next((self.points[name] for name in names if name in self.points), None)


def read_plus_code(text: str, towns: Towns) -> Reading | None:
    """Read a Plus Code: the centre of its cell; the precision is half the cell's diagonal.

    A short code is the cell of that name nearest to its town, which has to be known.
    """
    from openlocationcode import openlocationcode as olc

    found = _PLUS_CODE.fullmatch(text.strip().upper())
    if not found:
        return None
    code = found[1]
    if olc.isShort(code):
        town = towns.find(found[2] or "")
        if town is None:
            return None
        code = olc.recoverNearest(code, *town)
    if not olc.isFull(code):
        return None
    area = olc.decode(code)
    if area.codeLength < _SHORTEST_CELL:
        return None
    lat, lon = float(area.latitudeCenter), float(area.longitudeCenter)
    height_m = (area.latitudeHi - area.latitudeLo) * METRES_PER_DEGREE
    width_m = (area.longitudeHi - area.longitudeLo) * METRES_PER_DEGREE * np.cos(np.radians(lat))
    precision_m = max(1.0, float(np.ceil(np.hypot(width_m, height_m) / 2)))
    return Reading(lat, lon, 0.0, precision_m, "plus_code")
