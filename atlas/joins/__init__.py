"""The explained join: where each place lies, how that was decided, and what contradicts it.

`locate` says for every row its corridor, its side of the border and its nearest crossing, and how
certain the side is. `position_problems` and `crossing_problems` name the rows whose position
contradicts what the row says; nothing is ever moved silently.
"""

from atlas.joins.checks import check_package, crossing_problems, position_problems
from atlas.joins.locating import DISTANCE_LIMIT_M, locate, nearest_crossing

__all__ = [
    "DISTANCE_LIMIT_M",
    "check_package",
    "crossing_problems",
    "locate",
    "nearest_crossing",
    "position_problems",
]
