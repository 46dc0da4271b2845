"""The bundled data: every record sourced, placed honestly, and nothing that endangers people."""

import importlib.util
import re
import warnings
from pathlib import Path

import numpy as np
import pytest

from atlas import data
from atlas.data.bundled import geodata_dir
from atlas.data.schema import list_columns, values_of
from atlas.places.privacy import CELL_PRECISION_M, cell_centre

PACKAGE = data.load()
PLACES = PACKAGE.places
RESOURCES = {item["name"]: item for item in PACKAGE.descriptor["resources"]}
TABLES = [name for name, item in RESOURCES.items() if "geometry" not in item]
ROOT = Path(__file__).resolve().parents[2]

COLLECTED, INFORMAL, MERGED = 271, 3, 1
ADDED = 36
"""Places of later readings: `recipes/review/new_places.csv`."""

COUNTS = {"shelters": 81, "offices": 100, "services": 106, "crossings": 16}
LAYER_KINDS = {
    "shelters": {"shelter"},
    "offices": {"agency_office", "consulate", "authority", "detention", "custody"},
    "services": {"legal_aid", "health", "service_hub"},
}


@pytest.fixture(scope="module")
def problems():
    return data.check_tables()


def test_every_resource_is_there_and_without_problems(problems):
    files = [item["path"] for item in RESOURCES.values()]
    assert [file for file in files if not (geodata_dir() / file).is_file()] == []
    found = problems[problems["file"].isin(files)]
    assert found[["file", "row", "column", "code"]].to_dict("records") == []


@pytest.mark.slow
def test_an_independent_validator_agrees():
    frictionless = pytest.importorskip("frictionless")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = frictionless.validate(str(geodata_dir() / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]
    assert len(report.tasks) == len(RESOURCES)


def test_everything_described_is_described_in_both_languages():
    for name, resource in RESOURCES.items():
        assert resource["licenses"], name
        schema = resource["schema"]
        for part in (resource, *schema["fields"], *schema.get("derived", ())):
            texts = [part[key] for key in ("title", "title_en", "description", "description_en")]
            assert all(text.strip() for text in texts), (name, part["name"])
            assert part["description"] != part["description_en"], (name, part["name"])


def test_every_collected_facility_is_accounted_for():
    rows = {name: len(data.read_text(geodata_dir(), RESOURCES[name])) for name in COUNTS}
    assert rows == COUNTS
    assert sum(COUNTS.values()) + INFORMAL + MERGED == COLLECTED + ADDED
    guide = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    for name, count in COUNTS.items():
        assert re.search(rf"\| `{name}.csv`[^|]*\| {count} \|", guide)


def test_layers_hold_their_kinds_and_ids_are_unique_across_them():
    for layer, kinds in LAYER_KINDS.items():
        assert set(PLACES.loc[PLACES["layer"] == layer, "kind"]) <= kinds
    assert PLACES["facility_id"].is_unique


def test_no_informal_crossing_is_shipped():
    for frame in (PLACES, PACKAGE.crossings):
        assert not frame.iloc[:, 0].str.startswith("cruce-").any()
        assert not frame["name"].str.contains("Coyote|Limones|Toquián", regex=True).any()


# Protection

PROTECTED = PLACES[PLACES["sensitivity"] != "open"].set_index("facility_id")
HINT = re.compile(
    r"\b(calle|avenida|av\.|blvd|colonia|col\.|fracc|cuadras?|esquina|junto a|frente a|cerca de"
    r"|kil[oó]metros?|street|avenue|blocks?|corner|next to|near|hotel|barrio|neighbou?rhood"
    r"|parish|parroquia|\d+ ?(m|km|metros|metres)\b)",
    re.IGNORECASE,
)


def test_no_protected_place_gives_itself_away():
    assert len(PROTECTED)
    for place, row in PROTECTED.iterrows():
        try:
            assert_kept_back(row)
        except AssertionError as error:
            error.add_note(f"place {place}")
            raise


def assert_kept_back(row):
    assert row["address"] == ""
    for text in (row["notes"], row["notes_en"], row["name"], row["operator"]):
        assert not HINT.search(text), text
    for name in ("hours", "hours_note", "intake", "documents", "cost"):
        assert row[name] == row.get(f"{name}_en", "") == ""
    if row["sensitivity"] == "withheld" or row["precision"] == "municipality":
        assert row["precision"] == "municipality"
        assert row[["lon", "lat", "precision_m"]].isna().all()
        assert row["position_method"] == row["position_source_ids"] == ""
    else:
        assert row["precision"] == "generalised"
        assert row["lon"] == cell_centre(row["lon"])
        assert row["lat"] == cell_centre(row["lat"])
        assert row["precision_m"] >= CELL_PRECISION_M


def test_children_alone_are_never_on_an_open_pin_of_a_shelter():
    shelters = PLACES[(PLACES["kind"] == "shelter") & (PLACES["sensitivity"] == "open")]
    only_children = shelters["populations"] == "unaccompanied_children"
    assert not only_children.any()


def test_protection_counts():
    assert PLACES["sensitivity"].value_counts().to_dict() == {
        "open": 251,
        "withheld": 28,
        "generalised": 8,
    }


# Positions

WRONG_POINTS = [
    ("Stanton", 31.7595, -106.4869),
    ("Stanton", 31.7641, -106.4480),
    ("Ysleta", 31.6939, -106.3336),
    ("Santa Teresa", 31.8386, -106.6314),
    ("El Paso, city centre", 31.7619, -106.4850),
    ("Belén", 16.56, -94.20),
    ("Tijuana, city centre", 32.5149, -117.0382),
    ("Juárez, city centre", 31.6904, -106.4245),
]


@pytest.mark.parametrize(("name", "lat", "lon"), WRONG_POINTS)
def test_wrong_points_in_circulation_are_not_ours(name, lat, lon):
    for frame in (PLACES, PACKAGE.crossings):
        degrees = np.hypot(frame["lon"] - lon, frame["lat"] - lat)
        assert not (degrees < 0.0005).any(), name


def test_points_have_a_precision_fit_for_their_kind():
    metres = PLACES.set_index("facility_id")["precision_m"]
    kind = PLACES.set_index("facility_id")["precision"]
    assert metres[kind == "exact"].isin([10, 25]).all()
    assert (metres[kind == "geocoded"] == 100).all()
    wide = metres[(kind == "approximate") & (metres > 2000)]
    assert set(wide.index) == {"madres-familias-deportadas", "cruz-roja-tapachula"}
    assert metres[kind == "municipality"].isna().all()


def test_disputed_points_are_as_wide_as_the_dispute_and_say_so():
    places = PLACES.set_index("facility_id")
    for place, metres in {
        "femap-hospital-familia": 1700,
        "cruz-roja-tapachula": 2400,
        "cndh-tijuana": 545,
        "madres-familias-deportadas": 3700,
        "casa-del-migrante-tijuana": 321,
    }.items():
        assert places.loc[place, "precision_m"] >= metres
        assert re.search(r"\d (m|km)\b", places.loc[place, "notes"]), place


def test_tecun_uman_rows_share_the_town_point():
    rows = PLACES[PLACES["municipality_code"] == "GT1217"]
    assert len(rows) == 7
    assert set(rows["position_method"]) == {"town_point"}
    assert set(rows["precision_m"]) == {1500}


# Words

INTERNAL = re.compile(
    r"\b(seed|semilla|stored|index file|file id|facilities\.csv|my (sum|count|reading|product)"
    r"|I found|I could|localicé|corpus|brief|Plus Code)\b",
    re.IGNORECASE,
)
TEXTS = [
    (name, column, column_en)
    for name, resource in RESOURCES.items()
    for column in [field["name"] for field in resource["schema"]["fields"]]
    for column_en in [f"{column}_en"]
    if column_en in [field["name"] for field in resource["schema"]["fields"]]
]


def test_texts_come_in_both_languages_and_speak_to_readers():
    assert TEXTS
    tables = {name: data.read_text(geodata_dir(), RESOURCES[name]) for name, _, _ in TEXTS}
    for name, column, column_en in TEXTS:
        frame = tables[name]
        if column not in ("name", "title"):
            assert (frame[column].eq("") == frame[column_en].eq("")).all(), (name, column)
        for text in {*frame[column], *frame[column_en]}:
            assert not INTERNAL.search(text), (name, column, text)


def test_every_place_has_notes():
    assert (PLACES["notes"].str.len() > 10).all()


# Sources


def cited(name):
    frame = data.read_text(geodata_dir(), RESOURCES[name])
    columns = [column for column in frame.columns if column.endswith("source_ids")]
    return {value for column in columns for cell in frame[column] for value in cell.split(";")}


def test_every_source_is_used_and_every_citation_exists():
    known = set(PACKAGE.sources["source_id"])
    used = set().union(*(cited(name) for name in RESOURCES)) - {""}
    used |= {source for item in RESOURCES.values() for source in item.get("source_ids", ())}
    assert used == known


def test_sources_of_a_field_are_sources_of_the_row():
    for part in ("position_source_ids", "capacity_source_ids", "status_source_ids"):
        for whole, some in zip(PLACES["source_ids"], PLACES[part], strict=True):
            assert set(filter(None, some.split(";"))) <= set(whole.split(";"))


@pytest.mark.parametrize("kind", sorted(PACKAGE.sources["kind"].unique()))
def test_sources_say_where_they_are(kind):
    sources = PACKAGE.sources[PACKAGE.sources["kind"] == kind]
    found = (sources[["url", "repository", "notes"]] != "").any(axis=1)
    assert (found | sources["licence"].ne("unknown")).all()


# Crossings and their counts

NAMES = {
    "tijuana-san-diego": [
        "San Ysidro / El Chaparral",
        "PedWest",
        "Otay Mesa",
        "Cross Border Xpress",
        "Tecate",
    ],
    "juarez-el-paso": [
        "Paso del Norte / Santa Fe",
        "Stanton-Lerdo",
        "Américas / Córdova",
        "Ysleta-Zaragoza",
        "Tornillo-Guadalupe (Marcelino Serna)",
        "Fort Hancock-El Porvenir",
        "Santa Teresa-San Jerónimo",
    ],
    "tapachula-tecun-uman": [
        "Rodolfo Robles",
        "Suchiate II / Luis Cabrera",
        "Talismán-El Carmen",
    ],
}


@pytest.mark.parametrize("corridor", NAMES)
def test_corridors_are_made_of_their_crossings(corridor):
    row = PACKAGE.corridors.set_index("corridor_id").loc[corridor]
    crossings = PACKAGE.crossings.set_index("crossing_id").loc[row["crossings"].split(";")]
    assert list(crossings["name"]) == NAMES[corridor]
    assert set(crossings["corridor_id"]) == {corridor}
    assert crossings[["lon", "lat"]].notna().all(axis=None)
    assert (crossings[["name_a", "name_b"]] != "").all(axis=None)
    west, south, east, north = row[["zoom_west", "zoom_south", "zoom_east", "zoom_north"]]
    inside = crossings["lon"].between(west, east) & crossings["lat"].between(south, north)
    assert inside.mean() > 0.5


def test_a_crossing_that_is_not_open_yet_is_never_the_nearest_one():
    planned = PACKAGE.crossings[PACKAGE.crossings["status"] == "planned"]
    assert list(planned["crossing_id"]) == ["otay-mesa-east"]
    assert planned[["lon", "lat"]].isna().all(axis=None)


FLOWS = PACKAGE.crossing_flows


def test_counts_are_of_one_crossing_or_of_one_port():
    assert len(FLOWS) == 1254
    assert ((FLOWS["series"] == "port") == (FLOWS["crossing_id"] == "")).all()
    assert set(FLOWS.loc[FLOWS["series"] == "port", "port_name"]) == {
        "El Paso",
        "Santa Teresa",
        "Tornillo-Fabens",
    }


def test_months_add_up_to_the_year_where_the_source_has_both():
    keys = ["crossing_id", "measure", "year"]
    counts = FLOWS[FLOWS["series"] == "crossing"]
    months = counts[counts["month"].notna()].groupby(keys)["value"].agg(["sum", "size"])
    years = counts[counts["month"].isna()].set_index(keys)["value"]
    both = months.join(years.rename("year_value"), how="inner")
    full = both[both["size"] == 12]
    assert len(full) > 20
    assert (full["sum"] == full["year_value"]).all()


def test_known_gaps_of_the_counts_are_flagged():
    flags = FLOWS["flags"].str.split(";")
    missing = FLOWS[flags.apply(lambda flag: "month_missing_in_source" in flag)]
    assert set(missing["port_code"]) == {"2504", "2505", "2506"}
    assert set(missing["months_covered"]) == {11}
    same = FLOWS[flags.apply(lambda flag: "identical_months_in_source" in flag)]
    assert set(same["month"]) == {5, 6}
    keys = ["crossing_id", "measure"]
    may, june = (same[same["month"] == m].set_index(keys)["value"] for m in (5, 6))
    assert may.equals(june)
    pedwest = FLOWS[flags.apply(lambda flag: "includes_pedwest" in flag)]
    assert set(pedwest["crossing_id"]) == {"san-ysidro"}


# Actors, actions, figures


def test_actors_of_places_are_named_only_where_the_operator_is_them():
    levels = PACKAGE.actors.set_index("actor_id")["level"]
    linked = PLACES[PLACES["actor_id"] != ""]
    assert len(linked) > 80
    assert set(linked["actor_id"]) <= set(levels.index)


def test_actions_lie_in_the_years_and_corridors_of_their_texts():
    assert len(PACKAGE.actions) == 89
    assert len(PACKAGE.actors) == 96
    assert PACKAGE.actions["corridor_ids"].eq("").sum() == 1  # the global compact
    assert PACKAGE.actions["year_start"].dropna().between(1998, 2026).all()


def test_no_figure_is_lost_and_periods_are_columns():
    stats = PACKAGE.context_stats
    assert len(stats) == 147
    assert not stats["indicator"].str.contains("_jan|_q1|_close|cumulative").any()
    part = stats[(stats["indicator"] == "asylum_applications") & (stats["month_end"] == 4)]
    assert set(part["year"]) == {2021, 2022}
    assert set(part["month_start"]) == {1}


def test_list_cells_are_written_plainly():
    for name in TABLES:
        by_name = {field["name"]: field for field in RESOURCES[name]["schema"]["fields"]}
        lists = list_columns(RESOURCES[name])
        frame = data.read_text(geodata_dir(), RESOURCES[name]) if lists else None
        for column, separator in lists.items():
            for cell in set(frame[column]):
                assert separator.join(values_of(by_name[column], cell)) == cell, (name, column)


# The guide


def test_the_guide_tells_the_tables_as_the_descriptor_does():
    file = geodata_dir() / "recipes" / "describe.py"
    spec = importlib.util.spec_from_file_location("describe", file)
    describe = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(describe)
    guide = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    assert guide == describe.with_tables(guide, PACKAGE.descriptor), (
        "run python geodata/recipes/describe.py"
    )
