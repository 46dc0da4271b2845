"""Outputs are whole or not there."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from atlas.base.errors import ExportError
from atlas.base.files import form_of, whole_file, write_text


def test_output_appears_when_the_block_succeeds(tmp_path):
    with whole_file(tmp_path / "map.html") as temporary:
        temporary.write_text("whole")
        assert temporary.suffix == ".html"
        assert not (tmp_path / "map.html").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_failure_leaves_what_was_there(tmp_path, failure):
    (tmp_path / "map.html").write_text("before")

    def write_half():
        with whole_file(tmp_path / "map.html") as temporary:
            temporary.write_text("half")
            raise failure

    with pytest.raises(failure):
        write_half()
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]
    assert (tmp_path / "map.html").read_text() == "before"


@pytest.fixture
def killed(tmp_path):
    """Begin to write in a process that is killed: `killed(code) -> the names that it left`."""

    def run(code):
        process = subprocess.Popen(
            [sys.executable, "-c", f"{KILLED}with {code} as temporary:\n{BODY}"],
            stdout=subprocess.PIPE, cwd=tmp_path,
        )  # fmt: skip
        process.stdout.readline()
        process.kill()
        process.wait()
        process.stdout.close()
        return [path.name for path in tmp_path.iterdir()]

    return run


KILLED = "import time\nfrom atlas.base.files import hidden_folder, whole_file\n"
BODY = """
    (temporary / "part" if temporary.is_dir() else temporary).write_text("half")
    print("half", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("make", ["whole_file", "hidden_folder"])
def test_what_a_killed_run_left_goes_with_the_next(tmp_path, killed, make):
    (left,) = killed(f"{make}('map.html')")
    assert left.startswith(".map-")
    write_text(tmp_path / "other.html", "of another name")
    assert (tmp_path / left).exists()
    with whole_file(tmp_path / "map.html") as running:
        running.write_text("half")
        write_text(tmp_path / "map.html", "by another run at the same time")
        assert running.exists(), "whoever still runs keeps what it writes"
    assert {path.name for path in tmp_path.iterdir()} == {"map.html", "other.html"}


def test_a_hidden_file_of_another_machine_is_kept(tmp_path):
    theirs = tmp_path / f".map-{'0' * 8}{2**31 - 1:08x}{'0' * 8}.html"
    theirs.write_text("half")
    write_text(tmp_path / "map.html", "x")
    assert theirs.exists()


def test_the_longest_name_can_be_written(tmp_path):
    write_text(tmp_path / f"{'m' * 250}.html", "x")
    assert len(list(tmp_path.iterdir())) == 1


def test_full_disk_is_one_clear_line(tmp_path):
    full = OSError(errno.ENOSPC, "No space left on device")
    message = r"cannot write .*map\.html: No space left on device"
    with pytest.raises(ExportError, match=message), whole_file(tmp_path / "map.html"):
        raise full


def test_missing_folder_is_named(tmp_path):
    with pytest.raises(ExportError, match=r"the folder .*nowhere does not exist"):
        write_text(tmp_path / "nowhere" / "map.html", "x")


def test_a_folder_is_no_output(tmp_path):
    with pytest.raises(ExportError, match="it is a folder"):
        write_text(tmp_path, "x")


@pytest.mark.parametrize(("name", "form"), [("map.html", "html"), ("MAP.PNG", "png")])
def test_the_suffix_names_the_format(name, form):
    assert form_of(Path(name), ("html", "png"), "a map") == form


@pytest.mark.parametrize("name", ["map.pdf", "map", "html", ".html"])
def test_another_suffix_is_refused_with_what_is_allowed(name):
    with pytest.raises(ExportError, match="a map can be html, png; give the file such a suffix"):
        form_of(Path(name), ("html", "png"), "a map")
