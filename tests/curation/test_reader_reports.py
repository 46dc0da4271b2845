"""The queue of readers' reports: nothing lost, nothing half-written, nothing of who sent them."""

import errno
import os
import stat
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.errors import AtlasError
from atlas.curation import report_queue
from atlas.curation.reader_reports import draft_of, grouped, read_reports, waiting
from atlas.curation.report_queue import (
    ANSWERS,
    FILE,
    MOST_A_MINUTE,
    ReportNotKeptError,
    TooManyReportsError,
    keep_report,
    require_folder,
)
from atlas.data import load

DAY_S, NOON = 86_400, 1_795_867_200  # 2026-11-28, 12:00 UTC
IDS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
REPORTS = st.tuples(IDS, st.sampled_from(ANSWERS), st.integers(0, 40))
WRITER = """
import sys
from pathlib import Path
from atlas.curation import report_queue
report_queue.MOST_A_MINUTE = 10_000
for n in range(60):
    report_queue.keep_report(Path(sys.argv[1]), f"place-{sys.argv[2]}-{n}", "closed")
"""


def frame(*rows):
    return pd.DataFrame(rows, columns=["date", "facility_id", "answer"], dtype="str")


@given(st.lists(REPORTS, max_size=12))
def test_what_is_kept_is_read_and_only_ever_added_to(tmp_path_factory, reports):
    folder = tmp_path_factory.mktemp("reports")
    before = b""
    for place, answer, days in reports:
        keep_report(folder, place, answer, clock=NOON + days * DAY_S)
        after = (folder / FILE).read_bytes()
        assert after.startswith(before)
        before = after
    rows, unreadable = read_reports(folder)
    assert not unreadable
    assert rows[["facility_id", "answer"]].to_numpy().tolist() == [[*one[:2]] for one in reports]
    counted = grouped(rows)
    assert set(counted["facility_id"]) == {one[0] for one in reports}
    assert counted[list(ANSWERS)].to_numpy().sum() == len(reports)
    assert (counted["first"] <= counted["last"]).all()


def test_a_report_is_a_day_an_id_and_an_answer(tmp_path):
    keep_report(tmp_path, "casa-uno", "moved", clock=NOON + 5)
    assert (tmp_path / FILE).read_text() == ("date,facility_id,answer\n2026-11-28,casa-uno,moved\n")
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


@given(place=st.text(max_size=150), answer=st.text(max_size=12))
def test_any_other_text_is_refused(tmp_path_factory, place, answer):
    folder = tmp_path_factory.mktemp("reports")
    with pytest.raises(AtlasError, match="no report: use the id of a place"):
        keep_report(folder, place, answer)
    with pytest.raises(AtlasError, match="no report: use the id of a place"):
        keep_report(folder, f"{place},x", "open")
    assert not list(folder.iterdir())


def test_two_processes_write_every_report_whole(tmp_path):
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name]) for name in "ab"
    ]
    assert [one.wait(timeout=120) for one in running] == [0, 0]
    rows, unreadable = read_reports(tmp_path)
    assert not unreadable
    expected = {f"place-{name}-{n}" for name in "ab" for n in range(60)}
    assert len(rows) == len(expected)
    assert set(rows["facility_id"]) == expected


@pytest.mark.parametrize("held", ["", "date,facility_id,answer\n2026-11-20,casa-uno,open\n"])
def test_a_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch, held):
    (tmp_path / FILE).write_text(held)
    write, room = os.write, [7]

    def nearly_full(number, content):
        part = content[: room[0]]
        room[0] -= len(part)
        if not part:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(number, part)

    monkeypatch.setattr(report_queue.os, "write", nearly_full)
    with pytest.raises(ReportNotKeptError, match="No space left"):
        keep_report(tmp_path, "casa-dos", "closed")
    assert (tmp_path / FILE).read_text() == held
    monkeypatch.undo()
    keep_report(tmp_path, "casa-dos", "closed")
    assert read_reports(tmp_path).rows["facility_id"].iloc[-1] == "casa-dos"


def test_a_line_that_was_cut_off_takes_no_other_with_it(tmp_path):
    (tmp_path / FILE).write_bytes(b"date,facility_id,answer\n2026-11-20,casa-uno,open\n2026-11-2")
    keep_report(tmp_path, "casa-dos", "closed", clock=NOON)
    rows, unreadable = read_reports(tmp_path)
    assert rows["facility_id"].tolist() == ["casa-uno", "casa-dos"]
    assert unreadable == (3,)


@given(st.binary(max_size=200))
def test_any_file_can_be_read(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("reports")
    (folder / FILE).write_bytes(content)
    rows, unreadable = read_reports(folder)
    lines = [one for one in content.decode("utf-8", "replace").split("\n") if one.strip()]
    assert len(rows) + len(unreadable) in (len(lines), len(lines) - 1)


def test_a_minute_takes_so_many_and_the_next_one_more(tmp_path):
    for n in range(MOST_A_MINUTE):
        keep_report(tmp_path, f"casa-{n}", "open", clock=NOON + n)
    with pytest.raises(TooManyReportsError):
        keep_report(tmp_path, "casa-x", "open", clock=NOON + 59)
    keep_report(tmp_path, "casa-y", "open", clock=NOON + 60)
    assert len(read_reports(tmp_path).rows) == MOST_A_MINUTE + 1
    (tmp_path / "reports.minute").write_text("nonsense")
    keep_report(tmp_path, "casa-z", "open", clock=NOON + 61)


def test_a_full_file_takes_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(report_queue, "MOST_BYTES", 40)
    keep_report(tmp_path, "casa-uno", "open")
    held = (tmp_path / FILE).read_bytes()
    with pytest.raises(ReportNotKeptError, match="is full"):
        keep_report(tmp_path, "casa-dos", "open")
    assert (tmp_path / FILE).read_bytes() == held


def test_a_folder_that_cannot_keep_reports_is_refused_at_once(tmp_path):
    with pytest.raises(AtlasError, match="is no folder; make it first: mkdir"):
        require_folder(tmp_path / "none")
    (tmp_path / FILE).mkdir()
    with pytest.raises(AtlasError, match="cannot be written to"):
        require_folder(tmp_path)


def test_places_come_with_answers_counted_and_their_days(tmp_path):
    for place, answer, days in [
        ("casa-uno", "closed", 2), ("casa-uno", "closed", 0), ("casa-uno", "moved", 1),
        ("casa-dos", "wrong_phone", 3),
    ]:  # fmt: skip
        keep_report(tmp_path, place, answer, clock=NOON + days * DAY_S)
    assert grouped(read_reports(tmp_path).rows).to_numpy().tolist() == [
        ["casa-uno", 0, 2, 1, 0, "2026-11-28", "2026-11-30"],
        ["casa-dos", 0, 0, 0, 1, "2026-12-01", "2026-12-01"],
    ]
    assert grouped(read_reports(tmp_path / "none").rows).empty


def test_a_correction_or_a_newer_source_settles_what_it_is_about(toy):
    places = toy.places.assign(contact_date="")
    places.loc[places["facility_id"] == "casa-norte", ["status_date", "contact_date"]] = [
        "2026-11",  # the first of November: not surely later than a report of the tenth
        "2026-11-12",
    ]
    line = ("casa-sur", "status", "open", "closed", "", "", "2026-11-10")
    corrections = pd.DataFrame([line], columns=toy.corrections.columns)
    package = replace(toy, places=places, corrections=corrections)
    rows = frame(
        ("2026-11-10", "casa-norte", "closed"),
        ("2026-11-01", "casa-norte", "open"),
        ("2026-11-12", "casa-norte", "wrong_phone"),
        ("2026-11-13", "casa-norte", "wrong_phone"),
        ("2026-11-10", "casa-sur", "closed"),
        ("2026-11-11", "casa-sur", "closed"),
        ("2026-11-09", "casa-sur", "moved"),
        ("2026-11-09", "casa-que-ya-no-esta", "open"),
    )
    assert waiting(rows, package).index.size == 5
    assert (
        waiting(rows, package).to_numpy().tolist() == rows.iloc[[0, 3, 5, 6, 7]].to_numpy().tolist()
    )


def test_an_answer_proposes_the_field_that_it_is_about():
    texts = {"status": "open", "address": "Quinta 12", "phone": "+52 664 682 5180"}
    drafts = {answer: draft_of(answer, texts, "2026-11-28") for answer in ANSWERS}
    assert drafts == {
        "open": ("status_date", "2026-11-28"),
        "closed": ("status", "closed"),
        "moved": ("address", "Quinta 12"),
        "wrong_phone": ("phone", ""),
    }
    assert draft_of("open", {**texts, "status": "closed"}, "2026-11-28") == ("status", "open")


def test_while_nobody_has_reported_anything_no_place_is_reported(tmp_path):
    report_queue.require_folder(tmp_path)
    found = grouped(waiting(read_reports(tmp_path).rows, load()))
    assert found.empty
    assert {"facility_id", "open", "last"} <= set(found.columns)
