"""The profiles of others: HSDS 3.0 and the operational presence of HDX HAPI."""

import csv
import dataclasses
import io
import json
import re
import zipfile
from pathlib import Path
from uuid import UUID

import frictionless
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas import data
from atlas.base.spreadsheet import restore
from atlas.output.exports import render
from atlas.output.exports.hsds_fields import RESOURCES
from atlas.output.exports.threew_export import crosswalk, presence
from atlas.places.filters import Filter
from atlas.places.view import make_view

# What the specification requires a value of, table by table (Open Referral HSDS 3.0.0).
REQUIRED = {
    "organizations": "id name description",
    "services": "id organization_id name status",
    "service_at_location": "id service_id location_id",
    "locations": "id location_type",
    "phones": "id number",
    "schedules": "id",
    "languages": "id",
    "cost_options": "id service_id",
    "required_documents": "id",
    "addresses": "id address_1 city state_province postal_code country address_type",
    "taxonomies": "id name description",
    "taxonomy_terms": "id name description",
    "attributes": "id link_id taxonomy_term_id link_entity",
    "metadata": "id resource_id resource_type last_action_date last_action_type field_name "
    "previous_value replacement_value updated_by",
}
LINKS = {
    ("services", "organization_id"): "organizations",
    ("service_at_location", "service_id"): "services",
    ("service_at_location", "location_id"): "locations",
    ("phones", "location_id"): "locations",
    ("phones", "service_id"): "services",
    ("schedules", "location_id"): "locations",
    ("schedules", "service_id"): "services",
    ("languages", "service_id"): "services",
    ("cost_options", "service_id"): "services",
    ("required_documents", "service_id"): "services",
    ("addresses", "location_id"): "locations",
    ("taxonomy_terms", "taxonomy_id"): "taxonomies",
    ("attributes", "taxonomy_term_id"): "taxonomy_terms",
    ("metadata", "resource_id"): "services",
}


@pytest.fixture(scope="module")
def package():
    return data.load()


@pytest.fixture(scope="module")
def view(package):
    return make_view(package)


def unzip(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def read(content):
    rows = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    return [{name: restore(value) for name, value in row.items()} for row in rows]


def read_tables(parts):
    return {name.removesuffix(".csv"): read(parts[name]) for name in parts if name.endswith(".csv")}


@pytest.fixture(scope="module")
def parts(view):
    return unzip(render(view, "zip", profile="hsds").content)


@pytest.fixture(scope="module")
def hsds(parts):
    return read_tables(parts)


# HSDS


def test_every_table_has_what_the_specification_requires(hsds):
    for table, fields in REQUIRED.items():
        assert hsds[table], table
        for row in hsds[table]:
            assert all(row[field].strip() for field in fields.split()), (table, row)


def test_identifiers_are_unique_uuids_and_every_link_leads_somewhere(hsds):
    ids = {table: [row["id"] for row in hsds[table]] for table in REQUIRED}
    for table, values in ids.items():
        assert len(values) == len(set(values)), table
        assert all(UUID(value).version == 5 for value in values)
    for (table, field), target in LINKS.items():
        assert {row[field] for row in hsds[table]} <= set(ids[target]), (table, field)
    for row in hsds["attributes"]:
        table = {"service": "services", "organization": "organizations"}[row["link_entity"]]
        assert row["link_id"] in ids[table]


def test_codes_are_of_the_lists_of_the_specification(hsds):
    statuses = {"active", "inactive", "defunct", "temporarily closed"}
    assert {row["status"] for row in hsds["services"]} <= statuses
    assert {row["location_type"] for row in hsds["locations"]} == {"physical"}
    terms = [row["code"] for row in hsds["taxonomy_terms"]]
    assert len(terms) == len(set(terms))
    for row in hsds["services"]:
        assert re.fullmatch(r"(\d{4}-\d\d-\d\d)?", row["assured_date"])


def test_the_data_package_describes_every_file_and_column(parts):
    descriptor = json.loads(parts["datapackage.json"])
    assert descriptor["hsds_version"] == "3.0"
    assert descriptor["profile"] == "tabular-data-package"
    paths = {resource["path"]: resource["schema"]["fields"] for resource in descriptor["resources"]}
    assert set(paths) | {"datapackage.json", "provenance.json"} == set(parts)
    for path, fields in paths.items():
        header = parts[path].decode("utf-8").split("\r\n", 1)[0].split(",")
        assert header == [field["name"] for field in fields]
    ours = {
        field["name"] for fields in paths.values() for field in fields if "hsds_profile" in field
    }
    assert {"sensitivity", "precision", "status_code", "corridor_id", "source_ids"} <= ours
    assert json.loads(parts["provenance.json"])["profile"] == "hsds"


@pytest.mark.slow
def test_frictionless_finds_nothing_wrong_with_the_package(parts, tmp_path):
    for name, content in parts.items():
        (tmp_path / name).write_bytes(content)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.flatten(["type", "message"]) == []


def test_every_place_is_a_service_at_a_location(view, hsds):
    locations = {row["external_identifier"]: row for row in hsds["locations"]}
    assert list(locations) == view.places["facility_id"].tolist()
    names = [row["name"] for row in hsds["services"]]
    assert names == view.places["name"].tolist()
    for place in view.places.to_dict("records"):
        row = locations[place["facility_id"]]
        assert row["sensitivity"] == place["sensitivity"]
        assert bool(row["latitude"]) == pd.notna(place["lat"])
        if row["latitude"]:
            assert float(row["latitude"]) == pytest.approx(place["lat"], abs=1e-6)


def test_withheld_places_have_neither_point_nor_address(view, hsds):
    withheld = {row["id"]: row for row in hsds["locations"] if row["sensitivity"] == "withheld"}
    assert len(withheld) == (view.places["sensitivity"] == "withheld").sum()
    assert all(not row["latitude"] and not row["longitude"] for row in withheld.values())
    assert not {row["location_id"] for row in hsds["addresses"]} & set(withheld)


def test_services_and_populations_are_attributes(view, hsds):
    code = {row["id"]: row["code"] for row in hsds["taxonomy_terms"]}
    service = {row["name"]: row["id"] for row in hsds["services"]}
    place = view.places[view.places["populations"].str.contains(";")].iloc[0]
    of_place = {
        code[row["taxonomy_term_id"]]
        for row in hsds["attributes"]
        if row["link_id"] == service[place["name"]]
    }
    expected = {f"service:{item}" for item in place["services"].split(";") if item}
    expected |= {f"population:{item}" for item in place["populations"].split(";")}
    assert of_place == expected | {f"kind:{place['kind']}"}


def test_no_address_is_lost(view, hsds):
    """An address that HSDS can hold is a row; every other one is in the description."""
    by_place = {row["id"]: row for row in hsds["locations"]}
    held = {by_place[row["location_id"]]["external_identifier"]: row for row in hsds["addresses"]}
    texts = view.places.set_index("facility_id")["address"]
    assert held
    for facility, text in texts[texts != ""].items():
        row = next(r for r in hsds["locations"] if r["external_identifier"] == facility)
        if facility in held:
            address = held[facility]
            assert text.startswith(address["address_1"])
            assert address["city"] in text
            assert address["postal_code"] in text
        else:
            assert text in row["description"]


def test_a_status_that_hsds_lacks_is_recorded_as_a_change(view, hsds):
    changed = view.places["status"].isin(["unknown", "planned"]).sum()
    assert len(hsds["metadata"]) == changed
    assert {row["replacement_value"] for row in hsds["metadata"]} == {"inactive"}
    for row in hsds["services"]:
        assert bool(row["alert"]) == (row["status_code"] in ("unknown", "planned"))


def test_phone_numbers_are_as_they_were(view, hsds):
    cells = pd.concat([view.places["phone"], view.places["whatsapp"]])
    numbers = {number.strip() for cell in cells for number in cell.split(";")} - {""}
    told = {f"{row['number']} [{row['date']}]".replace(" []", "") for row in hsds["phones"]}
    assert told == numbers
    assert any(row["date"] for row in hsds["phones"])


def of_place(hsds, table, facility):
    """Rows of a table that are of one place."""
    place = next(row for row in hsds["locations"] if row["external_identifier"] == facility)
    link = next(row for row in hsds["service_at_location"] if row["location_id"] == place["id"])
    return [row for row in hsds[table] if row["service_id"] == link["service_id"]]


def test_hours_are_a_weekly_schedule(hsds):
    (row,) = of_place(hsds, "schedules", "dif-municipal-tijuana")
    assert (row["freq"], row["interval"], row["byday"]) == ("WEEKLY", "1", "MO,TU,WE,TH,FR")
    assert (row["opens_at"], row["closes_at"]) == ("08:00", "16:00")
    assert row["description"] == "Mo-Fr 08:00-16:00"
    (row,) = of_place(hsds, "schedules", "cejum-tijuana")
    assert (row["opens_at"], row["closes_at"]) == ("00:00", "23:59")


def test_hours_that_are_words_only_are_notes_of_a_schedule(view, hsds):
    (row,) = of_place(hsds, "schedules", "clinica-hope")
    place = view.places.set_index("facility_id").loc["clinica-hope"]
    assert (row["opens_at"], row["byday"], row["notes"]) == ("", "", place["hours_note"])


def test_languages_costs_papers_and_the_way_in_are_there(view, hsds):
    places = view.places.set_index("facility_id")
    spoken = of_place(hsds, "languages", "las-americas")
    assert [row["code"] for row in spoken] == ["en", "es"]
    assert all(row["name"] for row in spoken)
    for table, column, field in (
        ("cost_options", "cost", "amount_description"),
        ("required_documents", "documents", "document"),
    ):
        assert sorted(row[field] for row in hsds[table]) == sorted(
            places.loc[places[column] != "", column]
        )
    by_name = {row["name"]: row for row in hsds["services"]}
    row = by_name[places.loc["cejum-tijuana", "name"]]
    assert row["application_process"] == places.loc["cejum-tijuana", "intake"]
    assert (row["access"], row["fees_description"]) == ("walk_in", "Gratuito.")


def test_protected_places_have_no_schedule_cost_or_papers(view, hsds):
    protected = set(view.places.loc[view.places["sensitivity"] != "open", "facility_id"])
    rows = [of_place(hsds, table, one) for one in protected
            for table in ("schedules", "cost_options", "required_documents")]  # fmt: skip
    assert protected
    assert not any(rows)


def test_phone_numbers_are_not_marked_in_hsds(parts):
    assert b",+52 " in parts["phones.csv"]


def test_organisations_are_listed_once(view, hsds):
    names = [row["name"] for row in hsds["organizations"]]
    operators = view.places.loc[view.places["operator"] != "", ["operator", "actor_id"]]
    alone = operators.loc[operators["actor_id"] == "", "operator"].unique()
    assert all(names.count(name) == 1 for name in alone)
    unhcr = operators[operators["actor_id"] == "unhcr"]
    assert len(unhcr) > 1
    assert sum(row["actor_id"] == "unhcr" for row in hsds["organizations"]) == 1


ADDRESSES = {
    "Calle Galileo 239, Col. Postal, 22350 Tijuana": (
        "Calle Galileo 239, Col. Postal",
        "Tijuana",
        "22350",
    ),
    "405 Tecate Road, Tecate, CA 91980": ("405 Tecate Road", "Tecate", "91980"),
    "88 A St, Suite 2, San Diego, CA 92101-1234": ("88 A St, Suite 2", "San Diego", "92101-1234"),
    # Without a postal code nothing is guessed.
    "": None,
    "Zona Norte, Tijuana": None,
    "Calle 10203, Tijuana": None,
    "22350 Tijuana": None,
    "Iris Avenue, San Diego, CA": None,
}


def addresses(view, texts):
    """Give street, city and postal code that the export has for places of such addresses."""
    places = view.places[view.places["sensitivity"] == "open"].head(len(texts))
    changed = dataclasses.replace(view, places=places.assign(address=texts))
    tables = read_tables(unzip(render(changed, "zip", profile="hsds").content))
    made = {row["location_id"]: row for row in tables["addresses"]}
    fields = ("address_1", "city", "postal_code")
    return [
        tuple(made[row["id"]][name] for name in fields) if row["id"] in made else None
        for row in tables["locations"]
    ]


def test_addresses_with_everything_are_read_and_no_others(view):
    assert addresses(view, list(ADDRESSES)) == list(ADDRESSES.values())


@settings(max_examples=10)
@given(texts=st.lists(st.text(max_size=60), min_size=10, max_size=10))
def test_any_address_is_read_or_left(view, texts):
    assert all(found is None or all(found) for found in addresses(view, texts))


# 3W


def test_presence_is_the_aggregate_by_organisation_sector_and_municipality(package):
    view = make_view(package, Filter(corridor=("tapachula-tecun-uman",)))
    table, _ = presence(view)
    to = crosswalk()["service"]
    actors = view.actors.set_index("actor_id")["name"]
    expected = set()
    for place in view.places.to_dict("records"):
        if place["status"] not in ("open", "unknown"):
            continue
        org = actors.get(place["actor_id"]) or place["operator"] or place["name"]
        for service in filter(None, place["services"].split(";")):
            expected.add((org, to[service], place["municipality_code"]))
    keys = ["org_name", "sector_code", "admin2_code"]
    found = list(table.frame[keys].itertuples(index=False, name=None))
    assert set(found) == expected
    assert not table.frame.duplicated([*keys, "org_type_code", "provider_admin1_name"]).any()


def test_codes_are_of_the_lists_and_p_codes_nest(view):
    frame = presence(view)[0].frame
    lists = crosswalk()
    assert (
        dict(zip(frame["sector_code"], frame["sector_name"], strict=True)).items()
        <= lists["sectors"].items()
    )
    types = dict(zip(frame["org_type_code"], frame["org_type_description"], strict=True))
    assert types.items() <= lists["organisation_types"].items()
    assert set(frame["location_code"]) == {"MEX", "USA", "GTM"}
    inside = frame[frame["admin2_code"] != ""]
    assert all(
        two.startswith(one)
        for one, two in zip(inside["admin1_code"], inside["admin2_code"], strict=True)
    )
    assert set(inside["admin1_code"]) <= {"MX02", "MX07", "MX08", "US06", "US48", "US35", "GT12"}
    assert set(inside["admin_level"]) == {2}


def test_every_code_of_the_vocabularies_has_its_counterpart(package):
    lists = crosswalk()
    assert set(package.vocab.codes("service")) == set(lists["service"])
    assert set(package.vocab.codes("level")) == set(lists["level"])
    assert set(package.vocab.codes("side")) == set(lists["admin1_pcode"])
    assert set(lists["service"].values()) <= set(lists["sectors"])
    assert set(lists["level"].values()) <= set(lists["organisation_types"])


def test_no_place_is_lost_without_being_counted(view):
    table, lost = presence(view)
    present = view.places[view.places["status"].isin(["open", "unknown"])]
    assert lost["not_present"] == len(view.places) - len(present)
    assert lost["sector"] == (present["services"] == "").sum()
    assert lost["operator"] == (present["operator"] == "").sum()
    assert lost["period"] == (table.frame["reference_period_start"] == "").sum()
    codes = {item.code: item.count for item in render(view, "csv", profile="3w").loss}
    for code, number in lost.items():
        assert codes.get(f"3w_{code}", 0) == number


def test_periods_are_whole_days_and_span_the_sources(view):
    frame = presence(view)[0].frame
    dated = frame[frame["reference_period_start"] != ""]
    assert dated["reference_period_start"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert (dated["reference_period_start"] <= dated["reference_period_end"]).all()


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-02-10", "2024-02-10", "2024-02-10"),
        ("", "", ""),
        ("soon", "", ""),
    ],
)
def test_dates_of_honest_length_become_days(view, date, first, last):
    places = view.places.assign(status_date=date)
    frame = presence(dataclasses.replace(view, places=places))[0].frame
    assert set(frame["reference_period_start"]) == {first}
    assert set(frame["reference_period_end"]) == {last}


@pytest.mark.slow
def test_the_row_of_hashtags_stands_under_the_header(view):
    plain = render(view, "csv", profile="3w").content.decode("utf-8-sig").split("\r\n")
    tagged = render(view, "csv", profile="3w", hxl=True).content.decode("utf-8-sig").split("\r\n")
    assert tagged[0] == plain[0]
    assert tagged[2:] == plain[1:]
    tags = tagged[1].split(",")
    assert len(tags) == len(plain[0].split(","))
    assert all(re.fullmatch(r"#[a-z0-9]+(\+[a-z0-9_]+)*", tag) for tag in tags)
    sheet = openpyxl.load_workbook(
        io.BytesIO(render(view, "xlsx", profile="3w", hxl=True).content)
    ).worksheets[0]
    assert [cell.value for cell in sheet[2]] == tags


def test_other_countries_are_told_not_guessed(view):
    places = view.places.head(3).assign(country="XX", admin1="Elsewhere")
    table, lost = presence(dataclasses.replace(view, places=places))
    assert lost["country"] == 3
    assert set(table.frame["location_code"]) == {""}
    assert set(table.frame["admin1_code"]) == {""}
    assert set(table.frame["provider_admin1_name"]) == {"Elsewhere"}


# The guide


GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")


def test_the_guide_describes_every_field_of_our_profile():
    for table, (_, marks) in RESOURCES.items():
        if table != "source":
            assert f"`{table}`" in GUIDE
            for mark in marks.split():
                assert not mark.startswith("+") or f"`{mark.strip('+*')}`" in GUIDE, mark


def test_the_guide_shows_the_crosswalk_of_services():
    rows = GUIDE.split("| our service | sector |\n|---|---|\n")[1].strip().split("\n")
    shown = {
        service: sector
        for services, sector in (row.strip("| ").split(" | ") for row in rows)
        for service in services.split(", ")
    }
    assert shown == crosswalk()["service"]
