"""The answers of the planner's guide, worked out from the data; and the pictures beside them.

    python -m tests.support.planner_guide

writes the answers into docs/planner-guide.md and docs/guia-planeacion.md and takes the pictures
anew, in Chromium. A test compares what the guides say with what is worked out here, and with what
the pages show.
"""

import re
from pathlib import Path

from atlas.analysis import cooperation, coverage
from atlas.analysis.cooperation import Chosen
from atlas.app.coverage_page import whatif_panel
from atlas.base.i18n import count, date, number, t
from atlas.output.report import range_words
from atlas.places.roles import counted_services
from atlas.places.scope import scoped
from atlas.places.view import select

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = {"en": DOCS / "planner-guide.md", "es": DOCS / "guia-planeacion.md"}
JUAREZ, TAPACHULA = "juarez-el-paso", "tapachula-tecun-uman"
TECUN_UMAN = "3598129.GT"
LINKS = {
    "services": f"/corridor?corridor={JUAREZ}&max_km=5&pick=only.MX",
    "legal-aid": f"/coverage?corridor={TAPACHULA}&service=legal_aid&what=close:talisman-el-carmen"
    f"&pick={TECUN_UMAN}",
    "agreements": f"/cooperation?corridor={TAPACHULA}&type=agreement&actor=municipio-tapachula",
}
_BLOCK = re.compile(r"(<!-- answer: ([\w-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def services(lang):
    """Which services exist in El Paso and not in Juárez within 5 km of a crossing?"""
    view = select(corridor=JUAREZ, max_km=5, lang=lang)
    table = coverage.asymmetry(
        view.places, view.vocab.codes("service"), ("MX", "US"), today=view.made
    )
    only = coverage.one_sided(table)
    head = [t("app.service", lang), *(t(f"corridor.short_{one}", lang) for one in _SHOWN)]
    rows = [
        [
            view.vocab.label("service", row.service, lang),
            number(row.places, lang),
            f"{row.nearest_km:.1f}",
            date(row.newest, lang, short=True),
        ]
        for row in table[table["service"].isin(only["MX"]) & (table["side"] == "MX")].itertuples()
    ]
    ids = set(";".join(table.loc[table["service"].isin(only["MX"]), "facility_ids"]).split(";"))
    places = view.places[view.places["facility_id"].isin(ids)]
    return [*_only_there(view, only["US"]), *_table(head, rows), *_cited(view, places)]


def _only_there(view, services):
    """Say what only El Paso has, and what the limit of distance hides in Juárez."""
    lang = view.lang
    names = {one: view.vocab.label("side", side, lang) for one, side in _SIDES.items()}
    labels = "; ".join(view.vocab.label("service", one, lang) for one in services)
    assert labels, "the guide names one"
    wide = select(corridor=JUAREZ, service=list(services), side="MX", lang=lang).places
    counts = {
        one: sum(
            one in text.split(";")
            for text in counted_services(
                coverage.supply(wide[wide["nearest_crossing_km"].isna()], services)
            )
        )
        for one in services
    }
    assert any(counts.values()), "the guide says that others may be as near"
    hidden = ", ".join(
        f"{view.vocab.label('service', one, lang)} ({n})" for one, n in counts.items() if n
    )
    where = {"where": view.corridors.iloc[0]["name"], "side": names["other"]}
    return [
        scoped(view, t("corridor.only", lang, services=labels, **names)),
        t("corridor.only_pointless", lang, services=hidden, **where),
    ]


def legal_aid(lang):
    """What happens to legal-aid access at Tecún Umán if Talismán closes?"""
    view = select(corridor=TAPACHULA, service="legal_aid", lang=lang)
    changes, refused = coverage.read_changes(
        ["close:talisman-el-carmen"], view.places, view.crossings, view.segments
    )
    assert not refused
    both = [_measured(view, made) for made in ((), changes)]
    columns = [_figures(one, lang) for one in both]
    labels = [t(f"coverage.point_{one}", lang) for one in _LINES]
    assert columns[0] == columns[1], "the guide says that nothing changes"
    side = view.vocab.label("side", TECUN_UMAN.split(".")[1], lang)
    place = f"{_row(both[1].homes)['name']} · {side}"
    head = [t(f"coverage.{one}", lang) for one in ("point_figure", "now")]
    rows = list(zip(labels, columns[1], strict=True))
    farther = coverage.effects(*both, view.localities, coverage.E2SFCA.edge_km)["farther"]
    n = range_words.localities(farther.surely.sum(), farther.perhaps.sum(), lang)
    people = (both[0].homes.loc[moved, "population"].sum() for moved in farther)
    known = coverage.sought(view)
    told, sited = (
        whatif_panel.scoped(view, changes, count(f"coverage.{name}", len(places), lang))
        for name, places in (("known", known), ("sited", coverage.on_the_map(known)))
    )
    near = known[known["side"] == "GT"]
    people = range_words.span(*people, lang)
    farther_words = whatif_panel.scoped(
        view, changes, t("coverage.change_farther", lang, localities=n, people=people)
    )
    same = whatif_panel.scoped(view, changes, t("coverage.point_unchanged", lang, name=place))
    shares = [
        whatif_panel.supposed(view, changes, one.sentence)
        for one in range_words.ranges(view, range_words.shares(view))
    ]
    found = [same, *_table(head, rows), farther_words, t("coverage.change_note", lang)]
    return [told, sited, *shares, *found, *_cited(view, near)]


def _measured(view, changes):
    """Measure the localities of a corridor as they would be."""
    places, crossings = coverage.apply_changes(changes, view.places, view.crossings, view.segments)
    points = coverage.starting_points(
        view.crossings, view.localities, view.corridors, view.segments
    )
    towns, points = view.localities, points[points["point"] == "locality"]
    homes = coverage.gaps(places, crossings, points, towns).sort_values("point_id")
    access = coverage.by_locality(towns, places, crossings).set_index("locality_id")["access"]
    homes = homes.join(access, on="point_id").reset_index(drop=True)
    near = coverage.unplaced_near(homes, places, crossings, towns)
    return coverage.Measured(homes, near, places, coverage.gates(crossings))


def _row(homes):
    return homes.set_index(["point_id", "side"]).loc[tuple(TECUN_UMAN.split("."))]


def _figures(measured, lang):
    """Give the figures of the town as they are read."""
    row, named = _row(measured.homes), measured.places.set_index("facility_id")
    assert row["same_km_least"] == row["same_km"] == row["either_km_least"]
    nearest = [
        f"{row[f'{way}_km']:.1f} km (± {place['precision_m'] / 1000:.1f} km) · "
        f"{place['name_en' if lang == 'en' else 'name']}"
        for way in ("same", "either")
        for place in [named.loc[row[f"{way}_id"]]]
    ]
    counts = [
        range_words.span(row[f"within_{km}_km"], row[f"within_{km}_km_most"], lang)
        for km in (5, 20)
    ]
    return [*nearest, *counts, f"{row['access'] * 100_000:.1f}"]


def agreements(lang):
    """Which agreements bind Tapachula's municipality, since when, and which have ended?"""
    view = select(corridor=TAPACHULA, lang=lang)
    asked = Chosen(actor=("municipio-tapachula",), type=("agreement",))
    made = str(view.descriptor["created"])[:10]
    found = cooperation.choose(view.actions, select().actors, asked, made=made)
    states = cooperation.in_words(found, made, lang)
    head = [t(f"cooperation.{one}", lang) for one in ("action", "years", "state")]
    rows = [
        [
            row.name_en if lang == "en" else row.name,
            t("cooperation.since", lang, start=int(row.year_start))
            if row.year_end != row.year_end
            else f"{int(row.year_start)}\N{EN DASH}{int(row.year_end)}",
            state,
        ]
        for row, state in zip(found.itertuples(index=False), states, strict=True)
    ]
    return [*_table(head, rows), *_cited(view, found)]


ANSWERS = {"services": services, "legal-aid": legal_aid, "agreements": agreements}
_SHOWN = ("places", "nearest_km", "newest")
_SIDES = {"side": "US", "other": "MX"}
_LINES = ("same", "either", "within_5", "within_20", "access")


def _table(head, rows):
    lines = [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
    return ["\n".join(lines)]


def _cited(view, rows):
    """Give the sources of some rows that have a web address, as one line of links."""
    lang = view.lang
    ids = {one for text in rows["source_ids"] for one in text.split(";")}
    cited = view.sources[view.sources["source_id"].isin(ids) & (view.sources["url"] != "")]
    links = [
        f"[{(row.title_en if lang == 'en' and row.title_en else row.title)}]({row.url})"
        for row in cited.itertuples()
    ]
    return [f"{t('data.sources', lang)}: {'; '.join(links)}."]


def answers(lang):
    """Give every answer as it stands in the guide, by its name."""
    return {name: "\n\n".join(make(lang)) + "\n" for name, make in ANSWERS.items()}


def said(guide):
    """Give every answer that a guide gives now, by its name."""
    return {name: text for _, name, text, _ in _BLOCK.findall(guide)}


def write():
    """Write the answers into the guides."""
    for lang, path in GUIDES.items():
        made = answers(lang)
        text = _BLOCK.sub(
            lambda found, made=made: found[1] + made[found[2]] + found[4],
            path.read_text(encoding="utf-8"),
        )
        path.write_text(text, encoding="utf-8")


def take_pictures():
    """Take a picture of the page behind every link, in both languages."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import ARGUMENTS, find_chromium
    from tests.support.app_server import serve

    with serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for lang in GUIDES:
            for name, link in LINKS.items():
                page = browser.new_page(viewport={"width": 1280, "height": 860})
                page.set_default_timeout(120_000)
                page.goto(f"{server.url}{link}&lang={lang}")
                page.locator(SHOWN[name]).wait_for()
                page.wait_for_timeout(4_000)
                page.locator(SHOWN[name]).evaluate(
                    """(one) => {
                      one.scrollIntoView({ block: "start" });
                      document.querySelector("[data-testid=stMain]").scrollBy(0, -70);
                    }"""
                )
                page.wait_for_timeout(2_500)
                page.screenshot(path=DOCS / "images" / f"guide-{name}-{lang}.png")
                page.close()
        browser.close()


SHOWN = {"services": "#asymmetry", "legal-aid": ".st-key-bar", "agreements": "#register"}
"""What stands at the top of each picture."""

if __name__ == "__main__":
    write()
    take_pictures()
