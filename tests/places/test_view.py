"""The view: published, filtered, complete, and the same for every renderer."""

import dataclasses
from html.parser import HTMLParser

import pytest
from IPython.core.formatters import HTMLFormatter

import atlas
from atlas.base.errors import AtlasError, FilterError
from atlas.base.i18n import t
from atlas.data import load
from atlas.places import scope
from atlas.places.filters import Filter
from atlas.places.published import located_places, published_places
from atlas.places.view import choices, describe, make_view, select
from atlas.webmap import capsule, payload
from tests.conftest import TOY_ADDRESS

SECRET_LON, SECRET_LAT = -100.0123, 29.9434


def ids(view):
    return set(view.places["facility_id"])


def test_everything_is_shown_without_a_filter(toy):
    view = make_view(toy)
    assert len(view.places) == view.total == len(toy.places)
    assert view.lang == "es"
    assert view.version == "2025.1.0"


def test_nothing_is_added_to_places_that_were_cut_down_or_changed():
    view = select(corridor="juarez-el-paso")
    assert len(view.lifted.places) > len(view.places)
    assert sum(view.left_out.values()) == len(view.lifted.places) - len(view.places)
    blank = dataclasses.replace(view, places=view.places.assign(phone="").iloc[:5])
    assert blank.lifted is blank
    assert sum(blank.left_out.values()) == 0
    assert payload(blank)["places"]["n"] == 5


def test_places_know_their_side_and_nearest_crossing(toy):
    rows = make_view(toy).places.set_index("facility_id")
    assert rows.loc["casa-norte", ["corridor_id", "side"]].tolist() == ["toy-west", "US"]
    assert rows.loc["casa-sin-punto", ["side", "join_method"]].tolist() == ["MX", "municipality"]
    assert rows.loc["oficina-sur", "nearest_crossing_id"] == "garita"
    assert rows.loc["lejos-sur", "corridor_id"] == ""
    assert rows.loc["casa-sur", "municipality"] == "Ciudad Sur"


def test_no_true_position_or_address_of_a_protected_place_is_in_the_view(toy):
    rows = make_view(toy).places.set_index("facility_id")
    assert rows.loc["casa-secreta", ["lon", "lat"]].isna().all()
    assert rows.loc["casa-velada", ["lon", "lat"]].tolist() == [-100.03, 29.91]
    assert TOY_ADDRESS not in rows.to_csv()


def test_search_cannot_guess_a_hidden_address(toy):
    assert not ids(make_view(toy, Filter(q="Secreta 7")))
    assert ids(make_view(toy, Filter(q="casa secreta"))) == {"casa-secreta"}


def test_distance_filter_cannot_find_a_withheld_place(toy):
    around = Filter(near=f"{SECRET_LAT},{SECRET_LON}", max_km=0.5)
    assert ids(make_view(toy, around)) == set()


def test_internal_audience_sees_the_true_position(toy):
    rows = make_view(toy, audience="internal").places.set_index("facility_id")
    assert rows.loc["casa-secreta", ["lon", "lat"]].tolist() == [SECRET_LON, SECRET_LAT]
    with pytest.raises(AtlasError, match="unknown audience"):
        make_view(toy, audience="everyone")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("albergue", {"casa-norte", "casa-sur", "casa-secreta", "casa-velada", "casa-sin-punto"}),
        ("legal aid", {"casa-sur", "defensa-sur"}),
        ("asistencia legal", {"casa-sur", "defensa-sur"}),
        ("diocesis norte", {"casa-norte", "clinica-norte", "consulado-norte"}),
        ("north county clinica", {"clinica-norte"}),
    ],
)
def test_search_looks_through_labels_in_both_languages(toy, query, expected):
    assert ids(make_view(toy, Filter(q=query))) == expected


def test_facets_count_the_whole_package(toy):
    facets = make_view(toy, Filter(side=("US",))).facets
    assert facets["side"] == {"MX": 6, "US": 3}
    assert facets["kind"]["health"] == 1
    assert facets["service"]["legal_aid"] == 0


def test_only_cited_sources_come_along(toy):
    assert make_view(toy).sources["source_id"].tolist() == ["toy-list"]


def test_kinds_to_choose_are_those_of_places(toy):
    assert "crossing" not in choices(toy)["kind"]
    assert choices(toy)["side"] == ("MX", "US")


def test_chosen_corridor_brings_its_own_geography_only():
    view = select(corridor="juarez-el-paso")
    for table in (view.crossings, view.segments, view.border, view.localities, view.corridors):
        assert set(table["corridor_id"]) == {"juarez-el-paso"}
    assert set(view.flows["crossing_id"]) <= {"", *view.crossings["crossing_id"]}
    assert set(view.flows["port_code"]) == {"2401", "2402", "2404", "2408"}
    assert view.actors["corridor_ids"].str.contains("juarez-el-paso").any()


def test_select_reads_names_like_a_link(toy):
    view = select(toy, service=["legal_aid"], max_km=6, lang="en")
    assert view.filter == Filter(service=("legal_aid",), max_km=6, lang="en")
    assert ids(view) == {"casa-sur"}
    with pytest.raises(FilterError, match="no filter field 'servcie'"):
        select(toy, servcie="x")
    with pytest.raises(FilterError, match="kind: 'castle' cannot be used; allowed: shelter"):
        select(toy, kind="castle")


def test_a_view_is_frozen_and_says_what_it_is(toy):
    view = make_view(toy, Filter(side=("US",)))
    assert repr(view) == "<View side=US: 3 of 10 places, data 2025.1.0>"
    with pytest.raises(dataclasses.FrozenInstanceError):
        view.total = 0


def test_frames_of_the_package_are_not_changed_by_a_view(toy):
    before = toy.places.copy()
    make_view(toy, Filter(near="puente", max_km=5))
    assert before.equals(toy.places)
    assert "near_km" not in published_places(toy)
    assert located_places(toy)["lon"].notna().sum() == 9


def test_describe_counts_what_the_public_sees(toy):
    facts = describe(toy)
    assert facts["places"] == 10
    assert facts["by sensitivity"] == {"open": 8, "withheld": 1, "generalised": 1}
    assert facts["by precision"]["municipality"] == 2


def test_notebook_shows_the_map_in_a_frame_that_runs_on_its_own(toy):
    class Frames(HTMLParser):
        found = ()

        def handle_starttag(self, tag, attrs):
            self.found += ((tag, dict(attrs)),)

    view = make_view(toy)
    parser = Frames()
    formatter = HTMLFormatter()
    atlas._show_views(formatter)
    parser.feed(formatter(view))
    [(tag, attributes)] = parser.found
    assert tag == "iframe"
    assert attributes["srcdoc"] == capsule(view)
    assert "allow-same-origin" not in attributes["sandbox"]
    assert attributes["title"] == "Atlas"


def test_places_beside_the_filter_are_kept_in_reading_order(toy):
    alone = make_view(toy, Filter(side=("US",), near="32.5,-117.0"))
    more = make_view(toy, Filter(side=("US",), near="32.5,-117.0"), also=("casa-sur", "nowhere"))
    assert ids(more) == ids(alone) | {"casa-sur"}
    everyone = make_view(toy).places["facility_id"].tolist()
    listed = more.places["facility_id"].tolist()
    assert [one for one in everyone if one in ids(more)] == listed
    known = more.places.set_index("facility_id")["near_km"]
    assert known.drop("casa-sur").notna().sum() == alone.places["near_km"].notna().sum()
    assert make_view(toy, Filter(side=("US",)), also=()).places.equals(
        make_view(toy, Filter(side=("US",))).places
    )


def test_the_only_corridor_of_an_atlas_is_named_and_several_are_all(toy):
    assert scope.where(make_view(toy)) == toy.corridors["name"].item()
    assert scope.where(make_view(load())) == t("scope.all", "es")
