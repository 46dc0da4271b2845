"""The planner's pages: both languages, links that bring everything, nonsense, and the way out."""

import dataclasses
import json
import os
import re
from html import unescape
from urllib.parse import parse_qs, unquote

import pandas as pd
import pytest

from atlas.analysis import cooperation, coverage
from atlas.analysis.cooperation import Chosen
from atlas.app import page_parts, page_sections, rows_behind, state
from atlas.app.cooperation_page import action_rows, indicators, tie_map
from atlas.app.corridor_page import counterpart_pairs, crossing_series, mirror
from atlas.app.coverage_page import access_map, access_tables, gap_ranking
from atlas.app.data_page import other_tables
from atlas.app.markdown_text import plain
from atlas.app.page_parts import countries
from atlas.base.i18n import LANGS, count, t
from atlas.data import load
from atlas.data.bundled import pages_dir
from atlas.places import scope
from atlas.places.filters import from_query
from atlas.places.roles import counted_services
from atlas.places.view import choices, make_view, select
from tests.app.test_pages import MAIN, run

pytestmark = pytest.mark.slow

PAGES = ("corridor", "coverage", "cooperation")
TAPACHULA = {"corridor": ["tapachula-tecun-uman"]}


def added(app):
    """Give what the page adds to the address bar."""
    (found,) = [
        item.proto
        for item in app.get("bidi_component")
        if item.proto.id.endswith("planner-address")
    ]
    return json.loads(found.json)["query"]


def html(app):
    """Give the page's own HTML, part by part."""
    return [item.proto.body for item in app.get("html")]


def words(app):
    """Give everything that the page says in its texts."""
    texts = [item.value for item in [*app.markdown, *app.caption, *app.warning]]
    return "\n".join([*texts, *(unescape(re.sub(r"<[^>]+>", "", body)) for body in html(app))])


def headings(app):
    """Give the headings of the page's sections."""
    return [unescape(one) for body in html(app) for one in re.findall(r"<h2[^>]*>(.*?)</h2>", body)]


def linked(app):
    """Give all that the page's own HTML leads to."""
    bodies = "".join(unescape(item.proto.body) for item in app.get("html"))
    return unquote("\n".join(re.findall(r"href='([^']+)' target='_self'", bodies)))


def show_tab(app, tabs, label):
    """Choose a tab, whose content is made only then."""
    app.session_state[tabs] = label
    return app.run()


def frames(app):
    return [item.value for item in app.dataframe]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", LANGS)
def test_page_opens_with_its_sections(page, lang):
    app = run(TAPACHULA, lang=lang, page=page)
    assert not app.exception
    assert not app.warning
    last = t("corridor.unknown" if page != "cooperation" else "cooperation.missing", lang)
    assert last in headings(app)
    anchor = {"corridor": "governance", "coverage": "access", "cooperation": "knowledge"}[page]
    assert any(f"id='{anchor}'" in body for body in html(app)), "links lead to it"
    assert frames(app)
    assert added(app) == ""


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", page_sections.SECTIONS)
def test_the_index_names_every_section_and_leads_to_it(page, lang):
    app = run(TAPACHULA, lang=lang, page=page)
    (index, _) = (body for body in html(app) if "class='atlas-index'" in body)
    bodies = [body for body in html(app) if body != index]
    if page == "data":
        for tab in ("sources", "developers"):
            show_tab(app, "data-tabs", t(f"data.tab_{tab}", lang))
            bodies += [body for body in html(app) if body not in (index, *bodies)]
    entries = re.findall(r"<a href='#([^']+)' target='_self'>(.*?)</a>", index)
    assert len(entries) == len(page_sections.SECTIONS[page])
    sections = re.findall(r"<h2 id='([^']+)'>(.*?)</h2>", "".join(bodies))
    expected = [one for one in sections if one[0] != "danger"]
    # What a page says first has no heading of its own.
    assert [one for one in entries if one[0] != "reach"] == expected
    assert all("".join(bodies).count(f"id='{anchor}'") == 1 for anchor, _ in entries)


@pytest.mark.parametrize("page", PAGES)
def test_nonsense_in_a_link_is_named_and_the_page_goes_on(page):
    names = {
        "corridor": {"pick": ["x.y"], "measure": ["**no**"], "share": ["no"], "grain": ["no"]},
        "coverage": {"pick": ["x"], "method": ["no"], "supply": ["no"], "what": ["no", "add:1,1"]},
        "cooperation": {"pick": ["x"], "type": ["no"], "year": ["9999"], "actor": ["<b>"]},
    }[page]
    app = run({**TAPACHULA, **names}, page=page)
    assert not app.exception
    assert app.warning
    assert "**no**" not in words(app)
    assert headings(app)


@pytest.mark.parametrize("page", PAGES)
def test_a_filter_that_leaves_nothing_leaves_a_page(page):
    app = run({"q": ["zzzzzzzzzz"]}, page=page)
    assert not app.exception
    assert headings(app)


def test_corridor_answers_what_one_side_has_within_5_km():
    """Which services exist in El Paso and not in Juarez within 5 km of a crossing?"""
    link = {"corridor": ["juarez-el-paso"], "max_km": ["5"]}
    app = run(link, lang="en", page="corridor")
    view = select(corridor="juarez-el-paso", max_km=5, lang="en")
    table = coverage.asymmetry(
        view.places, view.vocab.codes("service"), ("MX", "US"), today=view.made
    )
    only = coverage.one_sided(table)["US"]
    said = "known places on the United States side offer"
    (line,) = (text for text in words(app).splitlines() if said in text)
    labels = [view.vocab.label("service", one, "en") for one in only]
    assert labels
    assert f"none known on the Mexico side does: {'; '.join(labels)}." in line
    assert line.startswith(scope.scope(view)), "it is true wherever it is pasted"
    assert t("corridor.distance_note", "en", km="5") in words(app)


def test_corridor_number_opens_just_its_places():
    app = run({**TAPACHULA, "pick": ["legal_aid.MX"]}, page="corridor")
    view = select(corridor="tapachula-tecun-uman", side="MX", service="legal_aid")
    known = coverage.working(view.places)
    place = t("coverage.place", "es")
    listed = next(frame for frame in frames(app) if place in frame)
    assert sorted(listed[place]) == sorted(known["name"])
    assert added(app) == "pick=legal_aid.MX"
    app.button(key="picked-close").click().run()
    assert added(app) == ""
    assert not any(place in frame for frame in frames(app))


@pytest.mark.parametrize("lang", LANGS)
def test_corridor_names_what_a_limit_of_distance_hides(lang):
    """What the other side has without a published point, or farther away, is not called missing."""
    link = {"corridor": ["juarez-el-paso"], "max_km": ["5"], "pick": ["only.MX"]}
    app = run(link, lang=lang, page="corridor")
    view = select(corridor="juarez-el-paso", max_km=5, lang=lang)
    wide = select(corridor="juarez-el-paso", lang=lang)
    table = coverage.asymmetry(
        view.places, view.vocab.codes("service"), ("MX", "US"), today=view.made
    )
    only = coverage.one_sided(table)["MX"]
    there = coverage.supply(wide.places[wide.places["side"] == "US"])
    offered = {one for text in counted_services(there) for one in text.split(";")}
    hidden = [one for one in only if one in offered]
    nowhere = [one for one in only if one not in offered]
    assert hidden
    assert nowhere
    mexican, other = (view.vocab.label("side", one, lang) for one in ("MX", "US"))
    known = t("corridor.only", lang, side=mexican, other=other, services="")
    start = known.replace("**", "").strip(" .")
    (mexico,) = (text for text in words(app).splitlines() if start in text)
    assert all(f"{view.vocab.label('service', one, lang)} (" in mexico for one in hidden)
    assert not any(f"{view.vocab.label('service', one, lang)} (" in mexico for one in nowhere)
    place = t("coverage.place", lang)
    listed = next(frame for frame in frames(app) if place in frame)
    ids = set(";".join(table.loc[table["service"].isin(only), "facility_ids"]).split(";")) - {""}
    assert len(listed) == len(ids)


@pytest.mark.parametrize(
    ("asked", "least"),
    [({}, 30), ({"kind": ["any"], "status": ["any"]}, 30), ({"kind": ["shelter"]}, 10)],
)
def test_corridor_counts_lead_to_the_map_of_just_their_places(asked, least):
    app = run({**TAPACHULA, **asked}, page="corridor")
    (head,) = (body for body in html(app) if "<table class='atlas-table atlas-mirror" in body)
    found = re.findall(r"href='/\?([^']+)' target='_self'>(\d+)<", head)
    assert len(found) > least
    consulate = load().vocab.label("kind", "consulate", "es")
    rows = re.findall(r"<th scope='row'>(.*?)</th>|<td>(.*?)</td>", head)
    assert (consulate in {one for row in rows for one in row}) == (asked != {"kind": ["shelter"]})
    for query, shown in found:
        chosen, dropped = from_query(unescape(query), choices(load()))
        assert not dropped
        assert len(make_view(load(), chosen).places) == int(shown)


@pytest.mark.parametrize("corridor", load().corridors["corridor_id"])
def test_corridor_picture_counts_every_service_on_both_sides(corridor):
    view = select(corridor=corridor, lang="en")
    rows = re.findall(
        r"<th scope='row'>(.*?)</th><td><span>(.*?)<i.*?<td><span>(.*?)<i", mirror.services(view)
    )
    shown = {
        unescape(label): tuple(int(re.sub("<.*?>", "", cell)) for cell in cells)
        for label, *cells in rows
    }
    works = view.places[~view.places["status"].isin(coverage.NOT_WORKING)]
    counted = {}
    for code in view.vocab.codes("service"):
        having = works[[code in one.split(";") for one in works["services"]]]
        found = tuple(int((having["side"] == side).sum()) for side in countries(view))
        if any(found):
            counted[view.vocab.label("service", code, "en")] = found
    assert shown == counted
    one_sided = [0 in pair for pair in shown.values()]
    assert one_sided == sorted(one_sided)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("what", coverage.HEADLINES)
def test_corridor_figures_that_no_filter_names_open_their_places(lang, what):
    app = run({**TAPACHULA, "pick": [f"{what}.MX"]}, lang=lang, page="corridor")
    assert not app.exception
    assert not app.warning
    view = select(corridor="tapachula-tecun-uman", lang=lang)
    day = str(view.descriptor["created"])[:10]
    here = view.places[view.places["side"] == "MX"]
    rows = coverage.behind_headline(here, what, today=day)
    place = t("coverage.place", lang)
    listed = next(frame for frame in frames(app) if place in frame)
    assert len(listed) == len(rows) > 0
    assert f"pick={what}.MX" in linked(app)
    (link,) = [one for one in app.get("page_link") if "list=" in one.proto.query_string]
    assert parse_qs(link.proto.query_string) == {
        "lang": [lang], "list": [";".join(rows["facility_id"])], "show": ["list"],
    }  # fmt: skip


def test_corridor_counts_of_what_is_not_known_open_their_places():
    app = run({**TAPACHULA, "pick": ["lacks.no_point"]}, page="corridor")
    view = select(corridor="tapachula-tecun-uman")
    listed = next(frame for frame in frames(app) if t("coverage.place", "es") in frame)
    assert len(listed) == view.places["lon"].isna().sum()
    assert "pick=lacks.no_phone" in linked(app)


@pytest.mark.parametrize("corridor", load().corridors["corridor_id"])
def test_every_figure_of_the_comparison_opens_its_places(corridor):
    app = run({"corridor": [corridor]}, lang="en", page="corridor")
    view = select(corridor=corridor, lang="en")
    works = coverage.working(view.places)
    (grid,) = (body for body in html(app) if "<table class='atlas-table atlas-grid" in body)
    found = re.findall(r"pick=([^']+)' target='_self'>([^<]+)</a></td>", grid)
    assert len(found) > 30
    counts = {}
    for pick, text in found:
        counts.setdefault(pick, text)  # the number of places stands first
    for pick, n in counts.items():
        service, side = pick.split(".")
        having = works[[service in one.split(";") for one in works["services"]]]
        assert int(n) == (having["side"] == side).sum()


@pytest.mark.parametrize("pick", ["only.MX", "food.GT", "left_out"])
def test_corridor_opens_what_is_compared_and_what_no_distance_counts(pick):
    app = run({**TAPACHULA, "pick": [pick]}, page="corridor")
    assert not app.exception
    assert not app.warning
    assert f"pick={pick}" in linked(app)
    view = select(corridor="tapachula-tecun-uman")
    if pick == "left_out":
        places = coverage.sought(view)
        expected = places[~coverage.measurable(places)]
    else:
        places = coverage.supply(view.places)
        services = choices(load())["service"]
        table = coverage.asymmetry(places, services, ("MX", "GT"), today=view.made)
        what, side = pick.split(".")
        wanted = coverage.one_sided(table)[side] if what == "only" else [what]
        here = places[places["side"] == side]
        offered = counted_services(here)
        expected = here[[not set(wanted).isdisjoint(one.split(";")) for one in offered]]
    listed = next(frame for frame in frames(app) if t("coverage.place", "es") in frame)
    assert sorted(listed[t("coverage.place", "es")]) == sorted(expected["name"])


def opened(app):
    """Give the localities that a number of the coverage page opened."""
    wanted = t("coverage.access_short", "es")
    return next(frame for frame in frames(app) if wanted in frame)


CLOSED = ["close:talisman-el-carmen", "close:casa-del-migrante-tecun-uman"]
CHANGED = {**TAPACHULA, "service": ["legal_aid"], "what": CLOSED}


@pytest.mark.parametrize("pick", ["near.MX", "near.GT", "farther", "less"])
def test_coverage_sentence_opens_the_localities_that_it_counts(pick):
    app = run({**CHANGED, "pick": [pick]}, page="coverage")
    assert not app.exception
    assert not app.warning
    lines = [one for body in html(app) for one in re.findall(r"<li>.*?</li>", body)]
    said = next(unescape(one) for one in lines if f"pick={pick}'" in one)
    people = opened(app)[t("coverage.population", "es")].sum()
    if pick.startswith("near"):
        share, of = re.search(r"(\d+) % de las ([\d,]+) personas", said).groups()
        assert int(share) - 1 < 100 * people / int(of.replace(",", "")) < int(share) + 1
    else:
        ends = re.search(r": (\S+) localidad(?:es)?, población (\S+)\.", said).groups()
        n, living = (int(one.split("\N{EN DASH}")[-1].replace(",", "")) for one in ends)
        assert (len(opened(app)), people) == (n, living)


def test_coverage_says_the_range_first_where_few_points_are_known():
    app = run({**TAPACHULA, "service": ["legal_aid"], "pick": ["depends"]}, page="coverage")
    assert not app.warning
    (bars,) = (body for body in html(app) if "class='atlas-ranges'" in body)
    (ranges,) = re.findall(r"<ul class='atlas-ranges'>.*?</ul>", unescape(bars))
    mexico, guatemala = re.findall(r"<li>.*?</li>", ranges)
    low, high = re.search(r"<strong>([\d.]+) a (\d+) %</strong>", mexico).groups()
    assert f": entre {low} % y {high} % de las 650,968 personas" in mexico
    assert "Lugares con punto conocido: 1 de 18." in mexico
    assert float(low) < 1
    assert int(high) > 50
    assert "<strong>3 %</strong>" in guatemala, "nothing is missing there: one figure"
    for sentence in (mexico, guatemala):
        for part in (
            "Tapachula \N{EN DASH} Tecún Umán",
            "servicio «Asistencia legal»",
            "5 km",
            "2026",
        ):
            assert part in sentence
    (legend,) = (body for body in html(app) if "class='atlas-hatched" in body)
    assert t("coverage.depends_key", "es", km=5) in unescape(legend)
    perhaps = opened(app)[t("coverage.near_column", "es", km=5)]
    assert set(perhaps) == {t("coverage.near_perhaps", "es")}
    assert "Tapachula" in set(opened(app)[t("coverage.locality", "es")])


def test_gaps_say_which_rows_are_certain():
    view = select(corridor="tapachula-tecun-uman", service="legal_aid")
    after = access_map.measure(view, (), coverage.E2SFCA, by_capacity=False)
    table = gap_ranking._gaps(view, after, after, changed=False)
    least, far = (table[t(f"coverage.same_km{end}", "es")] for end in ("_least", ""))
    sure = table[t("coverage.certain", "es")] == t("coverage.certain_yes", "es")
    assert least.dropna().is_monotonic_decreasing
    assert (least[sure] == far[sure]).all()
    assert (least[~sure] < far[~sure]).all()
    assert 0 < sure.sum() < len(table)
    assert "0\N{EN DASH}17" in set(table["≤ 5 km"])


def test_coverage_opens_the_places_that_it_measures_from():
    app = run({**TAPACHULA, "pick": ["sited"]}, page="coverage")
    places = coverage.sought(select(corridor="tapachula-tecun-uman"))
    listed = next(frame for frame in frames(app) if t("coverage.place", "es") in frame)
    assert len(listed) == len(coverage.on_the_map(places)) > 0
    assert count("coverage.sited", len(listed), "es") in words(app)


def test_a_sentence_that_counts_nothing_opens_nothing():
    app = run({**TAPACHULA, "service": ["womens_protection"]}, page="coverage")
    assert count("coverage.sited", 0, "es") in words(app)
    (bars,) = (unescape(body) for body in html(app) if "class='atlas-ranges'" in body)
    assert "Guatemala: no se conoce ningún lugar así de este lado" in bars
    assert "pick=sited" not in linked(app)
    assert "pick=near.MX" in linked(app)
    assert "pick=near.GT" not in linked(app)
    assert "pick=left_out" in linked(app)


def test_coverage_cell_opens_its_localities():
    view = select(corridor="tapachula-tecun-uman")
    places = access_map.measure(view, (), coverage.E2SFCA, by_capacity=False)
    _, frame, opens = access_tables._by_cell(view, places)
    row = opens.index(next(filter(None, opens)))
    app = run({**TAPACHULA, "pick": [opens[row]]}, page="coverage")
    assert not app.warning
    assert len(opened(app)) == frame[t("coverage.localities", "es")][row]
    assert opened(app)[t("coverage.population", "es")].sum() == frame[
        t("coverage.population", "es")
    ][row]  # fmt: skip


@pytest.mark.parametrize("pick", ["near.US", "near", "cell.1,1", "cell.x", "farther", "sited.x"])
def test_coverage_refuses_a_number_that_counts_nothing(pick):
    app = run({**TAPACHULA, "pick": [pick]}, page="coverage")
    assert not app.exception
    (warning,) = app.warning
    assert t("coverage.pick", "es") in warning.value


def test_cooperation_opens_the_ties_that_can_be_drawn_and_the_levels_that_never_meet():
    view = select(corridor="tapachula-tecun-uman")
    app = run({**TAPACHULA, "pick": ["mapped"]}, page="cooperation")
    assert not app.warning
    listed = next(frame for frame in frames(app) if t("cooperation.through", "es") in frame)
    assert count("cooperation.ties_mapped", len(listed), "es") in words(app)
    app = run({**TAPACHULA, "pick": ["apart"]}, page="cooperation")
    assert not app.warning
    (table,) = (body for body in html(app) if t("cooperation.apart_from", "es") in body)
    named = sum(len(one.split(", ")) for one in re.findall(r"<td[^>]*>(.*?)</td>", table))
    apart = named // 2  # each of the two levels names the other
    labels = [view.vocab.label("level", one, "es") for one in view.vocab.codes("level")]
    assert not any("," in one for one in labels), "names are counted by the commas between them"
    assert re.search(rf"de los pares de niveles \(\d+ en total\), {apart} no comparten", words(app))


@pytest.mark.parametrize("lang", LANGS)
def test_every_count_of_the_data_page_opens_its_rows(lang):
    app = run({}, lang=lang, page="data")
    view = select(kind="any", status="any", lang=lang)
    bodies = "".join(item.proto.body for item in app.get("html"))
    found = re.findall(r"href='/data\?([^']+)' target='_self'>([\d,\s]+)<", bodies)
    assert len(found) > 60
    assert "<code>/ogc</code>" not in bodies, "made when somebody looks"
    show_tab(app, "data-tabs", t("data.tab_developers", lang))
    assert "<code>/ogc</code>" in "".join(html(app))
    for query, shown in found:
        asked, n = parse_qs(unescape(query)), int(re.sub(r"\D", "", shown))
        if query.endswith("#sources"):
            assert n == len(view.sources)
            continue
        (picked,) = asked["pick"]
        assert asked["lang"] == [lang]
        if picked in other_tables.TABLES:
            assert len(other_tables.rows(view, picked)) == n
        else:
            assert len(rows_behind.places(view, picked)) == n
            assert rows_behind.say(view, picked)


@pytest.mark.parametrize(
    "pick", ["precision.exact.tijuana-san-diego", "year.", "lacks.no_phone", "actors", "crossings"]
)
def test_data_page_shows_what_a_count_opens(pick):
    app = run({"pick": [pick]}, page="data")
    assert not app.exception
    assert not app.warning
    (shown,) = frames(app)
    assert len(shown)
    assert added(app) == f"pick={pick}"
    app.button(key="picked-close").click().run()
    assert not frames(app)


@pytest.mark.parametrize("pick", ["precision.x", "year.<b>", "lacks.x", "kind.a.b", "*"])
def test_data_page_names_a_count_that_is_none(pick):
    app = run({"pick": [pick]}, page="data")
    assert not app.exception
    assert app.warning
    assert not frames(app)


def test_corridor_chooses_another_corridor():
    app = run({}, page="corridor")
    app.button_group(key="planner.corridor").set_value("juarez-el-paso").run()
    assert app.session_state["_filter"].corridor == ("juarez-el-paso",)


def test_series_never_add_crossings_and_ports_and_mark_incomplete_years():
    flows = pd.DataFrame(
        {
            "series": ["crossing"] * 3 + ["port"],
            "crossing_id": ["a", "a", "a", ""],
            "port_name": "P",
            "measure": "pedestrians",
            "year": [2020, 2021, 2021, 2021],
            "month": [None, 1, 2, None],
            "value": [100, 5, 7, 1000],
            "months_covered": [None, None, None, 12],
            "source_ids": "s",
        }
    )
    yearly = crossing_series.series(flows, "pedestrians", monthly=False)
    rows = yearly[["series", "year", "value", "months", "complete"]].to_numpy().tolist()
    assert rows == [
        ["crossing", 2020, 100, 12, True],
        ["crossing", 2021, 12, 2, False],
        ["port", 2021, 1000, 12, True],
    ]
    assert crossing_series.series(flows, "pedestrians", monthly=True)["value"].tolist() == [5, 7]


def test_coverage_what_if_is_in_the_link_and_can_be_undone():
    link = {**TAPACHULA, "service": ["legal_aid"], "what": ["close:talisman-el-carmen"]}
    app = run(link, page="coverage")
    assert added(app) == "what=close:talisman-el-carmen"
    before = t("coverage.either_before", "es")
    assert any(before in frame for frame in frames(app))
    app.button(key="planner.undo.0").click().run()
    assert added(app) == ""
    assert not any(before in frame for frame in frames(app))


def test_coverage_adds_a_place_where_the_form_says():
    app = run({**TAPACHULA, "service": ["legal_aid"]}, page="coverage")
    app.number_input(key="planner.add_lat").set_value(14.95).run()
    app.number_input(key="planner.add_lon").set_value(-92.2).run()
    app.number_input(key="planner.add_beds").set_value(40).run()
    app.button(key="planner.add").click().run()
    assert not app.exception
    assert added(app) == "what=add:14.95,-92.2,40"
    none = t("coverage.localities_many", "es", n="0")
    gains = t("coverage.change_more", "es", localities=none, people="0")
    assert gains not in words(app)


def test_coverage_says_when_the_last_crossing_is_closed():
    view = select(corridor="tapachula-tecun-uman")
    closed = [f"close:{one}" for one in coverage.gates(view.crossings)["crossing_id"]]
    app = run({**TAPACHULA, "what": closed}, page="coverage")
    assert not app.exception
    (said,) = (item.value for item in app.warning)
    assert said.startswith(plain(scope.scope(view)))
    assert all(name in said for name in ("Rodolfo Robles", "suponiendo estos cambios"))
    assert said.endswith(f": {t('coverage.no_gate', 'es')}")


def test_coverage_refuses_each_bad_change_in_a_sentence_and_keeps_the_rest():
    link = {**TAPACHULA, "what": ["close:nobody", "add:1,1", "close:rodolfo-robles"]}
    app = run(link, page="coverage", lang="en")
    said = [item.value for item in app.warning]
    assert len(said) == 2
    assert t("coverage.refused_id", "en") in said[0]
    assert t("coverage.refused_place", "en") in said[1]
    assert app.button(key="planner.undo.0")


@pytest.mark.parametrize("lang", LANGS)
def test_coverage_says_when_no_place_publishes_its_capacity(lang):
    link = {**TAPACHULA, "service": ["documentation"], "supply": ["capacity"]}
    app = run(link, lang=lang, page="coverage")
    assert not app.exception
    view = select(corridor="tapachula-tecun-uman", service="documentation", lang=lang)
    said = page_parts.scoped(view, t("coverage.no_capacity", lang))
    assert [item.value for item in app.warning] == [said]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", PAGES)
def test_everything_wrong_at_once_is_said_and_leaves_a_page(page, lang):
    """No place is left, the last crossing is closed, and what is picked does not exist."""
    view = select(corridor="tapachula-tecun-uman")
    closed = [f"close:{one}" for one in coverage.gates(view.crossings)["crossing_id"]]
    nonsense = ["add:91,181", "add:14.9,-92.2,99999999", "close:", "drop table"]
    link = {
        **TAPACHULA,
        "q": ["zzzzzzzzzz"],
        "what": [*closed, *nonsense],
        "pick": ["only.XX.<b>"],
        "year": ["-1"],
    }
    app = run(link, lang=lang, page=page)
    assert not app.exception
    assert headings(app)
    said = [item.value for item in app.warning]
    if page == "corridor":
        assert t("app.empty_title", lang) in [item.value for item in app.subheader]
    else:
        assert any("only" in text for text in said)
    if page == "coverage":
        view = select(corridor="tapachula-tecun-uman", q="zzzzzzzzzz", lang=lang)
        for lacking in ("no_gate", "nothing_sited"):
            of_view = [text for text in said if text.startswith(plain(scope.scope(view)))]
            assert any(text.endswith(f": {t(f'coverage.{lacking}', lang)}") for text in of_view)
        assert len([text for text in said if "«" in text or "“" in text]) >= len(nonsense)


def test_an_atlas_without_places_blames_no_filter(monkeypatch):
    lang = "en"
    empty = dataclasses.replace(load(), places=load().places.iloc[:0])
    monkeypatch.setattr(state, "package", lambda: empty)
    app = run(TAPACHULA, lang=lang, page="corridor")
    assert not app.exception
    assert t("map.empty_package", lang) in [item.value for item in app.subheader]
    assert "clear-empty" not in [button.key for button in app.button]


def test_coverage_point_says_what_a_change_does_to_it():
    link = {**TAPACHULA, "service": ["legal_aid"], "what": ["close:talisman-el-carmen"]}
    app = run({**link, "pick": ["talisman-el-carmen.GT"]}, lang="en", page="coverage")
    told = t("coverage.point_changed", "en", name="x").split("**")[0]
    assert told in words(app)
    table = next(item.proto.body for item in app.get("html") if "<table" in item.proto.body)
    assert all(f">{t(f'coverage.{one}', 'en')}<" in table for one in ("was", "then"))


def test_coverage_tables_of_access_are_made_when_somebody_looks():
    app = run(TAPACHULA, page="coverage")
    wanted = t("coverage.access_short", "es")
    assert not any(wanted in frame for frame in frames(app))
    app.session_state["access-fold"] = True
    app.run()
    view = select(corridor="tapachula-tecun-uman")
    measured = access_map.measure(view, (), coverage.E2SFCA, by_capacity=False)
    assert len(opened(app)) == len(measured.homes)


def test_coverage_bands_come_when_asked_for():
    app = run({**TAPACHULA, "service": ["legal_aid"]}, page="coverage")
    band = t("coverage.band", "es")
    app.session_state["access-fold"] = True
    app.run()
    assert not any(band in frame for frame in frames(app))
    app.button(key="planner.bands").click().run()
    assert not app.exception
    assert any(band in frame for frame in frames(app))
    again = run({**TAPACHULA, "service": ["legal_aid"], "bands": ["yes"]}, page="coverage")
    assert any(band in frame for frame in frames(again)), "the link brings them"


def test_coverage_point_opens_the_places_that_it_reaches():
    app = run({**TAPACHULA, "pick": ["talisman-el-carmen.MX"]}, page="coverage")
    listed = [frame for frame in frames(app) if t("coverage.place", "es") in frame]
    assert len(listed) == 1
    assert added(app) == "pick=talisman-el-carmen.MX"


def test_cooperation_answers_which_agreements_bind_tapachula():
    """Which agreements bind Tapachula's municipality, since when, and which have ended?"""
    link = {**TAPACHULA, "actor": ["municipio-tapachula"], "type": ["agreement"]}
    app = run(link, lang="en", page="cooperation")
    show_tab(app, "register-tabs", t("cooperation.as_table", "en"))
    action = t("cooperation.action", "en")
    register = next(frame for frame in frames(app) if action in frame)
    assert dict(zip(register[t("cooperation.years", "en")], register["State"], strict=True)) == {
        "2017\N{EN DASH}2020": "replaced by UNHCR - Tapachula municipality agreement (2020-2022)",
        "2020\N{EN DASH}2022": "ended 2022",
    }
    assert register[t("coverage.source", "en")].str.startswith("http").all()


@pytest.mark.parametrize(
    ("pick", "trace", "of"),
    [
        ("dimension.unhcr.culture", "dimension", ("unhcr", "culture")),
        ("tie.municipio-tapachula.unhcr", "tie", ("municipio-tapachula", "unhcr")),
        ("levels.municipal.state", "levels", ("municipal", "state")),
        ("both.health", "both", ("health",)),
    ],
)
def test_cooperation_number_opens_just_its_actions(pick, trace, of):
    app = run({**TAPACHULA, "pick": [pick]}, page="cooperation")
    assert not app.exception
    assert not app.warning
    view = select(corridor="tapachula-tecun-uman")
    rows = cooperation.behind(view.actions, select().actors, trace, of, ("MX", "GT"))
    assert len(rows)
    action = t("cooperation.action", "es")
    shown = [frame[action].tolist() for frame in frames(app) if action in frame]
    assert rows["name"].tolist() in shown
    assert added(app) == f"pick={pick}"


@pytest.mark.parametrize("lang", LANGS)
def test_every_indicator_opens_its_rows_with_their_sources(lang):
    everything = select(lang=lang)
    app = run({**TAPACHULA, "type": ["agreement"]}, lang=lang, page="cooperation")
    found = [line for line in linked(app).split() if "pick=indicator." in line]
    assert len(found) == len(indicators.SHOWN) * len(everything.corridors)
    for link in found:
        asked = parse_qs(link.split("?")[1])
        assert link.startswith("/cooperation?")
        assert asked["type"] == ["agreement"]
        (picked,) = asked["pick"]
        _, name, corridor = picked.split(".")
        rows = indicators.behind(everything, picked)
        actions, actors = everything.actions, everything.actors
        assert len(rows) == len(cooperation.behind_indicator(actions, actors, name, corridor)) > 0
        assert indicators.cited(everything, rows)
        addresses = indicators.rows(everything, rows)[t("coverage.source", lang)].dropna()
        assert len(addresses)
        assert addresses.str.startswith("http").all()


@pytest.mark.parametrize("name", ["shared", "municipal_share"])
def test_a_picked_indicator_shows_its_rows_whatever_the_filters_keep(name):
    pick = f"indicator.{name}.tijuana-san-diego"
    app = run({**TAPACHULA, "year": ["2016"], "pick": [pick]}, page="cooperation")
    assert not app.exception
    assert not app.warning
    rows = indicators.behind(select(), pick)
    ties = name != "shared"
    column = t("cooperation.through" if ties else "cooperation.parties", "es")
    assert len(rows) in [len(frame) for frame in frames(app) if column in frame]
    assert f"pick={pick}" in added(app)
    app.button(key="picked-close").click().run()
    assert "pick" not in added(app)


@pytest.mark.parametrize(
    "pick",
    ["indicator.ties.<b>", "indicator.x.tijuana-san-diego", "indicator", "service.health.XX",
     "service.no.MX", "sector.health.x"],
)  # fmt: skip
def test_cooperation_names_a_number_that_is_none(pick):
    app = run({**TAPACHULA, "pick": [pick]}, page="cooperation")
    assert not app.exception
    assert len(app.warning) == 1
    assert added(app) == ""


def test_what_is_known_of_a_service_or_a_sector_opens_its_rows():
    view = select(corridor="tapachula-tecun-uman")
    known, _ = tie_map.well_known(view, "service")
    picks = tie_map.known_picks(known, "service")
    assert len(picks) == len(known)
    for n, pick in zip(known["rows"], picks, strict=True):
        assert len(action_rows.traced_places(view, pick)) == n
        assert bool(pick) == bool(n)
    known, _ = tie_map.well_known(view, "sector")
    for n, pick in zip(known["rows"], tie_map.known_picks(known, "sector"), strict=True):
        assert len(action_rows.traced_actions(view, Chosen(), pick)) == n
    app = run({**TAPACHULA, "pick": ["service.health.MX"]}, page="cooperation")
    n = view.places["services"].str.split(";").map(lambda codes: "health" in codes)
    listed = next(frame for frame in frames(app) if t("coverage.place", "es") in frame)
    assert len(listed) == (n & (view.places["side"] == "MX")).sum() > 0
    assert app.get("page_link")


def test_themes_count_what_they_open():
    """An action of no corridor is no instrument of this one."""
    view = select(corridor="tapachula-tecun-uman")
    assert (view.actions["corridor_ids"] == "").any()
    themes = cooperation.sector_by_corridor(
        view.actions, view.actors, view.corridors, view.vocab.codes("sector")
    )
    for theme in themes.itertuples():
        assert (
            len(action_rows.traced_actions(view, Chosen(), f"sector.{theme.sector}"))
            == theme.actions
        )


def test_a_pair_of_counterparts_opens_its_two_places():
    view = select(corridor="tapachula-tecun-uman")
    found = coverage.counterparts(view.places, view.crossings, view.localities, ("MX", "GT"))
    picks = counterpart_pairs.picks(view, "")
    ids = [found.iloc[0]["id_a"], found.iloc[0]["id_b"]]
    assert picks[0] == f"pair.{ids[0]}.{ids[1]}"
    app = run({**TAPACHULA, "pick": picks[:1]}, page="corridor")
    assert not app.exception
    assert not app.warning
    listed = next(frame for frame in frames(app) if t("coverage.place", "es") in frame)
    assert len(listed) == 2
    (link,) = [one for one in app.get("page_link") if "list=" in one.proto.query_string]
    assert set(parse_qs(link.proto.query_string)["list"][0].split(";")) == set(ids)


@pytest.mark.parametrize("of", ["x.y", "{0}", "{0}.{0}", "{0}.x"])
def test_a_pair_that_is_none_is_named(of):
    place = select(corridor="tapachula-tecun-uman").places["facility_id"].iloc[0]
    app = run({**TAPACHULA, "pick": [f"pair.{of.format(place)}"]}, page="corridor")
    assert not app.exception
    assert len(app.warning) == 1


def test_a_localitys_row_opens_what_it_reaches():
    view = select(corridor="tapachula-tecun-uman")
    after = access_map.measure(view, (), access_map.METHODS["e2sfca"], by_capacity=False)
    frame = access_tables.by_locality(view, after, after, None)
    picks = access_tables.picks(after, frame)
    assert set(picks) <= set(after.ids)
    names = after.homes.assign(pick=after.homes["locality_id"] + "." + after.homes["side"])
    names = names.set_index("pick")["name"]
    locality = t("coverage.locality", "es")
    assert [names[one] for one in picks] == frame[locality].tolist()


def test_what_the_pages_say_first_leads_to_the_map_of_just_that():
    view = select(corridor="tapachula-tecun-uman", service="legal_aid")
    link = {**TAPACHULA, "service": ["legal_aid"]}
    counted = coverage.sought(view)
    for page, n in (("corridor", len(view.places)), ("coverage", len(counted))):
        asked = parse_qs(shown_on_the_map(run(link, page=page))[0].split("?")[1])
        asked.pop("lang")
        assert len(select(**asked).places) == n
    changed = run({**link, "what": [f"close:{counted.iloc[0]['facility_id']}"]}, page="coverage")
    assert not shown_on_the_map(changed)


def shown_on_the_map(app):
    """Give the links of a page to the map, without those that lift what is left out."""
    return [one for one in linked(app).split() if "/?corridor" in one and "=any" not in one]


def test_cooperation_filter_goes_into_the_link():
    app = run(TAPACHULA, page="cooperation")
    assert not app.multiselect, "what is folded is not made"
    app.session_state["cooperation-filters"] = True
    app.run()
    app.multiselect(key="planner.sector").set_value(["health"]).run()
    app.selectbox(key="planner.year").set_value("2021").run()
    assert added(app) == "sector=health&year=2021"
    view = select(corridor="tapachula-tecun-uman")
    assert t("cooperation.found", "es", n=0, total=len(view.actions)) not in words(app)


def test_pages_keep_what_was_chosen_on_the_way_back():
    app = run({**TAPACHULA, "what": ["close:talisman-el-carmen"]}, page="coverage")
    for page in ("corridor", "coverage"):
        app.query_params.clear()
        app.switch_page(os.path.relpath(pages_dir() / f"{page}.py", MAIN.parent)).run()
    assert "what=close:talisman-el-carmen" in added(app)


def test_cooperation_names_parties_of_other_corridors_too():
    app = run(TAPACHULA, page="cooperation")
    show_tab(app, "register-tabs", t("cooperation.as_table", "es"))
    register = next(frame for frame in frames(app) if t("cooperation.parties", "es") in frame)
    said = " ".join(register[t("cooperation.parties", "es")])
    assert "Ayuntamiento de Tijuana" in said
    assert "municipio-tijuana" not in said


def test_places_within_a_distance_are_counted_in_whole_numbers():
    app = run({**TAPACHULA, "service": ["legal_aid"]}, page="coverage")
    (gaps,) = [item for item in app.dataframe if "≤ 2 km" in item.value]
    looks = json.loads(gaps.proto.columns)
    counts = gaps.value["≤ 2 km"].astype(str)
    assert counts.str.fullmatch(r"\d+(\N{EN DASH}\d+)?").all(), "a number, or a range of two"
    assert looks[t("coverage.same_km", "es")]["type_config"]["format"] == "%,.1f"


CHARTS = {"corridor": "more-crossings", "cooperation": "more-ties"}
"""What holds the charts of a page that are made when somebody looks."""


def tables_named(part):
    """Give the names of the tables that a part of a drawing takes its data from."""
    if isinstance(part, list):
        return set().union(*map(tables_named, part))
    if not isinstance(part, dict):
        return set()
    here = {part["data"]["name"]} if "name" in part.get("data", {}) else set()
    return here.union(*map(tables_named, part.values()))


@pytest.mark.parametrize("page", PAGES)
def test_drawings_have_the_tables_that_they_name_and_those_of_their_corridor(page):
    windows = []
    for corridor in ("tijuana-san-diego", "juarez-el-paso"):
        app = run({"corridor": [corridor]}, page=page)
        if page in CHARTS:
            app.session_state[CHARTS[page]] = True
            app.run()
        drawings = app.get("vega_lite_chart")
        assert drawings
        for drawing in drawings:
            spec = json.loads(drawing.proto.spec)
            sent = {one.name for one in drawing.proto.datasets} | set(spec.get("datasets", {}))
            assert tables_named({k: v for k, v in spec.items() if k != "datasets"}) == sent
            windows += [str(spec["projection"]["fit"])] if "projection" in spec else []
    assert len(windows) == len(set(windows)), "a map shows its own corridor"
    assert windows or page == "corridor"
