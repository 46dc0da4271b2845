"""What readers see while a data package is replaced."""

import logging
import os
from threading import Event, Thread

import pytest

from atlas.app import served_data
from atlas.app.served_data import fault, last_good
from atlas.base.errors import AtlasError, DataPackageError
from atlas.data import load


@pytest.fixture
def clock(monkeypatch):
    """A clock that counts the seconds since the start, which a test moves on."""
    now = [1000.0]
    monkeypatch.setattr(served_data.time, "monotonic", lambda: now[0])
    return now


def read(folder):
    return last_good(lambda: load(folder), str(folder), None)


def change(file, old, new):
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def names(package):
    return set(package.places["name"])


def test_files_that_changed_are_read_once_they_are_left_alone(package_copy, clock, caplog):
    first = read(package_copy)
    change(package_copy / "shelters.csv", "Casa", "Hogar")
    assert read(package_copy) is first
    clock[0] += 1
    change(package_copy / "offices.csv", "Centro", "Oficina")  # somebody is still at work
    assert read(package_copy) is first
    clock[0] += 1.5
    assert read(package_copy) is first
    clock[0] += 1
    with caplog.at_level(logging.WARNING):
        second = read(package_copy)
    assert any("Hogar" in name for name in names(second))
    assert any("Oficina" in name for name in names(second))
    assert f"version {second.version}" in caplog.text
    assert read(package_copy) is second


def test_files_that_were_left_alone_before_anybody_looked_are_read_at_once(package_copy):
    first = read(package_copy)
    change(package_copy / "shelters.csv", "Casa", "Hogar")
    later = max(one.stat().st_ctime for one in package_copy.rglob("*")) + 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(served_data.time, "time", lambda: later)
        assert read(package_copy) is not first


@pytest.mark.parametrize("years", [-30, 30])
def test_a_clock_that_jumps_keeps_no_data_back(package_copy, clock, monkeypatch, years):
    now = served_data.time.time()
    first = read(package_copy)
    monkeypatch.setattr(served_data.time, "time", lambda: now + years * 365 * 86_400)
    change(package_copy / "shelters.csv", "Casa", "Hogar")
    read(package_copy)
    clock[0] += 3
    assert read(package_copy) is not first


def test_files_of_the_same_time_and_size_are_read(package_copy, clock):
    """An archive gives all its files one time, whatever version they are of."""
    file = package_copy / "shelters.csv"
    os.utime(file, (1_000_000_000, 1_000_000_000))
    first = read(package_copy)
    change(file, "Casa", "Cusa")
    os.utime(file, (1_000_000_000, 1_000_000_000))
    read(package_copy)
    clock[0] += 3
    assert any("Cusa" in name for name in names(read(package_copy)) - names(first))


@pytest.mark.parametrize(
    ("file", "damage", "words"),
    [
        ("shelters.csv", lambda whole: whole[: len(whole) // 2], "shelters.csv"),
        # Each file by itself can be read, but they do not belong together.
        ("sources.csv", lambda whole: whole[: whole.index("\n") + 1], "source_ids"),
    ],
)
def test_data_that_do_not_fit_are_not_taken_up(package_copy, clock, caplog, file, damage, words):
    first = read(package_copy)
    whole = (package_copy / file).read_text(encoding="utf-8")
    (package_copy / file).write_text(damage(whole), encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert read(package_copy) is first
            clock[0] += 3
    assert len(caplog.records) == 1, "said once"
    assert words in caplog.text
    assert words in fault()
    (package_copy / file).write_text(whole, encoding="utf-8")
    read(package_copy)
    clock[0] += 3
    assert read(package_copy) is not first
    assert fault() == ""


def test_data_that_were_refused_are_tried_again(package_copy, clock, monkeypatch, caplog):
    """While the clock is years behind, the dates of the data are in the future."""
    first = read(package_copy)
    change(package_copy / "shelters.csv", "Casa", "Hogar")
    read(package_copy)
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(served_data, "require_sound", wrong_clock)
        for _ in range(3):
            clock[0] += 61
            assert read(package_copy) is first
    assert len(caplog.records) == 1, "said once"
    assert "in the future" in fault()
    assert read(package_copy) is first, "not at every click"
    clock[0] += 61
    assert read(package_copy) is not first
    assert fault() == ""


def wrong_clock(_folder):
    raise DataPackageError("The date 2026-11-22 is in the future.")


def test_files_that_change_while_they_are_read_are_read_again(package_copy, clock):
    first = read(package_copy)
    change(package_copy / "shelters.csv", "Casa", "Hogar")
    read(package_copy)
    clock[0] += 3

    def disturbed():
        found = load(package_copy)
        change(package_copy / "offices.csv", "Centro", "Oficina")
        return found

    assert last_good(disturbed, str(package_copy), None) is first
    clock[0] += 3
    read(package_copy)
    clock[0] += 3
    assert any("Oficina" in name for name in names(read(package_copy)))


def test_nobody_waits_while_somebody_reads(package_copy, clock):
    first = read(package_copy)
    change(package_copy / "shelters.csv", "Casa", "Hogar")
    read(package_copy)
    clock[0] += 3
    begun, go_on = Event(), Event()

    def slowly():
        begun.set()
        go_on.wait(20)
        return load(package_copy)

    reader = Thread(target=last_good, args=(slowly, str(package_copy), None))
    reader.start()
    assert begun.wait(20)
    assert read(package_copy) is first
    go_on.set()
    reader.join(20)
    assert read(package_copy) is not first


def test_data_that_never_could_be_read_are_refused(tmp_path):
    with pytest.raises(AtlasError):
        read(tmp_path)


def test_another_folder_has_nothing_to_fall_back_on(package_copy, tmp_path):
    read(package_copy)
    with pytest.raises(DataPackageError):
        read(tmp_path / "none")
