"""Telephone numbers of a cell, with the dates of their sources."""

import pytest

from atlas.base.dated_phones import Phone, phones_in


@pytest.mark.parametrize(
    ("cell", "phones"),
    [
        ("", []),
        (" ; ", []),
        ("+52 664 682 5180", [Phone("+52 664 682 5180")]),
        ("+52 1; +52 2 [2018]", [Phone("+52 1"), Phone("+52 2", "2018")]),
        ("+1 (619) 231-8414 [2025-11-03]", [Phone("+1 (619) 231-8414", "2025-11-03")]),
        ("+52 1 [2018]; +52 1", [Phone("+52 1", "2018")]),
        ("call [us] now", [Phone("call [us] now")]),
    ],
)
def test_numbers_come_apart_from_their_dates(cell, phones):
    assert phones_in(cell) == phones
