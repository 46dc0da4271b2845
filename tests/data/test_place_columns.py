"""What the schema of places declares: read strictly, closed when in doubt."""

import copy
import json
from pathlib import Path

import pytest

from atlas.data import check_tables
from atlas.data.bundled import geodata_dir
from atlas.data.place_columns import (
    bundled_columns,
    card_groups,
    facet_columns,
    place_columns,
)
from atlas.places.filters import FACETS
from atlas.places.privacy import CELL_DEGREES, CELL_PRECISION_M

ROOT = Path(__file__).resolve().parents[2]

SCHEMA = json.loads((geodata_dir() / "schemas/place.json").read_text(encoding="utf-8"))
NEW = {"name": "visits", "type": "string", "title": "Visitas", "title_en": "Visits"}
DECLARED = ("public_for", "show", "position", "free_text", "group", "facet")


def described(*more, **changed):
    """A package with the bundled schema, some of its fields changed, and some more."""
    schema = copy.deepcopy(SCHEMA)
    for field in [*schema["fields"], *schema["derived"]]:
        field.update(changed.get(field["name"], {}))
    schema["fields"] += more
    return {"resources": [{"name": "shelters", "schema": schema}]}


def test_columns_are_named_in_every_language_and_in_order():
    columns = place_columns(described(NEW))
    assert (columns["visits"].title("es"), columns["visits"].title("en")) == ("Visitas", "Visits")
    names = [field["name"] for field in [*SCHEMA["fields"], NEW, *SCHEMA["derived"]]]
    assert list(columns) == names


def test_what_declares_nothing_is_for_open_places_only():
    assert place_columns(described(NEW))["visits"].public_for == {"open"}


@pytest.mark.parametrize("given", [None, "withheld", {"withheld": True}, 3, []])
def test_what_is_no_list_opens_nothing(given):
    column = place_columns(described({**NEW, "public_for": given}))["visits"]
    assert not column.public_for


def test_a_package_may_not_publish_more_of_a_position_than_the_atlas_does():
    all_three = {"public_for": ["open", "generalised", "withheld"], "position": False}
    columns = place_columns(described(lon=all_three, address=all_three, notes={"free_text": False}))
    assert columns["lon"].public_for == {"open", "generalised"}
    assert columns["address"].public_for == {"open"}
    assert columns["address"].position
    assert columns["notes"].free_text


def test_a_package_may_publish_less():
    columns = place_columns(described(phone={"public_for": ["open"]}))
    assert columns["phone"].public_for == {"open"}


def test_tables_that_disagree_publish_what_both_allow():
    package = described()
    package["resources"] += described(phone={"public_for": ["open"]})["resources"]
    assert place_columns(package)["phone"].public_for == {"open"}


def test_a_schema_older_than_the_declarations_is_read_as_the_bundled_one():
    older = described({**NEW})
    for field in older["resources"][0]["schema"]["fields"]:
        for name in DECLARED:
            field.pop(name, None)
    older["resources"][0]["schema"] = {"fields": older["resources"][0]["schema"]["fields"]}
    columns = place_columns(older)
    for name, column in bundled_columns().items():
        assert columns[name].public_for == column.public_for, name
        assert columns[name].show == column.show, name
        assert columns[name].position == column.position, name
    assert columns["visits"].public_for == {"open"}
    assert not columns["visits"].show
    assert card_groups(older) == SCHEMA["groups"]


def test_in_a_schema_that_knows_the_declarations_silence_is_no_word():
    silent = described()
    silent["resources"][0]["schema"]["fields"][1].pop("public_for")
    assert place_columns(silent)["name"].public_for == {"open"}


@pytest.mark.parametrize("sensitivity", ["generalised", "withheld"])
def test_what_may_be_quoted_of_a_protected_place_says_nothing_of_where_it_is(sensitivity):
    quoted = {c.name for c in bundled_columns().values() if c.may_quote(sensitivity)}
    assert {"name", "phone", "website", "services", "status", "capacity"} <= quoted
    assert not quoted & {"lon", "lat", "precision", "precision_m", "address", "notes", "notes_en"}
    assert all(c.may_quote("open") for c in bundled_columns().values())


def test_every_facet_has_a_column():
    assert set(facet_columns()) == set(FACETS)


def test_the_cell_of_the_rules_is_that_of_the_gate():
    (rule,) = (rule for rule in SCHEMA["rules"] if "cell_centre_deg" in rule)
    assert rule["cell_centre_deg"] == CELL_DEGREES
    half_a_diagonal_m = CELL_DEGREES / 2 * 111_320 * 2**0.5
    assert half_a_diagonal_m < CELL_PRECISION_M < 1.05 * half_a_diagonal_m
    guide = (ROOT / "docs/data.md").read_text(encoding="utf-8")
    assert f"its cell of {CELL_DEGREES:g} degrees" in guide
    assert f"{CELL_PRECISION_M:,.0f}, or more" in guide


@pytest.mark.slow
@pytest.mark.parametrize(
    ("declared", "value", "allowed"),
    [
        ({"public_for": ["opem"]}, "opem", "open, generalised, withheld"),
        ({"public_for": "open"}, "open", "open, generalised, withheld"),
        ({"show": ["cards"]}, "cards", "map, card, list, table, print, search, brief, filter"),
    ],
)
def test_a_declaration_that_means_nothing_is_one_line(package_copy, declared, value, allowed):
    file = package_copy / "schemas/place.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    schema["fields"][0] |= declared
    file.write_text(json.dumps(schema), encoding="utf-8")
    (row,) = check_tables(package_copy).to_dict("records")
    assert (row["file"], row["column"], row["code"]) == (
        "schemas/place.json",
        "facility_id",
        "declaration",
    )
    assert row["value"] == value
    assert allowed in row["message_en"]
    assert allowed in row["message_es"]
