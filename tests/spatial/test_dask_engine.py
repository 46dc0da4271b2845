"""The join on Dask gives what the local one gives, also when a worker dies in the middle."""

import os
import signal

import geopandas as gpd
import pyarrow.parquet as pq
import pytest

from atlas.base.errors import ExportError, FilterError, IngestError
from atlas.spatial import bulk
from tests.support.bulk_data import corridors, expected, found, points

distributed = pytest.importorskip("distributed")

from atlas.spatial.bulk import dask_engine  # noqa: E402, needs distributed
from tests.support.plain_main import plain_main  # noqa: E402

pytestmark = pytest.mark.slow

ROWS = 20_000


@pytest.fixture(scope="module")
def cluster():
    with (
        plain_main(),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0"
        ) as cluster,
    ):
        yield cluster


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dask")
    points(ROWS).to_parquet(folder / "points.parquet", row_group_size=200)
    corridors().to_parquet(folder / "areas.parquet")
    return folder


@pytest.fixture
def join(cluster, folder):
    def run(out=None, **options):
        return bulk.join(
            folder / "points.parquet",
            out,
            corridors=folder / "areas.parquet",
            cache=False,
            engine="dask",
            **{"scheduler": cluster.scheduler_address, **options},
        )

    return run


def local(folder, **options):
    return bulk.join(
        folder / "points.parquet", corridors=folder / "areas.parquet", cache=False, **options
    )


def test_counts_are_those_of_one_machine(join, folder):
    there, here = join(counts_by="kind"), local(folder, counts_by="kind")
    assert there.counts.equals(here.counts)
    assert (there.points, there.matched) == (here.points, here.matched)


def test_a_file_and_a_folder_hold_every_row(join, tmp_path):
    join(tmp_path / "out.parquet")
    assert found(pq.read_table(tmp_path / "out.parquet")) == expected(points(ROWS))
    join(tmp_path / "parts")
    written = gpd.read_parquet(tmp_path / "parts")
    assert found(written) == expected(points(ROWS))
    assert len(list((tmp_path / "parts").glob("part-*.parquet"))) > 1
    with pytest.raises(ExportError, match="exists already"):
        join(tmp_path / "parts")
    join(tmp_path / "parts", overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.parquet", "parts"]


def test_a_killed_worker_changes_nothing(cluster, join, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(dask_engine, "_MOST_TASK_ROWS", 200)
    victim = _processes(cluster)[0]
    killed = []

    def kill(done, _total):
        if done > ROWS // 5 and not killed:
            killed.append(done)
            os.kill(victim, signal.SIGKILL)

    there = join(tmp_path / "out.parquet", counts_by="kind", progress=kill)
    assert killed[0] < ROWS
    assert there.counts.equals(local(folder, counts_by="kind").counts)
    assert there.points == ROWS
    assert found(pq.read_table(tmp_path / "out.parquet")) == expected(points(ROWS))
    assert join(counts_by="kind").counts.equals(there.counts)
    assert victim not in _processes(cluster)


def _processes(cluster):
    with distributed.Client(cluster) as client:
        client.wait_for_workers(2, timeout=30)
        return list(client.run(os.getpid).values())


def test_an_interrupted_join_leaves_nothing(join, tmp_path):
    def interrupt(*_):
        raise KeyboardInterrupt

    for out in ("out.parquet", "parts"):
        with pytest.raises(KeyboardInterrupt):
            join(tmp_path / out, progress=interrupt)
        assert list(tmp_path.iterdir()) == []


def test_a_row_group_that_cannot_be_read_is_named(cluster, folder, tmp_path):
    content = bytearray((folder / "points.parquet").read_bytes())
    content[5000:20_000] = bytes(15_000)
    (tmp_path / "p.parquet").write_bytes(content)
    with pytest.raises(IngestError, match=r"p.parquet: cannot be read"):
        bulk.join(
            tmp_path / "p.parquet",
            corridors=folder / "areas.parquet",
            cache=False,
            engine="dask",
            scheduler=cluster.scheduler_address,
        )


def test_only_parquet_can_be_shared_out(tmp_path):
    points(10).to_csv(tmp_path / "p.csv", index=False)
    with pytest.raises(IngestError, match=r"p.csv: dask needs Parquet"):
        bulk.join(tmp_path / "p.csv", engine="dask", cache=False)


def test_a_scheduler_that_is_not_there(join, monkeypatch):
    monkeypatch.setattr(dask_engine, "_PATIENCE", "1s")
    with pytest.raises(FilterError, match=r"scheduler tcp://127.0.0.1:9: cannot be reached"):
        join(scheduler="tcp://127.0.0.1:9")


def test_processes_of_its_own(join):
    assert join(scheduler=None).points == ROWS
