"""Make `atlas/webmap/far-view.json`: whole countries in a few points, for the map seen from afar.

The countries are those of Natural Earth at 1:50 million (public domain) as the npm package
`world-atlas` 2.0.2 hands them on. They are topology: countries share arcs, so each arc is thinned
once and neighbours keep fitting. An arc of two countries is a border.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python geodata/recipes/far_view.py package/countries-50m.json
"""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]

WINDOW = (-145.0, -10.0, -58.0, 58.0)
"""West, south, east, north: what a screen shows when all corridors fit in it."""

CODES = {"484": "MX", "840": "US", "320": "GT"}
"""Countries that have a side in the atlas, by ISO number; the others are neutral land."""

LABEL_WINDOW = (-106.0, 14.6, -90.0, 38.0)
"""Where names of countries are read: around the corridors."""

TOLERANCE_DEGREES = 0.04
SCALE = 100
SMALLEST_DEGREES2 = 0.03
ATTRIBUTION = "Natural Earth"


def read_arcs(topology: dict[str, Any]) -> list[Floats]:
    """Give the arcs in degrees, thinned."""
    scale = np.array(topology["transform"]["scale"])
    shift = np.array(topology["transform"]["translate"])
    lines = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]
    return [
        np.array(shapely.simplify(shapely.LineString(line), TOLERANCE_DEGREES).coords)
        for line in lines
    ]


def ring(arcs: list[Floats], numbers: list[int]) -> Floats:
    """Put a ring together; a negative number is an arc walked backwards."""
    parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def polygons(country: dict[str, Any]) -> list[list[list[int]]]:
    """Give the arc numbers of a country: polygons of rings."""
    return country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]


def steps(line: Floats) -> list[int]:
    """Write a line as `x, y, dx, dy, ...` in steps of `1 / SCALE` degree."""
    whole = np.round(line * SCALE).astype(int)
    moves = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=int))
    keep = moves.any(axis=1)
    keep[0] = True
    return [int(value) for value in moves[keep].ravel()]


def far_view(topology: dict[str, Any]) -> dict[str, Any]:
    """Give the countries of the window and the borders between those that have a side."""
    arcs = read_arcs(topology)
    box = shapely.box(*WINDOW)
    countries, used = [], Counter()
    for country in topology["objects"]["countries"]["geometries"]:
        shapes = [
            shapely.Polygon(ring(arcs, rings[0]))
            for rings in polygons(country)
            if len(ring(arcs, rings[0])) > 3
        ]
        inside = [shapely.make_valid(shape).intersection(box) for shape in shapes]
        land = shapely.union_all([shape for shape in inside if shape.area > 0])
        parts = [part for part in shapely.get_parts(land) if part.area > SMALLEST_DEGREES2]
        if not parts:
            continue
        side = CODES.get(country.get("id", ""), "")
        if side:
            used.update({n if n >= 0 else ~n for p in polygons(country) for r in p for n in r})
        named = land.intersection(shapely.box(*LABEL_WINDOW))
        middle = (named if named.area else land).representative_point()
        countries.append(
            {
                "side": side,
                "rings": [steps(shapely.get_coordinates(part.exterior)) for part in parts],
                "label": [round(middle.x, 1), round(middle.y, 1)],
            }
        )
    shared = [arcs[n] for n, times in sorted(used.items()) if times == 2]
    lines = shapely.line_merge(shapely.MultiLineString(shared)).intersection(box)
    return {
        "attribution": ATTRIBUTION,
        "window": WINDOW,
        "scale": SCALE,
        "countries": sorted(countries, key=lambda country: country["side"]),
        "borders": [steps(shapely.get_coordinates(part)) for part in shapely.get_parts(lines)],
    }


def main() -> None:
    """Write the file."""
    root = Path(__file__).resolve().parents[2]
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("countries", type=Path, help="countries-50m.json of world-atlas")
    options.add_argument("--to", type=Path, default=root / "atlas/webmap/far-view.json")
    given = options.parse_args()
    view = far_view(json.loads(given.countries.read_text(encoding="utf-8")))
    given.to.write_text(json.dumps(view, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
