"""How the commands speak: a bar for whoever waits, and nothing for anybody else."""

import time

import pytest

from atlas.base.errors import FilterError
from atlas.cli import console
from atlas.output import report


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(console, "_PROGRESS_AFTER_S", 2.0)
    monkeypatch.setattr(console.time, "monotonic", lambda: now[0])
    return now


def test_a_bar_is_drawn_once_it_takes_long(screen, clock):
    with console.progress_bar() as show:
        show("reading", 0.5)
        assert screen.getvalue() == ""
        clock[0] += 3
        show("reading", 0.5)
        assert screen.getvalue() == f"\r{'reading':<14} [{'#' * 12}{'.' * 12}]  50%"
        show("reading", 1.0)
        show("reading", 1.0)
        show("values", None)
    lines = screen.getvalue().split("\n")
    assert len(lines) == 3
    assert lines[0].endswith("] 100%")
    assert lines[1].split() == ["values", "3", "s"]
    assert lines[2] == "", "what comes after begins on a line of its own"


def test_the_bar_goes_on_while_nothing_is_told(screen, clock, monkeypatch):
    monkeypatch.setattr(console, "_DRAWN_EVERY_S", 0.001)
    with console.progress_bar() as show:
        show("drawing", None)
        clock[0] += 9
        for _ in range(1000):
            if "9 s" in screen.getvalue():
                break
            time.sleep(0.01)
    assert screen.getvalue().split() == ["drawing", "9", "s"]


def test_a_shorter_line_leaves_nothing_of_the_longer_one(screen, clock):
    with console.progress_bar() as show:
        clock[0] += 3
        show("comparing", 0.25)
        show("writing", None)
    first, second = screen.getvalue().rstrip("\n").split("\r")[1:]
    assert len(second) == len(first)


def test_what_goes_wrong_ends_the_line(screen, clock):
    def work():
        with console.progress_bar() as show:
            clock[0] += 3
            show("drawing", None)
            raise OSError

    with pytest.raises(OSError):  # noqa: PT011, whatever it is
        work()
    assert screen.getvalue().endswith("s\n")


def test_a_file_or_a_pipe_gets_no_bar(screen, clock, monkeypatch):
    monkeypatch.setattr(screen, "isatty", lambda: False)
    with console.progress_bar() as show:
        clock[0] += 3
        show("reading", 0.5)
    assert screen.getvalue() == ""


def test_a_brief_says_that_it_is_drawn(run, screen, monkeypatch, tmp_path):
    monkeypatch.setattr(report, "save_report", lambda _, path, **__: path.write_text("x"))
    code, _, _ = run("report", "--corridor", "juarez-el-paso", "-o", tmp_path / "brief.md")
    assert code == 0
    assert "drawing" in screen.getvalue()


def test_a_language_that_nobody_speaks_is_refused():
    with pytest.raises(FilterError, match="'fr' is no language"), console.speaking("fr"):
        pass
