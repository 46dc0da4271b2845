"""Make `ground.geojson`: main roads, railways and rivers, for orientation on a map seen from afar.

Roads and railways are those of OpenStreetMap as the package `scgraph_data` 2.0.0 has them (PyPI,
April 2024): a graph without names or classes, its nodes on a grid of 0.001 degrees (110 m) and its
edges straight. The longer an edge, the farther it leaves the road that it stands for: against
the highways of San Diego County, 95 % of the edges stay within 100 m up to a length of 2 km, and
within 250 m up to 5 km. Those up to 25 km are a kind of their own, for a map seen from farther
away. Rivers are those of Natural Earth at 1:10 million (public domain), in GeoJSON by the
repository martynafford/natural-earth-geojson, commit 0b9a6ceb. The package imports `scgraph`, which
nothing here needs, so its lists are read as text.

    pip download --no-deps scgraph_data==2.0.0 && unzip scgraph_data-2.0.0-py3-none-any.whl
    python geodata/recipes/ground.py scgraph_data ne_10m_rivers_*.geojson
"""

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from linework import read_corridors, write_geojson
from shapely.geometry.base import BaseGeometry

from atlas.spatial.corridor_shapes import GRID_DEGREES, Corridor, basemap_box
from atlas.spatial.geodesy import GEOD

Floats = npt.NDArray[np.float64]

ATTRIBUTION = "© OpenStreetMap contributors, Natural Earth"
LENGTHS_KM = {"road": (0.0, 5.0), "long_road": (5.0, 25.0), "railway": (0.0, 25.0)}
"""From which length to which the edges of a kind are."""

STRAY_DEGREES = 0.06
"""Roads that hang together over less than this, some 6 km, only puzzle."""

GRAPHS = {"road": "highways", "long_road": "highways", "railway": "railways"}
RIVER_DECIMALS = 3
BORDER_DEGREES = 0.03
"""A river this near to the border is the border, which the package has a hundred times finer."""

_LISTS = re.compile(r"^(graph|nodes)=(.*)$", re.MULTILINE)


def read_graph(file: Path) -> tuple[list[dict[int, float]], Floats]:
    """Read the edges (by node, with their km) and the nodes (lon, lat) of a graph."""
    lists = {name: ast.literal_eval(text) for name, text in _LISTS.findall(file.read_text())}
    return lists["graph"], np.array(lists["nodes"])[:, ::-1]


def edges(
    graph: list[dict[int, float]], nodes: Floats, box: BaseGeometry, lengths_km: tuple[float, float]
) -> BaseGeometry:
    """Give the edges of these lengths that touch a box, cut by it and joined to lines."""
    west, south, east, north = box.bounds
    lon, lat = nodes.T
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    pairs = {tuple(sorted((i, j))) for i in np.flatnonzero(inside).tolist() for j in graph[i]}
    ends = np.array(sorted(pairs)).reshape(-1, 2)
    a, b = nodes[ends[:, 0]], nodes[ends[:, 1]]
    km = GEOD.inv(*a.T, *b.T)[2] / 1000
    least, most = lengths_km
    taken = (km > least) & (km <= most)
    lines = shapely.linestrings(np.stack([a[taken], b[taken]], axis=1))
    noded = shapely.union_all(lines, grid_size=GRID_DEGREES)
    return shapely.line_merge(shapely.intersection(noded, box, grid_size=GRID_DEGREES))


def without_strays(lines: BaseGeometry) -> BaseGeometry:
    """Leave out the lines that hang together with few others."""
    parts = shapely.get_parts(lines)
    nets = shapely.get_parts(lines.buffer(1e-5))
    part, net = shapely.STRtree(nets).query(parts, predicate="intersects")
    lengths = np.bincount(net, shapely.length(parts)[part], minlength=len(nets))
    return shapely.multilinestrings(parts[part[lengths[net] >= STRAY_DEGREES]])


def rivers(files: list[Path], box: BaseGeometry, border: BaseGeometry) -> BaseGeometry:
    """Give the rivers in a box, but not where one is the border."""
    shapes = shapely.union_all([one for file in files for one in gpd.read_file(file).geometry])
    away = shapely.difference(shapely.intersection(shapes, box), border.buffer(BORDER_DEGREES))
    return shapely.line_merge(shapely.transform(away, lambda xy: xy.round(RIVER_DECIMALS)))


def features(
    corridors: list[Corridor], package: Path, graphs: Path, river_files: list[Path]
) -> Iterator[tuple[dict[str, str], BaseGeometry]]:
    """Give the lines by corridor and kind."""
    border = gpd.read_file(package / "border.geojson").set_index("corridor_id").geometry
    read = {name: read_graph(graphs / f"world_{name}.py") for name in set(GRAPHS.values())}
    for corridor in corridors:
        box = basemap_box(corridor)
        shapes = {
            kind: edges(*read[GRAPHS[kind]], box, lengths) for kind, lengths in LENGTHS_KM.items()
        }
        shapes["road"] = without_strays(shapes["road"])
        shapes["river"] = rivers(river_files, box, border[corridor.corridor_id])
        for kind, shape in shapes.items():
            if not shape.is_empty:
                yield {"corridor_id": corridor.corridor_id, "kind": kind}, shape


def main() -> None:
    """Write the file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("graphs", type=Path, help="folder scgraph_data of the package")
    options.add_argument("rivers", type=Path, nargs="+", help="rivers as GeoJSON")
    options.add_argument("--package", type=Path, default=Path(__file__).resolve().parents[1])
    given = options.parse_args()
    made = list(features(read_corridors(given.package), given.package, given.graphs, given.rivers))
    write_geojson(given.package / "ground.geojson", made, ATTRIBUTION)


if __name__ == "__main__":
    main()
