"""Briefs of a site: made here, or by a second process where a folder gives the same view."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

from atlas import data
from atlas.data.bundled import geodata_dir
from atlas.output.site import brief_files, publishing
from atlas.places.filters import Filter
from atlas.places.view import make_view
from tests.support.plain_main import plain_main

SUPPORT = Path(__file__).resolve().parents[1] / "support"


def test_two_processes_share_the_briefs_and_leave_none_out(monkeypatch):
    views = {lang: make_view(data.load(), Filter(lang=lang)) for lang in ("es", "en", "fr")}
    # The second process finds modules where this one does, and this one may not know `tests`.
    monkeypatch.syspath_prepend(SUPPORT)
    told = importlib.import_module("told_process").told
    monkeypatch.setattr(brief_files, "_brief_files_of", told)
    monkeypatch.setattr(brief_files, "brief_files", lambda view, at: told("", view.filter, at))
    with plain_main(), brief_files.all_briefs(views, Path("there")) as made:
        files, shares = zip(*made, strict=True)
    names = {name: content for one in files for name, content in one.items()}
    corridors = views["es"].corridors["corridor_id"]
    wanted = {f"{lang} {one}" for lang in ("es", "en") for one in corridors}
    assert {name.rsplit(" ", 1)[0] for name in names} == wanted, "none in a language for readers"
    assert list(shares) == sorted(shares)
    assert shares[-1] == 1
    here = str(os.getpid()).encode()
    assert {name.endswith("there"): content == here for name, content in names.items()} == {
        True: False,
        False: True,
    }


KILLED = """
import os, time
from atlas.output.site.brief_files import process_apart
if __name__ == "__main__":
    pool = process_apart()
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""


def test_the_second_process_ends_with_a_first_that_was_killed(tmp_path):
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as first:
        assert int(first.stdout.readline()) != first.pid
        first.kill()
        first.communicate(timeout=30)  # the second has the same output: it ends when both have


def test_only_what_the_folder_alone_gives_is_made_from_it():
    package = data.load()
    assert publishing._is_public_view_of(make_view(package, Filter()), geodata_dir())
    inside = make_view(package, Filter(), audience="internal")
    assert not publishing._is_public_view_of(inside, geodata_dir())
