"""The register: parties, filters, ties, matrices, indicators, completeness."""

import pandas as pd
import pytest

from atlas.analysis import cooperation
from atlas.analysis.cooperation import Chosen
from atlas.places.view import select

CORRIDOR = "tapachula-tecun-uman"
MADE = "2026-11-22"


@pytest.fixture(scope="module")
def view():
    return select()


@pytest.fixture
def actors():
    rows = [
        ("city", "municipal", "MX"),
        ("town", "municipal", "GT"),
        ("agency", "international_organization", ""),
        ("board", "binational", "MX;GT"),
        ("church", "faith_based", "MX"),
    ]
    return pd.DataFrame(rows, columns=["actor_id", "level", "country"])


@pytest.fixture
def actions():
    columns = (
        "action_id type year_start year_end corridor_ids actor_ids dimension sectors source_ids"
    )
    rows = [
        ("pact", "agreement", 2017, None, "c", "agency;city", "cooperation", "health;legal", "a"),
        ("old-pact", "agreement", 2015, 2016, "c", "agency;city", "cooperation", "health", "b"),
        (
            "group",
            "working_group",
            2024,
            2026,
            "c",
            "city;town;agency",
            "security",
            "health",
            "a;b",
        ),
        ("talks", "forum", 2027, 2028, "c", "board", "culture", "education", ""),
        ("network", "network", None, None, "d", "church;stranger", "culture", "shelter", "a"),
        ("world", "agreement", 2018, None, "", "agency", "cooperation", "coordination", "a"),
    ]
    return pd.DataFrame(rows, columns=columns.split()).assign(
        state=["in_force", "ended", "in_force", "unknown", "unknown", "unknown"],
        attested=["2026-01", "", "", "", "", "2019"],
        replaced_by="",
    )


def ids(frame):
    return frame["action_id"].tolist()


def test_parties_are_those_that_the_register_describes(actions, actors):
    of = cooperation.parties(actions, actors)
    assert len(of) == 10
    assert of[of["action_id"] == "network"]["actor_id"].tolist() == ["church"]


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        (Chosen(), ["pact", "old-pact", "group", "talks", "network", "world"]),
        (Chosen(corridor=("d",)), ["network", "world"]),
        (Chosen(level=("municipal",)), ["pact", "old-pact", "group"]),
        (Chosen(level=("binational", "faith_based")), ["talks", "network"]),
        (Chosen(type=("agreement",), corridor=("c",)), ["pact", "old-pact", "world"]),
        (Chosen(dimension=("culture",)), ["talks", "network"]),
        (Chosen(sector=("legal", "education")), ["pact", "talks"]),
        (Chosen(actor=("town",)), ["group"]),
        (Chosen(year=2016), ["old-pact"]),
        (Chosen(year=2026), ["pact", "group"]),
        (Chosen(year=2019), ["pact", "world"]),
        (Chosen(sector=("wash",)), []),
    ],
)
def test_choose_keeps_what_meets_every_field(actions, actors, chosen, kept):
    assert ids(cooperation.choose(actions, actors, chosen, made=MADE)) == kept


def test_ties_name_each_pair_once_with_its_actions(actions, actors):
    found = cooperation.ties(actions, actors)
    pairs = {(tie.actor_a, tie.actor_b): tie.action_ids.split(";") for tie in found.itertuples()}
    assert pairs == {
        ("agency", "city"): ["pact", "old-pact", "group"],
        ("agency", "town"): ["group"],
        ("city", "town"): ["group"],
    }
    assert found.iloc[0]["actions"] == 3
    assert found.iloc[0]["level_b"] == "municipal"


def test_matrices_count_actions_not_pairs(actions, actors):
    by_dimension = cooperation.actor_by_dimension(actions, actors, ["cooperation", "security"])
    assert by_dimension.loc["agency"].tolist() == [3, 1]
    by_level = cooperation.actor_by_level(
        actions, actors, ["municipal", "international_organization"]
    )
    assert by_level.loc["city"].tolist() == [1, 3]
    assert by_level.loc["agency"].tolist() == [3, 0]
    meet = cooperation.level_pairs(
        actions, actors, ["municipal", "international_organization", "state"]
    )
    assert meet.loc["municipal"].tolist() == [1, 3, 0]
    assert (meet == meet.T).all().all()


def test_a_sector_is_binational_when_both_countries_or_a_binational_body_take_part(actions, actors):
    corridors = pd.DataFrame({"corridor_id": ["c"], "country_a": ["MX"], "country_b": ["GT"]})
    found = cooperation.sector_by_corridor(
        actions, actors, corridors, ["health", "legal", "education", "food"]
    )
    assert found[["sector", "actions", "binational"]].to_numpy().tolist() == [
        ["health", 3, 1],
        ["legal", 1, 0],
        ["education", 1, 1],
        ["food", 0, 0],
    ]


def test_seats_show_the_levels_at_each_table(actions, actors):
    table = cooperation.seats(actions, actors).set_index("action_id")
    assert table.index.tolist() == ["group", "talks", "network"]
    assert table.loc["group", "municipal"] == "city;town"
    assert table.loc["talks", "binational"] == "board"
    assert table.loc["talks", "municipal"] == ""


@pytest.mark.slow
@pytest.mark.parametrize("trace", ["dimension", "level"])
def test_every_number_of_a_matrix_leads_back_to_its_actions(view, trace):
    codes = view.vocab.codes(trace)
    count = {"dimension": cooperation.actor_by_dimension, "level": cooperation.actor_by_level}
    counts = count[trace](view.actions, view.actors, codes)
    for actor, row in counts.head(12).iterrows():
        for code, n in row.items():
            rows = cooperation.behind(view.actions, view.actors, trace, (actor, code))
            assert len(rows) == n


@pytest.mark.slow
def test_every_tie_and_pair_of_levels_leads_back_to_its_actions(view):
    for tie in cooperation.ties(view.actions, view.actors).head(20).itertuples():
        rows = cooperation.behind(view.actions, view.actors, "tie", (tie.actor_a, tie.actor_b))
        assert set(rows["action_id"]) == set(tie.action_ids.split(";"))
    levels = view.vocab.codes("level")
    pairs = cooperation.level_pairs(view.actions, view.actors, levels)
    for a in levels:
        for b in levels:
            rows = cooperation.behind(view.actions, view.actors, "levels", (a, b))
            assert len(rows) == pairs.loc[a, b]


def test_every_theme_leads_back_to_its_actions(view):
    here = view.corridors.iloc[[0]]
    countries = tuple(here[["country_a", "country_b"]].iloc[0])
    chosen = Chosen(corridor=(here["corridor_id"].iloc[0],))
    actions = cooperation.choose(view.actions, view.actors, chosen, made=MADE)
    actions = actions[actions["corridor_ids"] != ""]
    themes = cooperation.sector_by_corridor(actions, view.actors, here, view.vocab.codes("sector"))
    for theme in themes.itertuples():
        for trace, n in (("sector", theme.actions), ("both", theme.binational)):
            of = (theme.sector,)
            assert len(cooperation.behind(actions, view.actors, trace, of, countries)) == n


@pytest.mark.parametrize(
    ("trace", "of"),
    [
        ("nonsense", ("a", "b")),
        ("tie", ("a",)),
        ("levels", ()),
        ("sector", ("",)),
        ("both", ()),
        ("sector", ("health", "x")),
    ],
)
def test_nonsense_leads_to_no_action(view, trace, of):
    assert cooperation.behind(view.actions, view.actors, trace, of).empty


def test_indicators_are_shares_of_the_ties(actions, actors):
    found = cooperation.indicators(actions, actors, ["c", "d"])
    assert found.loc["c", ["actions", "shared", "ties", "no_source"]].tolist() == [4, 3, 3, 1]
    assert found.loc["c", "municipal_share"] == 1
    assert found.loc["c", "funder_share"] == pytest.approx(2 / 3)
    assert pd.isna(found.loc["d", "municipal_share"])


def test_every_indicator_leads_back_to_its_actions_or_ties(view):
    corridors = list(view.corridors["corridor_id"])
    found = cooperation.indicators(view.actions, view.actors, corridors)
    assert found.columns.tolist() == list(cooperation.INDICATORS)
    for corridor in corridors:
        rows = {
            name: cooperation.behind_indicator(view.actions, view.actors, name, corridor)
            for name in cooperation.INDICATORS
        }
        told = found.loc[corridor]
        for name in ("actions", "shared", "ties", "no_source"):
            assert len(rows[name]) == told[name]
        for name in cooperation.SHARES:
            assert len(rows[name]) / len(rows["ties"]) == told[name]
            assert set(rows[name]["action_ids"]) <= set(rows["ties"]["action_ids"])
        assert all(
            "municipal" in pair
            for pair in rows["municipal_share"][["level_a", "level_b"]].to_numpy()
        )
        assert (rows["shared"]["actor_ids"].str.count(";") > 0).all()


def test_ties_on_the_map_stay_within_a_corridor(actions, actors):
    columns = ["facility_id", "actor_id", "corridor_id", "lon", "lat", "precision_m"]
    places = pd.DataFrame(
        [
            ("rough", "city", "c", -92.3, 14.9, 900.0),
            ("hall", "city", "c", -92.2, 14.9, 25.0),
            ("desk", "agency", "c", -92.25, 14.91, 100.0),
            ("far", "agency", "d", -106.4, 31.7, 25.0),
            ("hidden", "town", "c", None, None, None),
        ],
        columns=columns,
    )
    lines = cooperation.ties_on_the_map(cooperation.ties(actions, actors), places)
    assert lines[["place_a", "place_b", "corridor_id"]].to_numpy().tolist() == [
        ["desk", "hall", "c"]
    ]


def test_knowledge_tells_none_few_old_and_good(view):
    places = pd.DataFrame(
        {
            "corridor_id": "c",
            "side": "MX",
            "services": ["health;food", "health", "food", "legal_aid"],
            "source_ids": ["a", "b;c", "a;b", "a;b;c"],
            "status_date": ["2025", "2024-01", "2020", "2020-05"],
        }
    )
    found = cooperation.knowledge_of_services(
        places, [("c", "MX")], ["health", "food", "legal_aid", "wash"], year=2026
    )
    assert found["state"].tolist() == ["good", "few", "old", "none"]
    assert found["sources"].tolist() == [3, 2, 3, 0]
    assert found["newest"].tolist() == ["2025", "2025", "2020-05", ""]


def test_the_bundled_register_answers_which_agreements_bind_tapachula(view):
    chosen = Chosen(actor=("municipio-tapachula",), type=("agreement",))
    found = cooperation.choose(view.actions, view.actors, chosen, made=MADE)
    state = dict(zip(ids(found), cooperation.standing(found, MADE), strict=True))
    assert state == {
        "convenio-acnur-tapachula-2017": "replaced",
        "convenio-acnur-tapachula-2020": "ended",
    }
    assert (found["source_ids"] != "").all()


def test_every_number_of_the_bundled_register_adds_up(view):
    corridors = view.corridors["corridor_id"].tolist()
    known = cooperation.knowledge_of_actions(
        view.actions, view.sources, corridors, view.vocab.codes("sector"), year=2026
    )
    health = known[(known["corridor_id"] == CORRIDOR) & (known["sector"] == "health")].iloc[0]
    rows = cooperation.choose(
        view.actions, view.actors, Chosen(corridor=(CORRIDOR,), sector=("health",)), made=MADE
    )
    assert health["rows"] == len(rows[rows["corridor_ids"] != ""])
    found = cooperation.ties(view.actions, view.actors)
    listed = set(view.actions["action_id"])
    assert all(set(cited.split(";")) <= listed for cited in found["action_ids"])


def test_an_empty_register_makes_empty_tables(actions, actors):
    none = actions.iloc[:0]
    assert cooperation.ties(none, actors).empty
    assert cooperation.seats(none, actors).empty
    assert cooperation.actor_by_dimension(none, actors, ["security"]).empty
    assert cooperation.level_pairs(none, actors, ["municipal"]).to_numpy().tolist() == [[0]]
    assert cooperation.indicators(none, actors, ["c"])["ties"].tolist() == [0]
