"""Measure the join against its peers: python tests/benchmarks/join.py [--points 10000000] [--write]

Needs the extra `bench`. Engines take turns in one process, results are compared in every round,
and ratios are medians over the rounds. A quick run: --points 200000 --vertices 2000 --rounds 1.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from join_data import files, lonlat_file, points, sites
from join_measure import Table, Target, interleave, markdown
from join_peers import (
    all_distances,
    duckdb_lonlat,
    geopandas_file,
    geopandas_memory,
    nearest_ball_tree,
    nearest_geopandas,
    nearest_kd_tree,
    of_arrays,
    polars_wkb,
    read_columns,
    sedona_lonlat,
    sedona_wkb,
    shapely_bbox,
)

from atlas.spatial import bulk
from atlas.spatial.index import SegmentIndex, SiteIndex

HERE = Path(__file__).resolve().parent
REPORT = HERE.parent.parent / "docs" / "benchmarks.md"
PACKAGES = ["numpy", "shapely", "pyproj", "pyarrow", "pandas", "geopandas", "sedonadb", "duckdb"]
PACKAGES += ["polars-st", "scikit-learn", "scipy", "distributed"]
SAMPLE = 20_000
NEAREST = 4_000_000
SCALE = [1_000_000, 3_000_000, 10_000_000, 30_000_000]
MARK = "<!-- measured -->"


def counted(path, corridors, **options):
    """Our counts from a file."""
    summary = bulk.join(path, corridors=corridors, counts_by="category", **options)
    rows = summary.counts.itertuples(index=False)
    return Counter({(row.corridor_id, row.category): row.points for row in rows})


def equal(one, other):
    return isinstance(other, int | float) or one == other


def kernel(options):
    """In memory: positions in arrays, corridors as geometries, out come counts."""
    places, category = points(options.points)
    lon, lat = np.ascontiguousarray(places.T)
    category = category.astype(np.int64)
    tables = {}
    for vertices in sorted({1_000, min(20_000, options.vertices), options.vertices}):
        frame = gpd.read_parquet(files(options.folder, options.points, vertices).corridors)
        names, index = frame["corridor_id"].tolist(), SegmentIndex(frame.geometry.to_numpy())

        def ours(index=index, names=names):
            point, polygon = index.locate(lon, lat)
            return of_arrays(polygon, category[point], names)

        left = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=4326)
        pairs = len(index.locate(lon, lat)[0])
        engines = {
            "atlas index": ours,
            "geopandas, end to end": lambda frame=frame: geopandas_memory(
                lon, lat, category, frame
            ),
            # A copy: a frame keeps its tree, which is part of joining points once.
            "geopandas, sjoin alone": lambda left=left, frame=frame, pairs=pairs: float(
                len(gpd.sjoin(left.copy(), frame, predicate="within")) == pairs
            ),
            "shapely, boxes and prepared": lambda frame=frame: shapely_bbox(
                lon, lat, category, frame
            ),
            "limit: touching the bytes": lambda: float(lon.sum() + lat.sum()),
        }
        table = Table(
            f"In memory: {options.points:,} points, {vertices:,} vertices",
            "Positions in arrays, index built; building it is in the file jobs.",
        )
        tables[vertices] = interleave(table, engines, options.rounds, equal)
        del left
    small, large = min(tables), max(tables)
    most = tables[large]
    slower = min(most.seconds["atlas index"]) / min(tables[small].seconds["atlas index"])
    targets = [
        Target(
            "in memory, times geopandas end to end",
            50,
            most.ratio("geopandas, end to end", "atlas index"),
        ),
        Target(
            "in memory, times geopandas sjoin alone",
            30,
            most.ratio("geopandas, sjoin alone", "atlas index"),
        ),
        Target(f"in memory, {large:,} for {small:,} vertices, times slower", 1.5, slower, True),
    ]
    base = "geopandas, end to end"
    lines = (markdown(table, base, options.points) for table in tables.values())
    return list(chain.from_iterable(lines)), targets


def file_job(options):
    """From Parquet to counts; corridors read and, when cold, indexed each time."""
    data = files(options.folder, options.points, options.vertices)
    layouts = {"WKB": data.wkb, "lon/lat": data.lonlat, "Hilbert": data.hilbert}
    engines = {
        "geopandas": lambda: geopandas_file(data),
        "sedonadb, WKB": lambda: sedona_wkb(data),
        "sedonadb, lon/lat": lambda: sedona_lonlat(data),
    }
    for heat in ("cold", "warm"):
        for layout, path in {**layouts, "GeoArrow": data.geoarrow}.items():
            engines[f"atlas, {layout}, {heat}"] = lambda path=path, heat=heat: counted(
                path, data.corridors, cache=heat == "warm"
            )
    position = {
        "WKB": ["geometry"],
        "lon/lat": ["lon", "lat"],
        "Hilbert": ["geometry.x", "geometry.y"],
    }
    for layout, columns in position.items():
        engines[f"limit: reading {layout}"] = lambda path=layouts[layout], columns=columns: (
            read_columns(path, [*columns, "category"], threads=2)
        )
    table = interleave(
        Table(
            f"File job: {options.points:,} points, {options.vertices:,} vertices",
            "From Parquet files to counts for each corridor and category. Cold: the index is "
            "built; warm: it comes from the cache. Hilbert: GeoArrow points that `sort` wrote.",
        ),
        engines,
        options.rounds,
        equal,
    )
    targets = []
    for layout, times, cold, warm in (
        ("WKB", 10, 1.3, 2),
        ("lon/lat", 15, 2, 3),
        ("Hilbert", 25, 3, 5),
    ):
        job = f"atlas, {layout}"
        targets += [
            Target(
                f"file, {layout}, cold, times geopandas",
                times,
                table.ratio("geopandas", f"{job}, cold"),
            ),
            Target(
                f"file, {layout}, cold, times sedonadb",
                cold,
                table.ratio("sedonadb, WKB", f"{job}, cold"),
            ),
            Target(
                f"file, {layout}, warm, times sedonadb",
                warm,
                table.ratio("sedonadb, WKB", f"{job}, warm"),
            ),
            Target(
                f"file, {layout}, warm, times reading the columns",
                2.5,
                table.ratio(f"{job}, warm", f"limit: reading {layout}"),
                True,
            ),
        ]
    return markdown(table, "geopandas", options.points), targets


def small_jobs(options):
    """A million points: the default predicate, and the peers that take minutes for more."""
    count = min(options.points, 1_000_000)
    lines, targets = [], []
    for vertices in (1_000, min(20_000, options.vertices)):
        data = files(options.folder, count, vertices)
        table = interleave(
            Table(f"File job: {count:,} points, {vertices:,} vertices, within", "One round."),
            {
                "geopandas": lambda data=data: geopandas_file(data),
                "sedonadb, WKB": lambda data=data: sedona_wkb(data),
                "duckdb spatial, lon/lat": lambda data=data: duckdb_lonlat(data),
                "polars-st, WKB": lambda data=data: polars_wkb(data),
                "atlas, WKB, cold": lambda data=data: counted(
                    data.wkb, data.corridors, cache=False
                ),
                "atlas, lon/lat, cold": lambda data=data: counted(
                    data.lonlat, data.corridors, cache=False
                ),
            },
            1,
            equal,
        )
        lines += markdown(table, "geopandas", count)
    table = interleave(
        Table(
            f"File job: {count:,} points, {vertices:,} vertices, intersects",
            "The default of geopandas, which prepares the points instead of the polygons.",
        ),
        {
            "geopandas": lambda: geopandas_file(data, "intersects"),
            "sedonadb, WKB": lambda: sedona_wkb(data, "ST_Intersects"),
            "atlas, WKB, cold": lambda: counted(
                data.wkb, data.corridors, cache=False, predicate="intersects"
            ),
        },
        min(options.rounds, 2),
        equal,
    )
    lines += markdown(table, "geopandas", count)
    targets.append(
        Target(
            "file, intersects, times geopandas", 30, table.ratio("geopandas", "atlas, WKB, cold")
        )
    )
    return lines, targets


def peak_mb(engine, made):
    """Peak memory of one job in a process of its own."""
    paths = [made.wkb, made.geoarrow, made.lonlat, made.hilbert, made.corridors]
    command = [sys.executable, str(HERE / "join_memory.py"), engine, *map(str, paths)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def memory(options):
    """Peak memory, each in a process of its own."""
    data = files(options.folder, options.points, options.vertices)
    few = files(options.folder, max(options.points // 10, 1000), options.vertices)
    peak = {}
    for name, engine, made in (
        ("geopandas", "geopandas", data),
        ("sedonadb, WKB", "sedonadb", data),
        ("atlas, WKB", "wkb", data),
        ("atlas, lon/lat", "lonlat", data),
        ("atlas, lon/lat, a tenth of the points", "lonlat", few),
        ("atlas, imported only", "nothing", data),
    ):
        peak[name] = peak_mb(engine, made)
    lines = [f"### Peak memory: {options.points:,} points, {options.vertices:,} vertices", ""]
    lines += [
        "Counts only. A process of its own each, libraries and mapped file pages included.",
        "",
    ]
    lines += [
        "| engine | MB |",
        "|---|---|",
        *(f"| {name} | {mb:.0f} |" for name, mb in peak.items()),
        "",
    ]
    target = Target(
        "peak memory, share of geopandas", 0.25, peak["atlas, WKB"] / peak["geopandas"], True
    )
    return lines, [target]


def nearest(options):
    """Nearest site, and how many within 50 km."""
    count = min(options.points, NEAREST)
    lon, lat = np.ascontiguousarray(points(count)[0].T)
    lines, targets = [], []
    for number in (60, 400):
        where = sites(number)
        truth = all_distances(lon[:SAMPLE], lat[:SAMPLE], *where)
        engines = {
            "atlas index, with distances": lambda where=where: SiteIndex(*where).nearest(lon, lat)[
                0
            ],
            "geopandas sjoin_nearest, EPSG:6372": lambda where=where: nearest_geopandas(
                lon, lat, *where
            ),
            "scikit-learn BallTree haversine": lambda where=where: nearest_ball_tree(
                lon, lat, *where
            ),
            "scipy cKDTree, chords": lambda where=where: nearest_kd_tree(lon, lat, *where),
        }
        table = Table(
            f"Nearest of {number} sites: {count:,} points",
            f"Building included. Wrong: of {SAMPLE:,} points, against pyproj.Geod for every pair.",
        )
        interleave(table, engines, options.rounds, lambda *_: True)
        for name, run in engines.items():
            chosen = truth[np.arange(len(truth)), run()[:SAMPLE]]
            wrong = int((chosen > truth.min(axis=1)).sum())
            table.extra[name] = (
                f"{wrong} wrong, by up to {(chosen - truth.min(axis=1)).max():,.0f} m"
            )
        lines += markdown(table, "scipy cKDTree, chords", count)
    ours = "atlas index, with distances"
    targets += [
        Target(
            "nearest, times sjoin_nearest",
            15,
            table.ratio("geopandas sjoin_nearest, EPSG:6372", ours),
        ),
        Target("nearest, times BallTree", 25, table.ratio("scikit-learn BallTree haversine", ours)),
        Target("nearest, times cKDTree", 2.5, table.ratio("scipy cKDTree, chords", ours)),
        Target("nearest, wrong of the sample", 0, float(table.extra[ours].split()[0]), True),
    ]
    return lines, targets


def dask(options):
    """The same job on two worker processes that are already there, and on two threads."""
    from distributed import LocalCluster

    data = files(options.folder, options.points, min(20_000, options.vertices))
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0"
    ) as cluster:
        there = {"engine": "dask", "scheduler": cluster.scheduler_address}
        table = interleave(
            Table(
                f"Dask: {options.points:,} points, {min(20_000, options.vertices):,} vertices",
                "Counts from lon/lat. The cluster has started; sending the index to the workers is "
                "included.",
            ),
            {
                "atlas, 2 threads": lambda: counted(data.lonlat, data.corridors),
                "atlas, dask, 2 processes": lambda: counted(data.lonlat, data.corridors, **there),
            },
            options.rounds,
            equal,
        )
    slower = table.ratio("atlas, dask, 2 processes", "atlas, 2 threads")
    return markdown(table, "atlas, 2 threads", options.points), [
        Target("dask with 2 workers, times local", 1.5, slower, True)
    ]


def scale(options):
    """Seconds and memory for growing numbers of points, and what a straight line foretells."""
    vertices = min(20_000, options.vertices)
    first, second, *_ = counts = sorted(options.scale)
    data = {count: lonlat_file(options.folder, count, vertices) for count in counts}
    table = interleave(
        Table("How cost grows"),
        {
            count: lambda made=made: len(counted(made.lonlat, made.corridors)) >= 0
            for count, made in data.items()
        },
        options.rounds,
        equal,
    )
    a_point = (table.median(second) - table.median(first)) / (second - first)
    fixed = table.median(first) - a_point * first
    lines = [
        f"### How cost grows: {vertices:,} vertices",
        "",
        f"Counts from lon/lat, warm index, {os.cpu_count()} threads. The model is the straight "
        f"line through the two smallest: {fixed:.2f} s for the corridors and the start, and "
        f"{a_point * 1e9:.0f} ns for each point. The others check it.",
        "",
        "| points | file, MB | measured, s | foretold, s | measured / foretold | peak memory, MB |",
        "|---|---|---|---|---|---|",
    ]
    for count in counts:
        seconds, foretold = table.median(count), fixed + a_point * count
        lines.append(
            f"| {count:,} | {data[count].lonlat.stat().st_size / 1e6:.0f} | {seconds:.2f} "
            f"| {foretold:.2f} | {seconds / foretold:.2f} | {peak_mb('lonlat', data[count]):.0f} |"
        )
    return [*lines, ""], []


SECTIONS = {
    "memory": memory,
    "kernel": kernel,
    "files": file_job,
    "small": small_jobs,
    "nearest": nearest,
    "dask": dask,
    "scale": scale,
}


def machine():
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = os.getloadavg()[0]
    return (
        f"Machine: {os.cpu_count()} processors ({model}), load before the run {load:.1f}. "
        f"Python {platform.python_version()}, GEOS {shapely.geos_version_string}, {versions}."
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=10_000_000)
    parser.add_argument("--vertices", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=SECTIONS, default=list(SECTIONS))
    parser.add_argument("--scale", type=int, nargs="*", default=SCALE)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "atlas-benchmark"
    )
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args()
    os.environ["XDG_CACHE_HOME"] = str(options.folder / "cache")
    about, lines, targets = machine(), [], []
    for name in options.only:
        more, wanted = SECTIONS[name](options)
        lines += more
        targets += wanted
    verdict = ["| target | wanted | measured | |", "|---|---|---|---|", *(t.row() for t in targets)]
    report = "\n".join([about, "", "## Targets", "", *verdict, "", "## Measurements", "", *lines])
    sys.stdout.write(report + "\n")
    if options.write:
        start = REPORT.read_text(encoding="utf-8").split(MARK)[0]
        REPORT.write_text(f"{start}{MARK}\n\n{report}", encoding="utf-8")


if __name__ == "__main__":
    main()
