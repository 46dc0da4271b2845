"""How the commands speak: a bar for whoever waits, and nothing for anybody else."""

import io

import pytest

from atlas import console


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(console.time, "monotonic", lambda: now[0])
    return now


def test_a_bar_is_drawn_once_it_takes_long(clock, monkeypatch):
    monkeypatch.setattr(console.sys, "stderr", screen := Screen())
    show = console.progress_bar()
    show("reading", 0.5)
    assert screen.getvalue() == ""
    clock[0] += 3
    show("reading", 0.5)
    assert screen.getvalue() == f"\r{'reading':<14} [{'#' * 12}{'.' * 12}]  50%"
    show("reading", 1.0)
    show("reading", 1.0)
    show("values", None)
    lines = screen.getvalue().split("\n")
    assert len(lines) == 2
    assert lines[0].endswith("] 100%")
    assert lines[1].strip() == "values"


def test_a_file_or_a_pipe_gets_no_bar(clock, monkeypatch):
    monkeypatch.setattr(console.sys, "stderr", pipe := io.StringIO())
    show = console.progress_bar()
    clock[0] += 3
    show("reading", 0.5)
    assert pipe.getvalue() == ""
