"""Which ways of OpenStreetMap one can go along, on foot and by car, and the ways themselves."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from atlas.spatial.streets import CLASSES
from atlas.spatial.streets.routes import CAR_BACK, CAR_FORTH, CLASS_KMH, ON_FOOT

Rows = npt.NDArray[np.int64]

_NUMBER: Final = {name: i for i, name in enumerate(CLASS_KMH)}
_CLASS_OF: Final[Mapping[str, str]] = {
    **{value: one.name for one in CLASSES if one.key == "highway" for value in one.values},
    **dict.fromkeys(("service", "track"), "service"),
    **dict.fromkeys(("pedestrian", "footway", "path", "steps", "cycleway", "bridleway"), "path"),
}
_NOT_ON_FOOT: Final = frozenset({"motorway", "motorway_link"})
_SINGLE_BUILDINGS: Final = frozenset({"driveway", "parking_aisle", "drive-through"})
"""Values of `service`: ways to single buildings are not kept."""

_NO: Final = frozenset({"no", "private"})
_YES: Final = frozenset({"yes", "permissive", "designated", "official"})


class Tags(Protocol):
    """Tags of a way."""

    def get(self, key: str) -> str | None:
        """Give a value, or None."""


def road_of(tags: Tags) -> tuple[int, int] | None:
    """Give the speed class of a way and what is allowed on it; None where nobody may go."""
    highway = tags.get("highway") or ""
    name = _CLASS_OF.get(highway)
    if name is None or tags.get("service") in _SINGLE_BUILDINGS or tags.get("area") == "yes":
        return None
    allowed = ON_FOOT * _may(tags, highway not in _NOT_ON_FOOT, "access", "foot")
    if name != "path" and _may(tags, True, "access", "vehicle", "motor_vehicle", "motorcar"):
        allowed += _car(tags, highway)
    return (_NUMBER[name], allowed) if allowed else None


def _may(tags: Tags, usual: bool, *keys: str) -> bool:
    """Say whether somebody may go: the narrower key is later, and comes first."""
    may = usual
    for key in keys:
        value = tags.get(key)
        may = False if value in _NO else True if value in _YES and key != "access" else may
    return may


def _car(tags: Tags, highway: str) -> int:
    """Give the directions in which cars may go."""
    oneway = tags.get("oneway")
    if oneway in {"-1", "reverse"}:
        return CAR_BACK
    usual = highway in _NOT_ON_FOOT or tags.get("junction") in {"roundabout", "circular"}
    if oneway in {"yes", "1", "true"} or (usual and oneway not in {"no", "0", "false"}):
        return CAR_FORTH
    return CAR_FORTH + CAR_BACK


@dataclass
class Roads:
    """Ways as rows of positions, one after the other.

    Attributes
    ----------
    lonlat
        The positions, degrees, shape (n, 2).
    rows, sizes
        Where the points of each way stand in `lonlat`, -1 for none; how many points each has.
    speed_class, allowed
        Of each way; see `atlas.spatial.streets.routes.SideGraph`.
    """

    lonlat: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 2)))
    rows: "array[int]" = field(default_factory=lambda: array("q"))
    sizes: "array[int]" = field(default_factory=lambda: array("q"))
    speed_class: "array[int]" = field(default_factory=lambda: array("q"))
    allowed: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, speed_class: int, allowed: int, rows: Rows) -> None:
        """Add a way; of one that has no known position nothing is kept."""
        if (rows < 0).all():
            return
        self.rows.frombytes(rows.astype(np.int64).tobytes())
        self.sizes.append(len(rows))
        self.speed_class.append(speed_class)
        self.allowed.append(allowed)
