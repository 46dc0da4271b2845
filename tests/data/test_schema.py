"""Each kind of mistake is told once, with its row, its column, in both languages."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.errors import DataPackageError
from atlas.base.i18n import messages
from atlas.data import read_descriptor, read_text, vocab
from atlas.data.bundled import geodata_dir
from atlas.data.schema import PROBLEM_COLUMNS, Fault, check_table, problem_table, values_of

WORDS = vocab.load()
DESCRIPTOR = read_descriptor(geodata_dir())
TABLES = {
    resource["name"]: read_text(geodata_dir(), resource) for resource in DESCRIPTOR["resources"]
}
OPEN, VEILED, HIDDEN = "casa-ymca", "casa-velada", "casa-secreta"
TODAY = datetime.now(UTC).date()


def shelters(**changed):
    """Three faultless shelters; the cells of the first one may be changed."""
    plain = {
        "facility_id": OPEN,
        "name": "Casa",
        "kind": "shelter",
        "level": "faith_based",
        "country": "MX",
        "admin1": "Baja California",
        "municipality_code": "MX02004",
        "address": "Calle 1",
        "lon": "-117.03",
        "lat": "32.53",
        "precision": "exact",
        "precision_m": "10",
        "position_method": "plus_code",
        "sensitivity": "open",
        "services": "lodging;food",
        "populations": "all",
        "capacity": "140",
        "capacity_unit": "beds",
        "capacity_date": "2024-07",
        "status": "open",
        "status_date": "2025",
        "phone": "+52 664 682 5180",
        "website": "https://example.org/casa",
        "source_ids": "smr",
        "position_source_ids": "smr",
    }
    veiled = plain | {
        "facility_id": VEILED,
        "address": "",
        "precision": "generalised",
        "precision_m": "1600",
        "sensitivity": "generalised",
    }
    hidden = plain | {
        "facility_id": HIDDEN,
        **dict.fromkeys(("address", "lon", "lat", "precision_m", "position_source_ids"), ""),
        "precision": "municipality",
        "sensitivity": "withheld",
    }
    columns = TABLES["shelters"].columns
    rows = [plain | changed, veiled, hidden]
    texts = [[row.get(column, "") for column in columns] for row in rows]
    return pd.DataFrame(texts, columns=columns, dtype="str")


def problems(frame, resource="shelters"):
    return check_table(frame, resource, DESCRIPTOR, WORDS, file=f"{resource}.csv", known=TABLES)


def told(frame, resource="shelters"):
    found = problems(frame, resource)
    return list(found[["row", "column", "code"]].itertuples(index=False, name=None))


def test_faultless_rows_have_no_problems():
    assert told(shelters()) == []


SOON = (TODAY + timedelta(days=1)).isoformat()
LATER = (TODAY + timedelta(days=2)).isoformat()

PLANTED = [
    # what is planted in row 2, the column of the problem, its code
    ({"name": ""}, "name", "required"),
    ({"source_ids": ""}, "source_ids", "required"),
    ({"sensitivity": "", "precision": "municipality"} | dict.fromkeys(
        ("lon", "lat", "precision_m", "address"), ""), "sensitivity", "required"),
    ({"name": " Casa"}, "name", "spaces"),
    ({"facility_id": "Casa del Migrante"}, "facility_id", "pattern"),
    ({"lon": "-117,03"}, "lon", "not_number"),
    ({"lon": "nan"}, "lon", "not_number"),
    ({"lon": "1e999"}, "lon", "maximum"),
    ({"lat": "132.53"}, "lat", "maximum"),
    ({"lon": "-200"}, "lon", "minimum"),
    ({"capacity": "140.5"}, "capacity", "not_integer"),
    ({"capacity": "0"}, "capacity", "minimum"),
    ({"kind": "castle"}, "kind", "enum"),
    ({"services": "lodging;massage"}, "services", "enum"),
    ({"services": "lodging;;food"}, "services", "enum"),
    ({"services": "lodging; food;lodging"}, "services", "list_repeated"),
    ({"source_ids": "smr;nobody"}, "source_ids", "foreign_key"),
    ({"municipality_code": "MX99999"}, "municipality_code", "foreign_key"),
    ({"actor_id": "nobody"}, "actor_id", "foreign_key"),
    ({"status_date": "0202"}, "status_date", "date_too_early"),
    ({"status_date": "2025-13"}, "status_date", "not_date"),
    ({"status_date": "2025-02-30"}, "status_date", "not_date"),
    ({"status_date": "4/5/2025"}, "status_date", "not_date"),
    ({"status_date": "25"}, "status_date", "not_date"),
    ({"status_date": LATER}, "status_date", "date_in_future"),
    ({"phone": "call us"}, "phone", "pattern"),
    ({"phone": "+52 664 682 5180 (2018)"}, "phone", "pattern"),
    ({"phone": "+52 664 682 5180 [2018-13]"}, "phone", "not_date"),
    ({"phone": f"+52 664 682 5180 [{LATER}]"}, "phone", "date_in_future"),
    ({"phone": "+52 664 682 5180 [2018]; 664 123 4567 [2019]"}, "phone", "phone_country_code"),
    ({"whatsapp": "write to us"}, "whatsapp", "pattern"),
    ({"email": "casa@example"}, "email", "pattern"),
    ({"email": "a@example.org, b@example.org"}, "email", "pattern"),
    ({"hours": "lunes a viernes de 9 a 5"}, "hours", "not_opening_hours"),
    ({"hours": "Mo-Fr 25:00-26:00"}, "hours", "not_opening_hours"),
    ({"languages": "es;spanglish"}, "languages", "enum"),
    ({"access": "knock"}, "access", "enum"),
    ({"contact_date": "2025-02-30"}, "contact_date", "not_date"),
    ({"website": "javascript:alert(1)"}, "website", "pattern"),
    ({"capacity_unit": ""}, "capacity_unit", "capacity_unit"),
    ({"precision": "municipality", "lat": "", "precision_m": ""}, "lon", "municipality_point"),
    ({"precision_m": ""}, "precision_m", "point_missing"),
    ({"position_source_ids": ""}, "position_source_ids", "point_missing"),
    ({"lat": ""}, "lat", "point_missing"),
]  # fmt: skip


@pytest.mark.parametrize(("planted", "column", "code"), PLANTED)
def test_a_planted_mistake_is_told_once_at_its_cell(planted, column, code):
    assert told(shelters(**planted)) == [(2, column, code)]


def test_contact_and_hours_are_taken_as_they_are_written():
    filled = {
        "phone": "+52 664 682 5180 [2018]; +1 619 231 8414 [2025-11-03]; +52 (656) 227-3000",
        "whatsapp": "+52 664 123 4567 [2025]", "email": "a@example.org; b.c@example.com.mx",
        "hours": 'Mo-Fr 09:00-17:00; Sa 09:00-13:00 "last Saturday closed"; PH off',
        "languages": "es;ht;ase", "access": "walk_in", "contact_date": "2025-11",
    }  # fmt: skip
    assert told(shelters(**filled)) == []


def test_a_number_without_the_code_of_its_country_is_a_warning_that_shows_the_form():
    row = problems(shelters(phone="664 123 4567")).iloc[0]
    assert (row["severity"], row["value"]) == ("warning", "664 123 4567")
    assert "+52 664 682 5180" in row["message_en"]


def test_hours_that_cannot_be_read_are_one_line_that_says_what_is_allowed():
    row = problems(shelters(hours="9 to 5")).iloc[0]
    assert (row["file"], row["row"], row["severity"]) == ("shelters.csv", 2, "error")
    assert "Mo-Fr 09:00-17:00" in row["message_en"]
    assert "hours_note" in row["message_es"]


WORDS_OF_VISITS = (
    "hours", "hours_note", "hours_note_en", "intake", "intake_en", "documents", "documents_en",
    "cost", "cost_en",
)  # fmt: skip


@pytest.mark.parametrize("column", WORDS_OF_VISITS)
@pytest.mark.parametrize("place", ["veiled", "hidden"])
def test_a_protected_place_may_not_say_how_it_is_visited(column, place):
    row = {"veiled": VEILED, "hidden": HIDDEN}[place]
    found = problems(_protected(id=row, **{column: "24/7"}))
    assert list(found["code"]) == ["protected_words"]
    assert list(found["column"]) == [column]


def test_a_repeated_key_is_told_where_it_is_repeated():
    row = problems(shelters(facility_id=VEILED)).iloc[0]
    assert (row["row"], row["column"], row["code"]) == (3, "facility_id", "unique")
    assert row["message_en"] == f"“{VEILED}” is repeated: row 2 has it already."


def _protected(**changed):
    frame = shelters()
    row = 1 if changed.pop("id") == VEILED else 2
    for column, value in changed.items():
        frame.loc[row, column] = value
    return frame


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"id": HIDDEN, "address": "Calle 7"}, [(4, "address", "withheld_place")]),
        (
            {"id": HIDDEN, "lon": "-117.0", "lat": "32.5"},
            [(4, "lat", "withheld_place"), (4, "lon", "withheld_place")],
        ),
        (
            {"id": HIDDEN, "precision": "exact"},
            [
                (4, "lat", "point_missing"),
                (4, "lon", "point_missing"),
                (4, "position_source_ids", "point_missing"),
                (4, "precision", "withheld_precision"),
                (4, "precision_m", "point_missing"),
            ],
        ),
        ({"id": HIDDEN, "precision": "municipality", "sensitivity": "open"}, []),
        ({"id": VEILED, "address": "Calle 7"}, [(3, "address", "generalised_address")]),
        ({"id": VEILED, "lon": "-117.0312"}, [(3, "lon", "generalised_cell")]),
        ({"id": VEILED, "lon": "-117.02"}, [(3, "lon", "generalised_cell")]),
        ({"id": VEILED, "precision": "exact"}, [(3, "precision", "generalised_precision")]),
    ],
)
def test_what_protected_places_may_not_show(changed, expected):
    assert told(_protected(**changed)) == expected


@given(st.sampled_from(["", "withheld", "Open", "secret"]), st.sampled_from(["lon", "address"]))
def test_unknown_protection_never_passes_with_a_place(sensitivity, column):
    frame = shelters()
    frame.loc[2, "sensitivity"] = sensitivity
    frame.loc[2, column] = "7"
    assert (problems(frame)["row"] == 4).any()


def test_dates_may_be_tomorrow_because_the_earth_is_round():
    assert told(shelters(status_date=SOON)) == []


def test_missing_and_unknown_columns_are_told_in_the_header_row():
    frame = shelters().drop(columns=["name"]).assign(favourite_dish="pozole")
    found = problems(frame)
    assert list(found["code"]) == ["unknown_column", "missing_column"]
    assert set(found["row"]) == {1}
    assert list(found["severity"]) == ["warning", "error"]


def test_rules_between_columns_of_other_tables():
    flows = TABLES["crossing_flows"].head(3).copy()
    flows.loc[0, "crossing_id"] = ""
    flows.loc[1, "series"] = "port"
    flows.loc[2] = flows.loc[1]
    assert told(flows, "crossing_flows") == [
        (2, "crossing_id", "series_crossing"),
        (3, "crossing_id", "series_port"),
        (4, "crossing_id", "series_port"),
        (4, "measure", "unique"),
    ]


def test_years_and_views_must_not_run_backwards():
    actions = TABLES["actions"].head(1).copy()
    actions["year_start"], actions["year_end"] = "2020", "2017"
    assert told(actions, "actions") == [(2, "year_end", "year_order")]
    corridors = TABLES["corridors"].head(1).copy()
    corridors["zoom_east"] = "-118"
    assert told(corridors, "corridors") == [(2, "zoom_east", "zoom_order")]


def test_references_are_checked_only_against_tables_that_are_given():
    frame = shelters(source_ids="nobody")
    alone = check_table(frame, "shelters", DESCRIPTOR, WORDS, file="mine.csv")
    assert alone.empty
    assert set(problems(frame)["code"]) == {"foreign_key"}


def test_a_problem_is_said_in_both_languages_with_value_and_what_is_allowed():
    row = problems(shelters(status="ajar")).iloc[0]
    assert tuple(row.index) == PROBLEM_COLUMNS
    assert row["file"] == "shelters.csv"
    assert row["value"] == "ajar"
    assert row["severity"] == "error"
    codes = "open, unknown, planned, closed (vocab/status.csv)"
    assert row["message_es"] == f"«ajar» no es un código de status; usa {codes}."
    assert row["message_en"] == f"“ajar” is not a code of status; use {codes}."


def test_hostile_text_stays_text():
    hostile = "{0.__class__} {{7*191}} </script> ${x}"
    row = problems(shelters(kind=hostile)).iloc[0]
    assert row["value"] == hostile
    assert hostile in row["message_en"]


def test_no_such_resource():
    with pytest.raises(DataPackageError, match="no resource 'castles'; it has shelters, "):
        check_table(shelters(), "castles", DESCRIPTOR, WORDS, file="")


def test_every_code_that_can_be_told_has_its_words():
    codes = {
        rule["code"]
        for resource in DESCRIPTOR["resources"]
        for rule in resource["schema"].get("rules", ())
    } | {code for _, _, code in PLANTED}
    for lang in ("es", "en"):
        assert {f"schema.{code}" for code in codes} <= messages(lang).keys()


def test_a_rule_of_a_package_of_its_own_is_told_in_general_words():
    table = problem_table([Fault(5, "beds", "beds_before_food")], file="mine.csv")
    assert table["message_en"].iloc[0] == "beds breaks the rule beds_before_food."


cells = st.text(max_size=12) | st.sampled_from(["-117", "open", "2025-04", "lodging", "nan", ""])


@given(st.dictionaries(st.sampled_from(list(TABLES["shelters"].columns)), cells, max_size=6))
def test_any_text_is_judged_and_never_breaks_the_check(changed):
    found = problems(shelters(**changed))
    assert set(found["column"]) <= set(TABLES["shelters"].columns)
    assert found["row"].between(2, 4).all()
    assert (found[["message_es", "message_en"]] != "").all(axis=None)


@given(st.lists(st.sampled_from(WORDS.codes("service")), unique=True))
def test_lists_of_known_codes_always_pass(codes):
    frame = shelters(services="; ".join(codes))
    assert told(frame) == []
    field = next(
        item
        for item in DESCRIPTOR["resources"][0]["schema"]["fields"]
        if item["name"] == "services"
    )
    assert values_of(field, "; ".join(codes)) == codes


@given(st.dates(min_value=datetime(1900, 1, 1, tzinfo=UTC).date(), max_value=TODAY))
def test_every_real_day_passes_at_every_honest_length(day):
    for text in (f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"):
        assert told(shelters(status_date=text.rjust(4, "0"))) == []


@given(st.floats(-179, 179), st.floats(-80, 80))
def test_the_only_generalised_points_that_pass_are_cell_centres(lon, lat):
    centre = [f"{(round(x / 0.02, 6) // 1 + 0.5) * 0.02:.2f}" for x in (lon, lat)]
    assert told(_protected(id=VEILED, lon=centre[0], lat=centre[1])) == []
    near = [f"{float(centre[0]) + 0.004:.3f}", centre[1]]
    assert told(_protected(id=VEILED, lon=near[0], lat=near[1])) == [(3, "lon", "generalised_cell")]


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"state": "in_force", "attested": "2024-11-22"}, None),
        ({"state": "in_force", "attested": "2024-11-21"}, ("attested", "in_force_evidence")),
        ({"state": "in_force", "attested": "2024"}, ("attested", "in_force_evidence")),
        ({"state": "in_force", "attested": "2025"}, None),
        ({"state": "in_force", "attested": "", "year_end": "2026"}, None),
        (
            {"state": "in_force", "attested": "2026", "year_end": "2025"},
            ("year_end", "in_force_evidence"),
        ),
        ({"state": "in_force", "attested": ""}, ("attested", "in_force_evidence")),
        ({"state": "unknown", "attested": "2019"}, None),
        (
            {"state": "unknown", "attested": "2019", "attested_source_ids": ""},
            ("attested_source_ids", "attested_source"),
        ),
        ({"state": "replaced", "attested": "2019"}, ("replaced_by", "replaced_by_missing")),
        (
            {"state": "ended", "attested": "2019", "replaced_by": "pacto-mundial-2018"},
            ("state", "replaced_by_state"),
        ),
        (
            {"state": "replaced", "attested": "2019", "replaced_by": "nothing"},
            ("replaced_by", "foreign_key"),
        ),
        ({"state": "replaced", "attested": "2019", "replaced_by": "pacto-mundial-2018"}, None),
        ({"state": "vigente", "attested": "2019"}, ("state", "enum")),
        ({"state": "", "attested": "2019"}, ("state", "required")),
    ],
)
def test_what_an_action_says_of_its_state_has_its_evidence(cells, wrong):
    actions = TABLES["actions"].head(1).copy()
    for column, cell in ({"year_end": "", "replaced_by": ""} | cells).items():
        actions[column] = cell
    descriptor = DESCRIPTOR | {"created": "2026-11-22T00:00:00Z"}
    found = check_table(actions, "actions", descriptor, WORDS, file="actions.csv", known=TABLES)
    told = list(found[["column", "code"]].itertuples(index=False, name=None))
    assert told == ([wrong] if wrong else [])
