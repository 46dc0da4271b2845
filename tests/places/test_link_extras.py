"""What a link holds beside the filter: the reader's list, and a filter to compare with."""

from types import SimpleNamespace
from urllib.parse import parse_qs

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.errors import FilterError
from atlas.places import link_extras
from atlas.places.filters import Filter
from atlas.places.link_extras import MOST_PLACES, Extras

IDS = [f"lugar-{n}" for n in range(80)]
CHOICES = {
    "spoken": ("es", "ht"),
    "access": ("walk_in", "referral"),
    **dict.fromkeys(("corridor", "side", "population", "level", "status", "near"), ()),
    "kind": ("health", "shelter"),
    "service": ("food", "health"),
}

some_filter = st.builds(
    Filter,
    kind=st.lists(st.sampled_from(CHOICES["kind"])).map(tuple),
    service=st.lists(st.sampled_from(CHOICES["service"])).map(tuple),
    max_km=st.none() | st.sampled_from([0.5, 3.0, 41.9]),
    q=st.text("añz&=;%+ ", max_size=12),
)
some_extras = st.builds(
    Extras,
    places=st.lists(st.sampled_from(IDS), unique=True, max_size=MOST_PLACES).map(tuple),
    against=st.none() | some_filter,
)


@given(some_extras)
def test_a_link_brings_back_what_it_was_made_from(made):
    read, dropped = link_extras.from_params(
        parse_qs(made.to_query(), keep_blank_values=True), CHOICES, IDS
    )
    assert read == made
    assert not dropped


@given(
    st.dictionaries(st.sampled_from(link_extras.NAMES), st.lists(st.text(max_size=300), max_size=3))
)
def test_any_text_is_read_without_failing_and_stays_within_bounds(params):
    read, dropped = link_extras.from_params(params, CHOICES, IDS)
    assert len(read.places) <= MOST_PLACES
    assert set(read.places) <= set(IDS)
    assert all(len(one.value) < 2_000 for one in dropped)
    assert link_extras.from_params(read.to_params(), CHOICES, IDS) == (read, ())


def test_a_list_keeps_its_order_and_each_place_once():
    read, dropped = link_extras.from_params({"list": ["lugar-9; lugar-2;;lugar-9"]}, CHOICES, IDS)
    assert read == Extras(("lugar-9", "lugar-2"))
    assert not dropped


def test_unknown_places_are_named_but_not_all_of_many():
    asked = ";".join(f"nada-{n}" for n in range(900))
    read, (dropped,) = link_extras.from_params({"list": [f"lugar-1;{asked}"]}, CHOICES, IDS)
    assert read == Extras(("lugar-1",))
    assert dropped.value == "nada-0; nada-1; nada-2; nada-3; nada-4 … (+895)"


def test_a_list_is_cut_where_it_is_too_long():
    read, (dropped,) = link_extras.from_params({"list": [";".join(IDS)]}, CHOICES, IDS)
    assert read.places == tuple(IDS[:MOST_PLACES])
    assert dropped.value.startswith(IDS[MOST_PLACES])


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        ({"list": ["lugar-1"], "show": ["list"]}, True),
        ({"list": ["lugar-1"]}, False),
        ({"show": ["list"]}, False),
        ({"list": ["lugar-1"], "show": ["list"], "with": [""]}, False),
    ],
)
def test_the_list_is_shown_only_when_there_is_one_and_nothing_to_compare(params, shown):
    assert link_extras.from_params(params, CHOICES, IDS)[0].shown is shown


def test_a_filter_to_compare_with_drops_what_it_cannot_use():
    read, (dropped,) = link_extras.from_params(
        {"with": ["kind=shelter&kind=castle&lang=en"]}, CHOICES, IDS
    )
    assert read.against == Filter(kind=("shelter",))
    assert (dropped.field, dropped.value) == ("kind", "castle")
    assert link_extras.from_params({"with": ["q=" + "a" * 3_000]}, CHOICES, IDS)[0].against is None


@pytest.mark.parametrize("name", link_extras.NAMES)
def test_strict_refuses_what_cannot_be_used(name):
    value = "kind=castle" if name == "with" else "castle"
    with pytest.raises(FilterError, match="castle"):
        link_extras.strict({name: [value]}, CHOICES, IDS)


def test_a_map_has_to_hold_the_list_and_what_is_compared():
    def view_of(chosen):
        assert chosen == Filter(kind=("shelter",))
        return SimpleNamespace(places=pd.DataFrame({"facility_id": ["lugar-3", "lugar-4"]}))

    made = Extras(("lugar-9", "lugar-3"), against=Filter(kind=("shelter",)))
    assert made.places_of(view_of) == ("lugar-9", "lugar-3", "lugar-3", "lugar-4")
    assert Extras(("lugar-9",)).places_of(None) == ("lugar-9",)


@pytest.mark.parametrize("name", link_extras.NAMES)
def test_what_is_no_filter_is_refused_by_name(name):
    with pytest.raises(FilterError, match=f"link: {name} belong to the map"):
        link_extras.refuse({name: ["x"], "kind": ["shelter"]})
    assert link_extras.refuse({"kind": ["shelter"], "id": ["x"]}) is None
