"""The bulk join gives what geopandas gives, from every format, whatever is wrong with a row."""

import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from pyproj import Geod

from atlas.base.errors import ExportError, FilterError, IngestError
from atlas.spatial import bulk
from atlas.spatial.bulk import geoparquet_writer, hilbert
from tests.support.bulk_data import (
    FORMATS,
    ROWS,
    SUFFIX,
    as_geo,
    corridors,
    expected,
    found,
    geo_table,
    points,
)


@pytest.fixture(scope="module")
def frame():
    return points()


@pytest.fixture(scope="module")
def areas(tmp_path_factory):
    path = tmp_path_factory.mktemp("areas") / "corridors.parquet"
    corridors().to_parquet(path)
    return path


@pytest.fixture
def join(areas):
    def run(*args, **options):
        return bulk.join(*args, **{"corridors": areas, "cache": False, **options})

    return run


def left_behind(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_what_geopandas_gives(kind, frame, join, tmp_path):
    path, out = tmp_path / f"points{SUFFIX.get(kind, '.parquet')}", tmp_path / "out.parquet"
    FORMATS[kind](frame, path)
    summary = join(path, out, predicate="intersects", counts_by="kind")
    written = gpd.read_parquet(out)
    assert found(written) == expected(frame, "intersects")
    assert written.crs == 4326
    assert set(frame.columns) - {"lon", "lat"} <= set(written.columns)
    wanted = gpd.points_from_xy(frame["lon"], frame["lat"])
    by_name = written.drop_duplicates("name").set_index("name").geometry.loc[frame["name"]]
    assert shapely.equals_exact(by_name.array.force_2d(), wanted).all()
    truth = gpd.sjoin(as_geo(frame), corridors(), predicate="intersects")
    assert summary.points == len(frame)
    assert summary.matched == truth.index.nunique()
    assert summary.without_position == summary.ruled_out == 0
    counted = truth.groupby(["corridor_id", "side", "kind"]).size()
    assert summary.counts.set_index(["corridor_id", "side", "kind"])["points"].to_dict() == dict(
        counted
    )
    assert join(path, predicate="intersects", counts_by="kind").counts.equals(summary.counts)
    assert left_behind(tmp_path) == sorted([path.name, "out.parquet"])


def test_rows_keep_their_order_and_their_types(frame, join, tmp_path):
    frame.to_parquet(tmp_path / "points.parquet", row_group_size=700)
    join(tmp_path / "points.parquet", tmp_path / "out.parquet", threads=2)
    written = pq.read_table(tmp_path / "out.parquet")
    names = pd.Series(written.column("name").to_pandas())
    assert names.drop_duplicates().tolist() == frame["name"].tolist()
    assert written.schema.field("n").type == pa.int64()
    assert names.duplicated().any()


def test_text_of_csv_comes_through_as_written(join, tmp_path):
    (tmp_path / "p.csv").write_text(
        'code,longitud,latitud,note\n002,-110.0, 28.0 ,"a, b"\n003,,,\n004,x,28,\n', "utf-8"
    )
    summary = join(tmp_path / "p.csv", tmp_path / "out.parquet")
    rows = pq.read_table(tmp_path / "out.parquet").drop_columns(["geometry", "side"]).to_pylist()
    assert [row["code"] for row in rows] == ["002", "003", "004"]
    assert [row["corridor_id"] for row in rows] == ["west", None, None]
    assert rows[0]["note"] == "a, b"
    assert summary.without_position == 2


def test_unreadable_positions_are_counted_and_written_without_a_corridor(join, tmp_path):
    good = shapely.to_wkb(shapely.Point(-110, 28))
    geometries = [
        good,
        None,
        b"nonsense",
        shapely.to_wkb(shapely.Point()),
        shapely.to_wkb(shapely.LineString([(-110, 28), (-109, 28)])),
        shapely.to_wkb(shapely.Point(np.inf, 28)),
        shapely.to_wkb(shapely.Point(-110, 95)),
        good[:12],
        good,
    ]
    frame = points(len(geometries))
    pq.write_table(geo_table(frame, pa.array(geometries, pa.binary())), tmp_path / "p.parquet")
    summary = join(tmp_path / "p.parquet", tmp_path / "out.parquet")
    assert (summary.points, summary.matched, summary.without_position) == (9, 2, 7)
    written = gpd.read_parquet(tmp_path / "out.parquet")
    assert written["name"].tolist() == frame["name"].tolist()
    assert written["corridor_id"].notna().tolist() == [True, *[False] * 7, True]
    assert written.geometry.isna().tolist() == [
        g in (None, b"nonsense", good[:12]) for g in geometries
    ]
    assert join(tmp_path / "p.parquet").without_position == 7


@pytest.mark.parametrize("kind", ["lonlat", "geoarrow"])
def test_missing_coordinates(kind, frame, join, tmp_path):
    some = frame.head(50).copy()
    some.loc[[3, 7], "lon"] = np.nan
    some.loc[[7, 9], "lat"] = np.nan
    if kind == "lonlat":
        some.to_parquet(tmp_path / "p.parquet")
    else:
        geo = as_geo(frame.head(50))
        geo.loc[[3, 7, 9], "geometry"] = None
        geo.to_parquet(tmp_path / "p.parquet", geometry_encoding="geoarrow")
    for out in (None, tmp_path / "out.parquet"):
        summary = join(tmp_path / "p.parquet", out)
        assert (summary.points, summary.without_position) == (50, 3)


def test_overlapping_corridors_give_a_row_each(join, tmp_path):
    pd.DataFrame({"name": ["a", "b"], "lon": [-100.0, 0], "lat": [28.5, 0]}).to_parquet(
        tmp_path / "p.parquet"
    )
    summary = join(tmp_path / "p.parquet", tmp_path / "out.parquet")
    assert found(pq.read_table(tmp_path / "out.parquet")) == [
        ("a", "both"),
        ("a", "east"),
        ("b", ""),
    ]
    assert summary.matched == 1


def test_far_row_groups_are_ruled_out_without_being_read(frame, join, tmp_path, monkeypatch):
    far = frame.assign(lon=frame["lon"] + 100)
    pd.concat([frame, far]).to_parquet(tmp_path / "p.parquet", row_group_size=ROWS)
    read = []
    whole = pq.ParquetFile.iter_batches
    monkeypatch.setattr(
        pq.ParquetFile,
        "iter_batches",
        lambda self, *args, **options: (
            read.append(options["row_groups"]) or whole(self, *args, **options)
        ),
    )
    summary = join(tmp_path / "p.parquet")
    assert read == [[0]]
    assert (summary.points, summary.ruled_out) == (2 * ROWS, ROWS)
    assert summary.matched == join(tmp_path / "p.parquet", tmp_path / "out.parquet").matched
    assert pq.read_metadata(tmp_path / "out.parquet").num_rows >= 2 * ROWS


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_far_row_groups_are_read_when_their_statistics_do_not_count_the_missing(
    odd, frame, join, tmp_path
):
    far = frame.head(100).assign(lon=frame["lon"] + 100)
    lon, lat = far["lon"].tolist(), far["lat"].tolist()
    lon[3], lat[5] = (None, None) if np.isnan(odd) else (odd, odd)
    pq.write_table(pa.table({"lon": lon, "lat": lat}), tmp_path / "p.parquet")
    summary = join(tmp_path / "p.parquet")
    assert (summary.points, summary.without_position, summary.ruled_out) == (100, 2, 0)


def test_sorted_along_the_curve_in_several_buckets(frame, join, tmp_path, monkeypatch):
    monkeypatch.setattr(geoparquet_writer, "SORTED_AT_ONCE", 300)
    monkeypatch.setattr(geoparquet_writer, "GROUP_ROWS", 256)
    as_geo(frame).to_parquet(tmp_path / "p.parquet", geometry_encoding="geoarrow")
    join(tmp_path / "p.parquet", tmp_path / "out.parquet", sort=True)
    written = gpd.read_parquet(tmp_path / "out.parquet")
    assert found(written) == expected(frame)
    place = hilbert.curve_places(written.geometry.x.to_numpy(), written.geometry.y.to_numpy())
    assert (np.diff(place) >= 0).all()
    assert pq.read_metadata(tmp_path / "out.parquet").num_row_groups == -(-len(written) // 256)
    corridors().head(1).to_file(tmp_path / "small.geojson")
    small = join(tmp_path / "out.parquet", corridors=tmp_path / "small.geojson")
    assert 0 < small.ruled_out < len(written) - small.matched
    assert left_behind(tmp_path) == ["out.parquet", "p.parquet", "small.geojson"]


def test_what_is_written_is_smaller_than_a_plain_parquet_file(frame, join, tmp_path):
    as_geo(frame).to_parquet(tmp_path / "p.parquet", geometry_encoding="geoarrow")
    join(tmp_path / "p.parquet", tmp_path / "out.parquet", sort=True)
    pq.write_table(
        pq.read_table(tmp_path / "out.parquet"), tmp_path / "plain.parquet", compression="zstd"
    )
    small, plain = ((tmp_path / name).stat().st_size for name in ("out.parquet", "plain.parquet"))
    assert small < 0.9 * plain


def test_places_on_the_curve_are_a_walk_from_cell_to_cell():
    side = 32
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    step = 360 / 65536, 180 / 65536
    lon = -180 + (column.ravel() + 0.5) * step[0]
    lat = -90 + (row.ravel() + 0.5) * step[1]
    place = hilbert.curve_places(lon, lat)
    assert sorted(place) == list(range(side * side))
    walk = np.argsort(place)
    steps = np.abs(np.diff(column.ravel()[walk])) + np.abs(np.diff(row.ravel()[walk]))
    assert (steps == 1).all()
    assert hilbert.curve_places(np.array([np.nan]), np.array([0.0])) == 2**32 - 1


def test_nearest_site_and_its_distance(frame, join, tmp_path):
    frame.to_parquet(tmp_path / "p.parquet", row_group_size=900)
    sites = pd.DataFrame(
        {"note": ["x", "y", "z"], "site_id": ["s1", "s2", "s3"], "lon": [-110, -100, None],
         "lat": [28, 28, None]}
    )  # fmt: skip
    sites.to_csv(tmp_path / "sites.csv", index=False)
    join(tmp_path / "p.parquet", tmp_path / "out.parquet", nearest=tmp_path / "sites.csv")
    written = pq.read_table(tmp_path / "out.parquet").to_pandas().drop_duplicates("name")
    metres = np.array(
        [
            Geod(ellps="WGS84").inv(
                frame["lon"], frame["lat"], [lon] * len(frame), [28.0] * len(frame)
            )[2]
            for lon in (-110.0, -100.0)
        ]
    )
    assert written["nearest_site_id"].tolist() == [f"s{n + 1}" for n in metres.argmin(axis=0)]
    assert np.allclose(written["nearest_site_km"] * 1000, metres.min(axis=0), atol=1e-3)


def test_the_bundled_segments_are_the_default(tmp_path):
    pd.DataFrame({"lon": [-117.03, 0.0], "lat": [32.52, 0.0]}).to_parquet(tmp_path / "p.parquet")
    summary = bulk.join(tmp_path / "p.parquet", cache=False)
    assert summary.counts["corridor_id"].tolist() == ["tijuana-san-diego"]
    assert summary.counts["side"].tolist() == ["MX"]
    assert summary.to_dict()["points"] == 2


@pytest.mark.slow
def test_a_folder_and_a_url_are_read_like_a_file(frame, join, tmp_path):
    import fsspec

    folder = tmp_path / "points"
    folder.mkdir()
    frame.iloc[:1500].to_parquet(folder / "a.parquet")
    frame.iloc[1500:].to_parquet(folder / "b.parquet", row_group_size=300)
    with fsspec.open("memory://bulk/points.parquet", "wb") as file:
        frame.to_parquet(file)
    for source in (folder, folder.as_uri(), "memory://bulk/points.parquet"):
        join(source, tmp_path / "out.parquet", overwrite=True)
        assert found(pq.read_table(tmp_path / "out.parquet")) == expected(frame)


def test_progress_is_told(frame, join, tmp_path):
    frame.to_parquet(tmp_path / "p.parquet", row_group_size=1000)
    told = []
    join(tmp_path / "p.parquet", progress=lambda *done: told.append(done))
    assert told == [(1000, ROWS), (2000, ROWS), (3000, ROWS), (4000, ROWS)]


def test_an_interrupted_join_leaves_nothing(frame, join, tmp_path):
    frame.to_parquet(tmp_path / "p.parquet", row_group_size=500)

    def interrupt(done, _total):
        if done >= 1000:
            raise KeyboardInterrupt

    for sort in (False, True):
        with pytest.raises(KeyboardInterrupt):
            join(tmp_path / "p.parquet", tmp_path / "out.parquet", progress=interrupt, sort=sort)
        assert left_behind(tmp_path) == ["p.parquet"]


@pytest.mark.slow
def test_a_full_disk_leaves_nothing_and_says_so(frame, join, areas, tmp_path):
    frame.to_parquet(tmp_path / "p.parquet")
    code = (
        "import resource, sys\n"
        "from atlas.spatial import bulk\n"
        "from atlas.base.errors import ExportError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try:\n"
        "    sort = len(sys.argv) > 4\n"
        "    bulk.join(*sys.argv[1:3], corridors=sys.argv[3], cache=False, sort=sort)\n"
        "except ExportError as error:\n"
        "    print(error)\n"
    )
    for extra in ([], ["sort"]):
        out = str(tmp_path / "out.parquet")
        command = [sys.executable, "-c", code, str(tmp_path / "p.parquet"), out, str(areas), *extra]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert said.startswith(f"cannot write {out}: ")
        assert len(said.splitlines()) == 1
        assert left_behind(tmp_path) == ["p.parquet"]


def test_no_space_is_named(frame, join, tmp_path, monkeypatch):
    frame.to_parquet(tmp_path / "p.parquet")

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(ExportError, match=r"out.parquet: No space left on device"):
        join(tmp_path / "p.parquet", tmp_path / "out.parquet")
    assert left_behind(tmp_path) == ["p.parquet"]


def test_an_output_that_exists_is_kept(frame, join, tmp_path):
    frame.to_parquet(tmp_path / "p.parquet")
    (tmp_path / "out.parquet").write_text("mine")
    with pytest.raises(ExportError, match=r"out.parquet: exists already"):
        join(tmp_path / "p.parquet", tmp_path / "out.parquet")
    assert (tmp_path / "out.parquet").read_text() == "mine"
    join(tmp_path / "p.parquet", tmp_path / "out.parquet", overwrite=True)
    assert pq.read_metadata(tmp_path / "out.parquet").num_rows >= ROWS


def metres(frame, path):
    as_geo(frame).to_crs(6372).to_parquet(path)


def no_geometry(frame, path):
    frame.drop(columns=["lon", "lat"]).to_parquet(path)


def polygons(_frame, path):
    corridors().to_parquet(path)


def truncated(frame, path):
    frame.to_parquet(path)
    path.write_bytes(path.read_bytes()[:-5000])


def spoiled(frame, path):
    frame.to_parquet(path, compression="zstd")
    content = bytearray(path.read_bytes())
    content[2000:6000] = bytes(4000)
    path.write_bytes(content)


def metres_in_columns(frame, path):
    frame.assign(lon=500_000.0, lat=3_500_000.0).to_parquet(path)


def text_positions(frame, path):
    frame.assign(lon="west", lat="north").to_parquet(path)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (metres, r"p.parquet: column 'geometry' is in Mexico ITRF2008 / LCC, allowed is"),
        (no_geometry, r"p.parquet: no geometry column and no columns lon and lat; kind, n, name"),
        (polygons, r"p.parquet: column 'geometry' holds (Multi)?Polygon.*allowed are points"),
        (truncated, r"p.parquet: cannot be read, is it whole\?"),
        (spoiled, r"p.parquet: cannot be read, is it whole\?"),
        (metres_in_columns, r"p.parquet: not one of 4000 rows has .* 'lon' and 'lat'"),
        (text_positions, r"p.parquet: not one of 4000 rows has .* 'lon' and 'lat'"),
        (lambda _frame, path: path.write_text("no parquet"), r"p.parquet: cannot be read"),
        (lambda _frame, path: path.touch(), r"p.parquet: cannot be read"),
        (lambda _frame, path: None, r"p.parquet: no such file or folder"),
        (lambda _frame, path: path.mkdir(), r"p.parquet: a folder without .parquet files"),
    ],
)
def test_unusable_points_are_refused_by_name(make, message, frame, join, tmp_path):
    make(frame, tmp_path / "p.parquet")
    with pytest.raises(IngestError, match=message) as refused:
        join(tmp_path / "p.parquet", tmp_path / "out.parquet")
    assert "\n" not in str(refused.value)
    assert not set(left_behind(tmp_path)) - {"p.parquet"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("p.csv", b"a,b\n1,2\n", "no geometry column"),
        ("p.csv", b"", "p.csv: cannot be read"),
        ("p.csv", "lon,lat,ñ\n1,2,ó\n".encode("latin-1"), "p.csv: cannot be read"),
        ("p.csv", b"lon,lat\n1,2\n1,2,3\n", "p.csv: cannot be read"),
        ("p.csv", b"lon,lat,lat\n1,2,3\n", "two columns are named 'lat'"),
        ("p.gpkg", b"nothing", "p.gpkg: cannot be read"),
        ("p.geojson", b'{"type": "FeatureCollection"', "p.geojson: cannot be read"),
    ],
)
def test_unusable_text_and_vector_files(name, content, message, join, tmp_path):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(IngestError, match=message):
        join(tmp_path / name, tmp_path / "out.parquet")
    assert left_behind(tmp_path) == [name]


def test_files_of_a_folder_must_have_the_same_columns(frame, join, tmp_path):
    frame.to_parquet(tmp_path / "a.parquet")
    frame.drop(columns="n").to_parquet(tmp_path / "b.parquet")
    with pytest.raises(IngestError, match=r"b.parquet: other columns than .*a.parquet"):
        join(tmp_path)


@pytest.mark.parametrize(
    ("areas", "message"),
    [
        (corridors().to_crs(6372), r"areas.parquet: column 'geometry' is in Mexico"),
        (
            corridors().set_geometry([shapely.Point(0, 0)] * 3, crs=4326),
            r"areas.parquet: column 'geometry', polygon 0: Point, allowed are Polygon",
        ),
        (
            corridors().set_geometry([shapely.box(170, 0, 190, 1)] * 3, crs=4326),
            r"areas.parquet: column 'geometry', polygon 0: coordinate \(190, ",
        ),
        (pd.DataFrame({"a": [1]}), r"areas.parquet: no geometry column"),
        (corridors().head(0), r"areas.parquet: no polygons"),
    ],
)
def test_unusable_corridors_are_refused_by_name(areas, message, frame, join, tmp_path):
    frame.to_parquet(tmp_path / "p.parquet")
    areas.to_parquet(tmp_path / "areas.parquet")
    with pytest.raises(IngestError, match=message):
        join(tmp_path / "p.parquet", corridors=tmp_path / "areas.parquet")


def test_missing_corridors_and_broken_ones(frame, join, tmp_path):
    frame.to_parquet(tmp_path / "p.parquet")
    (tmp_path / "bad.gpkg").write_text("x")
    (tmp_path / "sites.csv").write_text("lon,lat\n1,2\n")
    with pytest.raises(IngestError, match=r"none.gpkg: no such file"):
        join(tmp_path / "p.parquet", corridors=tmp_path / "none.gpkg")
    with pytest.raises(IngestError, match=r"bad.gpkg: cannot be read"):
        join(tmp_path / "p.parquet", corridors=tmp_path / "bad.gpkg")
    with pytest.raises(IngestError, match=r"sites.csv: no column '' to name the sites"):
        join(tmp_path / "p.parquet", tmp_path / "o.parquet", nearest=tmp_path / "sites.csv")


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"engine": "spark"}, FilterError, "engine 'spark': allowed are local, dask"),
        ({"predicate": "touches"}, FilterError, "predicate 'touches': allowed"),
        ({"counts_by": "colour"}, FilterError, "no column 'colour' to count by; columns are name"),
        ({"scheduler": "tcp://x"}, FilterError, "allowed with engine dask only"),
        ({"out": "x.csv"}, ExportError, "x.csv: allowed is a .parquet file"),
        ({"out": "/nowhere/x.parquet"}, ExportError, "the folder /nowhere does not exist"),
        ({"sort": True}, FilterError, "allowed with an output file only"),
        ({"lon": "x"}, IngestError, "name both lon and lat"),
        ({"lon": "x", "lat": "y"}, IngestError, "no column 'x'"),
    ],
)
def test_wrong_options_name_what_is_allowed(options, error, message, frame, join, tmp_path):
    frame.to_parquet(tmp_path / "p.parquet")
    with pytest.raises(error, match=message):
        join(tmp_path / "p.parquet", **options)


def test_columns_that_the_join_would_add_twice_are_refused(frame, join, tmp_path):
    frame.assign(side="?").to_parquet(tmp_path / "p.parquet")
    with pytest.raises(ExportError, match=r"p.parquet: has a column 'side' already"):
        join(tmp_path / "p.parquet", tmp_path / "out.parquet")
    assert join(tmp_path / "p.parquet").points == ROWS


def test_columns_named_by_hand(frame, join, tmp_path):
    frame.rename(columns={"lon": "este", "lat": "norte"}).assign(lon=0.0, lat=0.0).to_parquet(
        tmp_path / "p.parquet"
    )
    summary = join(tmp_path / "p.parquet", lon="este", lat="norte")
    frame.to_parquet(tmp_path / "q.parquet")
    assert summary.matched == join(tmp_path / "q.parquet").matched > 0


def test_the_index_is_kept_in_the_users_cache(frame, areas, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    frame.to_parquet(tmp_path / "p.parquet")
    bulk.join(tmp_path / "p.parquet", corridors=areas)
    assert len(list(Path(tmp_path / "cache").rglob("*.npz"))) == 1
