"""Typing into the search field: what is offered, by keyboard and to a screen reader."""

from urllib.parse import parse_qs

from playwright.sync_api import expect

from atlas.places.filters import Filter
from atlas.places.view import make_view
from tests.webmap.test_people_queries import QUERIES

from .conftest import settle


def test_suggestions_are_chosen_with_the_keyboard(atlas_page, package):
    page = atlas_page("es")
    field = page.get_by_role("combobox", name="Buscar")
    assert field.get_attribute("aria-expanded") == "false"
    field.press_sequentially("abog", delay=20)
    options = page.get_by_role("listbox", name="Sugerencias").get_by_role("option")
    expect(options.first).to_contain_text("Asistencia legal")
    found = make_view(package, Filter(service=("legal_aid",))).places
    expect(options.first).to_contain_text(str(len(found)))
    assert field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert options.first.get_attribute("aria-selected") == "true"
    field.press("Enter")
    expect(options).to_have_count(0)
    settle(page)
    asked = parse_qs(page.evaluate("location.hash.slice(1)"))
    assert asked["service"] == ["legal_aid"]
    assert "q" not in asked
    assert sorted(page.evaluate("atlas.visible()")) == sorted(found["facility_id"])

    page.get_by_role("button", name="Quitar filtros").first.click()
    field.press_sequentially("roca del alf", delay=20)
    expect(options.first).to_contain_text("Roca del Alfarero")
    field.press("Escape")
    expect(options).to_have_count(0)
    assert field.input_value() == "roca del alf"
    field.press("ArrowUp")
    field.press("Enter")
    expect(page.locator("#atlas-card-title")).to_contain_text("Roca del Alfarero")


def test_nothing_found_asks_what_was_meant(atlas_page, package):
    page = atlas_page("en")
    field = page.locator(".atlas-search-input")
    field.fill("skool")
    n = len(make_view(package, Filter(service=("education",))).places)
    meant = page.get_by_role("button", name=f"Did you mean Education ({n})?")
    meant.click()
    expect(meant).to_have_count(0)
    assert field.input_value() == ""
    assert len(page.evaluate("atlas.visible()")) == n


def test_every_query_of_the_table_finds_the_same_in_the_page(atlas_page, package):
    page = atlas_page("es")
    asked = [
        Filter(q=case["query"], lang=case["lang"], kind=("any",), status=("any",))
        for case in QUERIES
    ]
    found = page.evaluate(
        "(queries) => queries.map((query) => (atlas.setFilter(query), atlas.visible()))",
        [one.to_query() for one in asked],
    )
    right = [make_view(package, one).places["facility_id"].tolist() for one in asked]
    assert found == right
    page.evaluate("atlas.setFilter('lang=es')")
