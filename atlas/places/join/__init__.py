"""The explained join: where each place lies, how that was decided, and what contradicts it.

`locate` says for every row its corridor, its side of the border and its nearest crossing, and how
certain the side is. `position_problems` and `crossing_problems` name the rows whose position
contradicts what the row says; nothing is ever moved silently.
"""

from atlas.places.join.locating import DISTANCE_LIMIT_M, locate, nearest_crossing
from atlas.places.join.position_checks import check_package, crossing_problems, position_problems

__all__ = [
    "DISTANCE_LIMIT_M",
    "check_package",
    "crossing_problems",
    "locate",
    "nearest_crossing",
    "position_problems",
]
