"""A column that only the schema and the tables know, in a real browser."""

import pytest

from atlas import data
from atlas.places.filters import Filter
from atlas.places.view import make_view
from atlas.webmap import capsule
from tests.output.test_new_column import BEDS, FIELD, PLACE, TITLE
from tests.support.new_column import add_column

from .conftest import until


@pytest.mark.parametrize("lang", ["es", "en"])
def test_it_is_on_the_card_in_the_table_and_found(open_page, package_copy, tmp_path, lang):
    for field, text in ((FIELD, "Zafiro 9 a 5"), (BEDS, "12")):
        add_column(
            package_copy, field, lambda row, text=text: text if row["facility_id"] == PLACE else ""
        )
    file = tmp_path / "map.html"
    view = make_view(data.load(package_copy), Filter(lang=lang))
    file.write_text(capsule(view), encoding="utf-8")
    page, watch = open_page(f"{file.as_uri()}#id={PLACE}&lang={lang}")
    until(page, "globalThis.atlas")
    facts = page.locator(".atlas-card .atlas-fact")
    said = dict(
        zip(
            facts.locator("dt").all_inner_texts(),
            facts.locator("dd").all_inner_texts(),
            strict=True,
        )
    )
    assert said[TITLE[lang]] == "Zafiro 9 a 5"
    assert said[BEDS["title" if lang == "es" else "title_en"]] == "12"
    page.evaluate(f"location.hash = 'q=zafiro&lang={lang}'")
    until(page, "atlas.visible().length === 1")
    assert page.evaluate("atlas.visible()") == [PLACE]
    assert "Zafiro 9 a 5" in page.locator(".atlas-row-facts").first.inner_text()
    assert watch.errors == []
