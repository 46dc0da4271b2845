"""The paper under a map: land by side, the border, the corridor's edge, scale and north.

Maps are drawn in degrees with the height of a degree stretched to its true length at the middle
latitude, so that near it a kilometre is equally long in every direction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import ScaledTranslation
from matplotlib_scalebar.scalebar import ScaleBar

from atlas.output.figures import figure_words, style
from atlas.output.figures.sheet import paper, size_in
from atlas.output.figures.street_lines import draw_streets
from atlas.places.view import View
from atlas.spatial.far_lines import HONEST_ZOOMS, paper_zoom
from atlas.spatial.geodesy import degree_m
from atlas.spatial.streets.read_packs import read_packs

BORDER_PT: Final = 2.4
EDGE: Final[dict[str, Any]] = {"color": style.QUIET, "linewidth": 0.9, "linestyle": (0, (5, 3))}
"""How the edge of a corridor is drawn."""

GROUND: Final[dict[str, dict[str, Any]]] = {
    "river": {"color": "#86b0bd", "linewidth": 0.8},
    "railway": {"color": "#8b8680", "linewidth": 0.5, "linestyle": (0, (6, 3))},
    "long_road": {"color": "#a2957c", "linewidth": 0.5},
    "road": {"color": "#a2957c", "linewidth": 0.6},
}
"""How rivers, railways and main roads are drawn: thinner than all that stands on them."""

_CASING_PT: Final = 4.6
_LAND_LINE_PT: Final = 0.5
_FINEST_PT: Final = 0.4


Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Window:
    """A box of the world, degrees, and how it fills its axes."""

    west: float
    south: float
    east: float
    north: float

    @property
    def latitude(self) -> float:
        """Middle latitude."""
        return (self.south + self.north) / 2

    @property
    def stretch(self) -> float:
        """How many times longer a degree of latitude is than one of longitude."""
        east_m, north_m = degree_m(self.latitude)
        return north_m / east_m

    @property
    def metres_per_degree(self) -> float:
        """Length of a degree of longitude at the middle latitude."""
        return degree_m(self.latitude)[0]

    @property
    def shape(self) -> float:
        """Height over width on paper."""
        return (self.north - self.south) * self.stretch / (self.east - self.west)

    def fitted(self, width: float, height: float) -> "Window":
        """Give the smallest window of the shape of a panel that holds this one."""
        wanted = height / width
        if self.shape < wanted:
            more = (self.north - self.south) * (wanted / self.shape - 1) / 2
            return Window(self.west, self.south - more, self.east, self.north + more)
        more = (self.east - self.west) * (self.shape / wanted - 1) / 2
        return Window(self.west - more, self.south, self.east + more, self.north)

    def holds(self, lon: Any, lat: Any) -> Any:  # noqa: ANN401, arrays of any kind
        """Say which points are inside."""
        across = (lon >= self.west) & (lon <= self.east)
        return across & (lat >= self.south) & (lat <= self.north)

    def padded(self, share: float) -> "Window":
        """Give a window that is larger at every side by a share of its size."""
        wide, high = (self.east - self.west) * share, (self.north - self.south) * share
        return Window(self.west - wide, self.south - high, self.east + wide, self.north + high)

    def corner_and_size(self) -> tuple[float, float, float, float]:
        """Give west, south, width and height."""
        return self.west, self.south, self.east - self.west, self.north - self.south

    def box(self) -> tuple[float, float, float, float]:
        """Give west, south, east and north."""
        return self.west, self.south, self.east, self.north


def window_of(bounds: Iterable[float]) -> Window:
    """Give the window of west, south, east and north."""
    return Window(*(float(edge) for edge in bounds))


def prepare(axes: Axes, window: Window) -> None:
    """Make axes a map: all sea, without ticks, with a thin edge."""
    axes.set_facecolor(style.SEA)
    axes.set_xlim(window.west, window.east)
    axes.set_ylim(window.south, window.north)
    axes.set_aspect("auto")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_edgecolor(style.QUIET)
        spine.set_linewidth(0.6)


def frame(axes: Axes, place: tuple[float, float, float, float]) -> None:
    """Draw a frame: west, south, width and height in degrees."""
    west, south, wide, high = place
    axes.add_patch(
        Rectangle(
            (west, south),
            wide,
            high,
            facecolor="none",
            edgecolor=style.INK,
            linewidth=1.1,
            zorder=4.5,
        )
    )


def draw_land(
    axes: Axes, view: View, corridor_id: str, window: Window, *, fine: bool = True
) -> None:
    """Draw what lies under the symbols: sea, land by side, corridor's edge, border.

    Parameters
    ----------
    axes
        Empty axes.
    view
        Where the shapes come from.
    corridor_id
        The corridor whose shapes are drawn.
    window
        What the axes show; give one of their shape (see `Window.fitted`).
    fine
        False draws thinner lines, for a small map.
    """
    prepare(axes, window)
    for side, shape in _shapes(view.land, corridor_id, window, "side"):
        tint = style.blend(figure_words.side_colour(view, side), style.PAPER, 0.55)
        fill(axes, shape, facecolor=tint, edgecolor="#9db3c0", linewidth=_LAND_LINE_PT)
    for side, shape in _shapes(view.segments, corridor_id, window, "side"):
        fill(axes, shape, facecolor=figure_words.side_colour(view, side), edgecolor="none")
    _draw_ground(axes, view, corridor_id, window)
    stroke(axes, _edge(view, corridor_id, window), zorder=2, **EDGE)
    for _, shape in _shapes(view.border, corridor_id, window, "corridor_id"):
        scale = 1.0 if fine else 0.55
        stroke(axes, shape, color=style.HALO, linewidth=_CASING_PT * scale, zorder=2.8)
        stroke(axes, shape, color=style.INK, linewidth=BORDER_PT * scale, zorder=2.9)


def _draw_ground(axes: Axes, view: View, corridor_id: str, window: Window) -> None:
    """Draw streets, else rivers, railways and main roads where the map is small enough."""
    shown = dict(_shapes(view.ground, corridor_id, window, "kind"))
    zoom = zoom_of(axes, window)
    packs = read_packs(view.streets, [corridor_id])
    draw_streets(axes, packs, window.box(), zoom)
    for kind, most in HONEST_ZOOMS.items():
        if kind in shown and zoom <= most and (not packs or kind == "river"):
            stroke(axes, shown[kind], zorder=1.8, **GROUND[kind])


def zoom_of(axes: Axes, window: Window) -> float:
    """Give the zoom of the web map that shows as much of the ground as the axes do."""
    points = size_in(axes)[0] * 72
    metres = (window.east - window.west) * window.metres_per_degree
    return paper_zoom(metres / points, window.stretch)


def border_line(view: View, corridor_id: str, window: Window) -> tuple[shapely.Geometry, Floats]:
    """Give the border inside a window, and spots along it, degrees, shape (n, 2)."""
    step = (window.east - window.west) / 60
    shapes = [shape for _, shape in _shapes(view.border, corridor_id, window, "corridor_id")]
    line = shapely.union_all(shapes)
    return line, shapely.get_coordinates(shapely.segmentize(line, step))


def draw_scale(axes: Axes, window: Window, *, location: str = "lower left") -> None:
    """Draw a scale bar, true at the middle latitude of the window."""
    bar = ScaleBar(
        window.metres_per_degree,
        units="m",
        rotation="horizontal-only",
        location=location,
        length_fraction=0.22,
        width_fraction=0.028 / size_in(axes)[1],
        box_color=style.HALO,
        box_alpha=0.85,
        color=style.INK,
        border_pad=0.5,
        pad=0.35,
        sep=3,
        font_properties={"family": list(style.families()), "size": style.SMALL_PT},
    )
    bar.set_zorder(8)
    axes.add_artist(bar)


def draw_north(axes: Axes) -> None:
    """Draw an arrow to the north in the upper right corner; the maps are never turned."""
    tip = axes.transAxes + ScaledTranslation(-13 / 72, -7 / 72, paper(axes).dpi_scale_trans)
    axes.annotate(
        "N",
        xy=(1, 1),
        xycoords=tip,
        xytext=(0, -23),
        textcoords="offset points",
        ha="center",
        va="center",
        weight="bold",
        size=style.TEXT_PT,
        zorder=8,
        bbox={"boxstyle": "square,pad=0.05", "facecolor": "none", "edgecolor": "none"},
        arrowprops={"arrowstyle": "-|>", "facecolor": style.INK, "shrinkA": 0, "shrinkB": 0},
    )


def _shapes(
    frame: gpd.GeoDataFrame, corridor_id: str, window: Window, name: str
) -> list[tuple[str, Any]]:
    """Give the name and the shape of every row of a corridor, cut just outside a window."""
    own = frame[frame["corridor_id"] == corridor_id]
    box = window.padded(0.02).box()
    finest = (window.east - window.west) * _FINEST_PT / (5 * 72)
    cut = shapely.clip_by_rect(own.geometry.to_numpy(), *box)
    return list(zip(own[name], shapely.simplify(cut, finest), strict=True))


def stroke(axes: Axes, shape: Any, **look: Any) -> None:  # noqa: ANN401, a shapely geometry
    """Draw the lines of a shape, in one stroke: a thousand of them take half of a map's time."""
    lines = [
        shapely.get_coordinates(line)
        for line in shapely.get_parts(shapely.line_merge(shape))
        if line.geom_type == "LineString" and not line.is_empty
    ]
    if lines:
        gap = np.full((1, 2), np.nan)  # the pen is lifted
        spots = np.vstack([part for line in lines for part in (line, gap)])
        axes.plot(*spots[:-1].T, solid_capstyle="butt", **look)


def fill(axes: Axes, shape: Any, **look: Any) -> None:  # noqa: ANN401, a shapely geometry
    """Draw the polygons of a shape, with their holes."""
    for polygon in shapely.get_parts(shape):
        if polygon.geom_type != "Polygon" or polygon.is_empty:
            continue
        rings = [polygon.exterior, *polygon.interiors]
        outline = Path.make_compound_path(
            *(Path(shapely.get_coordinates(ring), closed=True) for ring in rings)
        )
        axes.add_patch(PathPatch(outline, zorder=1.5, **look))


def _edge(view: View, corridor_id: str, window: Window) -> Any:  # noqa: ANN401, a shapely geometry
    """Give where the corridor ends on land: not at the shore, not where the window cuts it."""
    segments, land = (
        shapely.union_all([shape for _, shape in _shapes(frame, corridor_id, window, "side")])
        for frame in (view.segments, view.land)
    )
    inside = shapely.box(*window.padded(0.015).box())
    edge = shapely.intersection(shapely.boundary(segments), inside)
    hair = (window.east - window.west) / 1000
    return shapely.line_merge(shapely.difference(edge, shapely.boundary(land).buffer(hair)))
