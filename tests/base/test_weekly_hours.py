"""Opening hours as a weekly timetable."""

import pytest

from atlas.base.weekly_hours import weekly_hours

WORKDAYS = [(day, "09:00", "17:00") for day in range(5)]


@pytest.mark.parametrize(
    ("hours", "openings"),
    [
        ("Mo-Fr 09:00-17:00", WORKDAYS),
        ("Mo-Fr 9:00-17:00; PH off", WORKDAYS),
        ('Mo-Fr 09:00-17:00 "desk"', WORKDAYS),
        ("Mo 09:00-12:00,14:00-18:00", [(0, "09:00", "12:00"), (0, "14:00", "18:00")]),
        ("24/7", [(day, "00:00", "24:00") for day in range(7)]),
        ("Fr 22:00-02:00", [(4, "22:00", "24:00"), (5, "00:00", "02:00")]),
        ("Su 22:00-02:00", [(0, "00:00", "02:00"), (6, "22:00", "24:00")]),
        ("Mo-Fr unknown", []),
    ],
)
def test_hours_of_every_week_are_a_timetable(hours, openings):
    assert [tuple(one) for one in weekly_hours(hours)] == openings


@pytest.mark.parametrize(
    "hours",
    ["", "9 to 5", "Jan-Mar Mo 08:00-10:00", "Mo[1] 10:00-12:00", "sunrise-sunset", "week 2 Mo"],
)
def test_what_is_no_weekly_timetable_is_none(hours):
    assert weekly_hours(hours) is None
