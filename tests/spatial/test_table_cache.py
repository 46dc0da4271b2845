"""Tables kept on disk change nothing but the time it takes."""

import copy
import subprocess
import sys

import numpy as np
import pytest
import shapely

import atlas.spatial.index.segment_index
from atlas.spatial.index import SegmentIndex, cache_folder
from atlas.spatial.index.table_cache import _MOST_FILES

POLYGONS = [shapely.Point(0, 0).buffer(1), None, shapely.Point(1, 0).buffer(1), shapely.Polygon()]
RNG = np.random.default_rng(1)
X, Y = RNG.uniform(-2, 3, (2, 5000))


def answer(index):
    return [part.tolist() for part in index.locate(X, Y, predicate="intersects")]


@pytest.fixture
def never_built(monkeypatch):
    def refuse(*_):
        raise AssertionError("built again")

    def apply():
        monkeypatch.setattr(atlas.spatial.index.segment_index, "build_tables", refuse)

    return apply


def test_second_time_nothing_is_built(tmp_path, never_built):
    expected = answer(SegmentIndex(POLYGONS, cache=tmp_path))
    never_built()
    assert answer(SegmentIndex(POLYGONS, cache=tmp_path)) == expected
    assert expected == answer(copy.deepcopy(SegmentIndex(POLYGONS, cache=tmp_path)))


@pytest.mark.parametrize(
    "other",
    [
        [*POLYGONS, shapely.box(0, 0, 1, 1)],
        POLYGONS[::-1],
        [shapely.Point(0, 0).buffer(1.0000001), *POLYGONS[1:]],
        [POLYGONS[0], shapely.Polygon(), POLYGONS[2], None],
    ],
)
def test_other_polygons_have_other_tables(tmp_path, other):
    SegmentIndex(POLYGONS, cache=tmp_path)
    SegmentIndex(other, cache=tmp_path)
    assert len(list(tmp_path.glob("*.npz"))) == 2


@pytest.mark.parametrize("keep", [0, 10, 3000, -1, -200])
def test_a_damaged_file_is_built_again(tmp_path, keep):
    expected = answer(SegmentIndex(POLYGONS, cache=tmp_path))
    (stored,) = tmp_path.glob("*.npz")
    whole = stored.read_bytes()
    stored.write_bytes(whole[:keep])
    assert answer(SegmentIndex(POLYGONS, cache=tmp_path)) == expected
    assert len(stored.read_bytes()) == len(whole)


def test_a_flipped_bit_is_noticed(tmp_path):
    expected = answer(SegmentIndex(POLYGONS, cache=tmp_path))
    (stored,) = tmp_path.glob("*.npz")
    spoiled = bytearray(stored.read_bytes())
    spoiled[len(spoiled) // 2] ^= 64
    stored.write_bytes(spoiled)
    assert answer(SegmentIndex(POLYGONS, cache=tmp_path)) == expected


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path):
    (tmp_path / "file").write_text("")
    assert answer(SegmentIndex(POLYGONS, cache=tmp_path / "file" / "cache"))


@pytest.mark.slow
def test_two_processes_at_once(tmp_path):
    code = (
        "import shapely, pathlib, sys; from atlas.spatial.index import SegmentIndex\n"
        "for i in range(20):\n"
        "    SegmentIndex([shapely.box(0, 0, 1, 1 + i)], cache=pathlib.Path(sys.argv[1]))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) for _ in range(2)]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    files = sorted(path.name for path in tmp_path.iterdir())
    assert len(files) == 20
    assert all(not name.startswith(".") for name in files)


def test_the_oldest_files_go(tmp_path):
    for number in range(_MOST_FILES + 3):
        (tmp_path / f"{number}.npz").write_text("old")
    SegmentIndex(POLYGONS, cache=tmp_path)
    assert len(list(tmp_path.glob("*.npz"))) == _MOST_FILES


def test_the_folder_is_in_the_cache_of_the_user():
    assert cache_folder().name == "index"
    assert "border-corridor-atlas" in str(cache_folder())
