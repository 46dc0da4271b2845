"""How closely the main roads, railways and rivers of a package may be looked at.

They are coarse (`geodata/recipes/ground.py`), so each kind is drawn only up to the zoom at which
its error stays within two or three pixels. Above it nothing is better than a wrong line.
"""

from math import log2
from typing import Final

HONEST_ZOOMS: Final = {"river": 9.0, "railway": 10.0, "long_road": 9.0, "road": 10.5}
"""The last zoom for each kind, in the order in which they are drawn.

A pixel at the latitude of the corridors is about 130 m at zoom 10. Roads are on a grid of 110 m,
in pieces of up to 5 km that stay within 250 m of the road; rivers lie 600 m beside theirs.
"""

_ZOOM_0_M: Final = 2 * 3.141592653589793 * 6_378_137 / 256
_PX_PER_POINT: Final = 96 / 72


def paper_zoom(metres_per_point: float, stretch: float) -> float:
    """Give the zoom of the web map that shows as much as a map on paper.

    Parameters
    ----------
    metres_per_point
        What a point (1/72 inch) of paper stands for.
    stretch
        How many times longer a degree of latitude is there than one of longitude.
    """
    return log2(_ZOOM_0_M * _PX_PER_POINT / (metres_per_point * stretch))
