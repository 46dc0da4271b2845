"""How the commands speak: a bar for whoever waits, and nothing for anybody else."""

import re
import time

import pytest

from atlas.base.errors import FilterError
from atlas.cli import console
from atlas.output import report


def lines(screen):
    """What stands on the screen in the end: the last frame, without colours and movements."""
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "\0", screen.getvalue())
    frame = plain.split("\r")[-1].replace("\0", "")
    return [line.rstrip() for line in frame.split("\n") if line.strip()]


def test_what_is_done_keeps_its_line(screen):
    with console.progress_bar() as show:
        show("reading", 0.5)
        show("reading", 1.0)
        show("reading", 1.0)
        show("values", None)
        show("comparing", 0.25)
        show("writing", 0.75)
    said = lines(screen)
    assert [line.split()[0] for line in said] == ["reading", "writing"]
    assert ["100%" in said[0], "75%" in said[1]] == [True, True]


def test_short_work_gets_no_bar(screen, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(console, "sys", type("System", (), {"stderr": screen}))
    with console.progress_bar() as show:
        show("reading", 0.5)
    assert screen.getvalue() == ""


def test_the_bar_comes_while_work_goes_on_and_nothing_is_shown(screen, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(console, "sys", type("System", (), {"stderr": screen}))
    monkeypatch.setattr(console, "_PROGRESS_AFTER_S", 0.01)
    monkeypatch.setenv("TERM", "xterm")
    with console.progress_bar() as show:
        show("drawing", None)
        for _ in range(1000):
            if "0:00:01" in screen.getvalue():
                break
            time.sleep(0.01)
    assert lines(screen)[0].split()[0] == "drawing"
    assert "0:00:01" in screen.getvalue(), "where the share is not known, seconds are counted"


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_what_goes_wrong_leaves_a_clean_line(screen, error):
    def work():
        with console.progress_bar() as show:
            show("drawing", None)
            raise error

    with pytest.raises(error):
        work()
    shown_again = "\x1b[?25h"
    assert screen.getvalue().rpartition("drawing")[2].endswith(f"\n{shown_again}")


def test_a_file_or_a_pipe_gets_no_bar(screen, monkeypatch):
    monkeypatch.setattr(screen, "isatty", lambda: False)
    with console.progress_bar() as show:
        show("reading", 0.5)
    assert screen.getvalue() == ""


def test_a_result_that_is_printed_meanwhile_goes_where_it_is_sent(screen, capsys):
    with console.progress_bar() as show:
        show("reading", 0.5)
        console.say("the result")
    assert capsys.readouterr().out == "the result\n"
    assert "the result" not in screen.getvalue()


def test_a_brief_says_that_it_is_drawn(run, screen, monkeypatch, tmp_path):
    monkeypatch.setattr(report, "save_report", lambda _, path, **__: path.write_text("x"))
    code, _, _ = run("report", "--corridor", "juarez-el-paso", "-o", tmp_path / "brief.md")
    assert code == 0
    assert "drawing" in screen.getvalue()


def test_a_language_that_nobody_speaks_is_refused():
    with pytest.raises(FilterError, match="'fr' is no language"), console.speaking("fr"):
        pass
