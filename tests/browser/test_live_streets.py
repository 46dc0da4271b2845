"""Streets in the live app: fetched by tile, drawn, and said where they end."""

from playwright.sync_api import expect

from atlas.base.i18n import t
from tests.app.test_served_streets import served  # noqa: F401, a fixture

PAINTED = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((byte) => byte > 0);
}"""


def test_streets_come_with_the_map_and_no_more_of_them(served, open_page):  # noqa: F811
    page, watch = open_page(f"{served.url}/?lang=en&at=14/32.5100/-117.0300", locale="en-US")
    expect(page.locator("#light")).to_have_count(0)
    canvas = page.locator(".atlas-streets canvas").first
    expect(canvas).to_be_visible()
    assert canvas.evaluate(PAINTED)
    asked = [one for one in watch.requests if "/data/streets/" in one]
    assert 0 < len(asked) <= 4
    before = len(watch.requests)
    field = page.locator(".atlas-search-input")
    field.press_sequentially("avenida", delay=20)
    option = page.get_by_role("option", name="Avenida street")
    expect(option).to_contain_text(f"{t('map.street', 'en')} · Tijuana")
    named = [one for one in watch.requests[before:] if "/names/" in one]
    assert len(named) == 1, "one part, and not all names"
    assert named[0].endswith("/ave")
    option.click()
    expect(page.locator("body")).to_contain_text(t("map.street_marked", "en", name="Avenida"))
    page.locator(".atlas-behind").click()
    about = page.locator(".atlas-about")
    expect(about).to_contain_text("mx.osm.pbf")
    expect(about).to_contain_text(t("map.about_streets_end", "en", side="United States"))
    assert watch.errors == []
    assert watch.refused == []
