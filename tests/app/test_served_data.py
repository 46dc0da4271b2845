"""What readers see while a data package is replaced."""

import logging

import pytest

from atlas.app.served_data import last_good
from atlas.base.errors import AtlasError, DataPackageError
from atlas.data import load


def test_data_that_no_longer_fit_are_not_taken_up(package_copy, caplog):
    def read():
        return last_good(lambda: load(package_copy), package_copy)

    first = read()
    file = package_copy / "shelters.csv"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole[: len(whole) // 2], encoding="utf-8")  # as far as it has been copied
    with caplog.at_level(logging.ERROR):
        assert read() is first
        assert read() is first
    assert len(caplog.records) == 1, "said once"
    assert "shelters.csv" in caplog.text
    file.write_text(whole.replace("Casa", "Hogar"), encoding="utf-8")
    assert read() is not first
    assert read().places["name"].str.contains("Hogar").any()


def test_data_that_never_could_be_read_are_refused(tmp_path):
    with pytest.raises(AtlasError):
        last_good(lambda: load(tmp_path), tmp_path)


def test_another_folder_has_nothing_to_fall_back_on(package_copy, tmp_path):
    last_good(lambda: load(package_copy), package_copy)
    with pytest.raises(DataPackageError):
        last_good(lambda: load(tmp_path / "none"), tmp_path / "none")
