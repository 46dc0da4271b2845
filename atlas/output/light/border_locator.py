"""Where on the border the corridors are: one slim SVG of the countries around."""

from html import escape
from typing import Final

import shapely

from atlas.base.i18n import t
from atlas.places.view import View
from atlas.spatial.geodesy import distances_m
from atlas.webmap.basemap_payload import far_borders, far_countries, far_view

WIDTH: Final = 240
_MARGIN_DEGREES = 5.0  # the whole of both borders of Mexico, with the Gulf between them
_LEAST = 9.0
_LAND, _SEA, _INK, _FRAME = "#ecebe6", "#dfe5e2", "#4a3d5c", "#a03e2d"


def locator(view: View) -> str:
    """Give the countries around the corridors of a view, and a frame for each corridor.

    Returns
    -------
    svg
        An SVG element; empty where the outlines of countries do not reach all around.
    """
    if view.segments.empty:
        return ""
    west, south, east, north = view.segments.total_bounds
    window = (
        west - _MARGIN_DEGREES, south - _MARGIN_DEGREES,
        east + _MARGIN_DEGREES, north + _MARGIN_DEGREES,
    )  # fmt: skip
    if not shapely.box(*far_view()["window"]).contains(shapely.box(*window)):
        return ""
    lat = (window[1] + window[3]) / 2
    one = float(distances_m(0.0, lat, 1.0, lat))
    stretch = float(distances_m(0.0, lat - 0.5, 0.0, lat + 0.5)) / one
    step = WIDTH / (window[2] - window[0])
    height = round((window[3] - window[1]) * step * stretch)

    def path(shape: shapely.Geometry) -> str:
        cut = shapely.simplify(shapely.clip_by_rect(shape, *window), 0.6 / step)
        lines = [
            line
            for part in shapely.get_parts(cut)
            for line in ([part.exterior] if part.geom_type == "Polygon" else [part])
        ]
        return "".join(
            "M"
            + " ".join(
                f"{(x - window[0]) * step:.0f},{(window[3] - y) * step * stretch:.0f}"
                for x, y in shapely.get_coordinates(line)
            )
            for line in lines
        )

    def tint(side: str) -> str:
        term = view.vocab.terms("side").get(side)
        return escape(term.colour) if term and term.colour else _LAND

    parts = [f'<rect width="{WIDTH}" height="{height}" fill="{_SEA}"/>']
    parts += [f'<path d="{path(shape)}" fill="{tint(side)}"/>' for side, shape in far_countries()]
    borders = "".join(path(line) for line in far_borders())
    parts.append(f'<path d="{borders}" fill="none" stroke="{_INK}" stroke-width="1.6"/>')
    for bounds in view.segments.dissolve("corridor_id").bounds.to_numpy():
        x, y = (bounds[0] + bounds[2]) / 2 - window[0], window[3] - (bounds[1] + bounds[3]) / 2
        wide = max((bounds[2] - bounds[0]) * step, _LEAST)
        high = max((bounds[3] - bounds[1]) * step * stretch, _LEAST)
        parts.append(
            f'<rect x="{x * step - wide / 2:.1f}" y="{y * step * stretch - high / 2:.1f}" '
            f'width="{wide:.1f}" height="{high:.1f}" fill="none" stroke="{_FRAME}" '
            'stroke-width="2"/>'
        )
    said = escape(t("light.locator", view.lang))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{said}">{"".join(parts)}</svg>'
    )
