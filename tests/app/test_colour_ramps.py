"""Colours for numbers: they rise with the number, and the legend says what they mean."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.app import colour_ramps

NUMBERS = st.lists(st.floats(0, 1e6), min_size=1, max_size=20)


def darkness(colour):
    """Give how dark a colour is, 0 to 765."""
    return 765 - sum(int(colour[i : i + 2], 16) for i in (1, 3, 5))


@given(NUMBERS)
def test_more_is_never_lighter(numbers):
    values = pd.Series(sorted(numbers))
    shades = [darkness(one) for one in colour_ramps.amounts(values).colours(values)]
    assert shades == sorted(shades)


@given(NUMBERS)
def test_a_loss_and_a_gain_of_the_same_size_are_as_far_from_the_middle(numbers):
    values = pd.Series([*numbers, *(-one for one in numbers), 0.0])
    ramp = colour_ramps.changes(values)
    assert ramp.low == -ramp.high
    *_, nothing = ramp.colours(values)
    assert nothing == colour_ramps._CHANGES[2]
    half, most = len(numbers), max(numbers)
    colours = ramp.colours(values)
    for gain, loss, n in zip(colours[:half], colours[half:-1], numbers, strict=True):
        if n > most / 20:
            assert gain != loss
            assert nothing not in (gain, loss)
        if n == most > 0:
            assert (loss, gain) == (colour_ramps._CHANGES[0], colour_ramps._CHANGES[-1])


@pytest.mark.parametrize("values", [[], [0.0, 0.0], [float("nan")]])
def test_nothing_to_tell_apart_has_the_first_or_middle_colour(values):
    numbers = pd.Series(values, dtype="float64").fillna(0.0)
    assert set(colour_ramps.amounts(numbers).colours(numbers)) <= {colour_ramps._AMOUNTS[0]}


@pytest.mark.parametrize(("ramp", "colour"), [("amounts", "#d5ece4"), ("changes", "#f4f1ec")])
def test_legend_of_nothing_has_one_colour_and_one_value(ramp, colour):
    html = getattr(colour_ramps, ramp)(pd.Series([0.0, 0.0])).legend("a", "{:.0f}".format)
    assert re.findall("<span>(.*?)</span>", html) == ["0"]
    assert set(re.findall("#[0-9a-f]{6}", html)) == {colour}


def test_legend_says_the_values_at_the_steps():
    values = pd.Series([0.0, 3.0, 8.0])
    told = re.findall(
        "<span>(.*?)</span>", colour_ramps.amounts(values).legend("<a>", "{:.0f}".format)
    )
    assert told == ["0", "2", "8"], "half way is a quarter: steps are those of the square root"
    html = colour_ramps.changes(values - 4).legend("<a>", "{:+.0f}".format)
    assert re.findall("<span>(.*?)</span>", html) == ["-4", "+0", "+4"]
    assert "<a>" not in html
