"""The filter panel, the link and the filter say the same thing."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from atlas.app.markdown_text import plain
from atlas.base.i18n import LANGS, number, t
from atlas.data import load
from atlas.places import filter_order
from atlas.places.filters import Filter
from atlas.places.view import make_view
from atlas.webmap.payload import payload as build
from atlas.webmap.payload import strings
from tests.webmap.node import call


def panel():
    """Run the panel on a page of its own and note the filter that comes out."""
    import streamlit as st

    from atlas.app import state, widgets
    from atlas.places.filters import Filter

    state.begin()
    widgets.filter_panel(state.view())
    near = Filter(near="san-ysidro", max_km=7.5, lang="en")
    st.button("take", key="take", on_click=state.take, args=(near,))
    if state.view().places.empty:
        widgets.empty(state.view())
    st.session_state["seen"] = state.view().filter
    st.session_state["link"] = state.address()["query"]
    st.session_state["epoch"] = state.epoch()


def unfold(app, facet, *, to=True):
    """Open a facet whose values are made only then, or close it."""
    open_more(app)
    app.session_state[f"fold-{facet}"] = to
    app.run()


def open_more(app):
    """Open the fields that are made only then."""
    app.session_state["more-filters"] = True
    return app.run()


@pytest.fixture
def app():
    made = AppTest.from_function(panel, default_timeout=60)
    made.query_params["lang"] = "es"
    return made.run()


def in_order(block):
    """Give the labels of a panel in reading order; the values of a facet are not among them."""
    for part in block.children.values():
        if part.type == "expander" and part.label != t("map.more_filters", LANGUAGE[0]):
            yield part.label
        elif hasattr(part, "children"):
            yield from in_order(part)
        elif part.type in ("checkbox", "selectbox"):
            yield part.label


LANGUAGE = [""]


@pytest.mark.parametrize("lang", LANGS)
def test_both_panels_have_the_same_filters_in_the_same_order(lang):
    payload = build(make_view(load(), Filter(lang=lang)))
    words = strings()[lang]
    said = {"phone": "with_phone", "verified_since": "facet_verified_since"}
    said["max_km"] = "facet_max_km"
    context = {"payload": payload, "all": every_code(payload), "state": {"filter": empty(payload)}}
    (order,) = call("panels/panel-order.js", "panelOrder", [[context]])
    names = [*order["first"], *order["more"]]
    assert names == [*filter_order.FIRST, *filter_order.MORE]
    on_the_map = [
        words[said[name]] if name in said else payload["facets"][name]["title"][lang]
        for name in names
    ]
    LANGUAGE[:] = [lang]
    app = AppTest.from_function(panel, default_timeout=60)
    app.query_params["lang"] = lang
    app.run()
    assert list(in_order(app.sidebar)) == on_the_map[: len(filter_order.FIRST)]
    assert list(in_order(open_more(app).sidebar)) == on_the_map


def every_code(payload):
    return {name: dict.fromkeys(payload["choices"][name], 1) for name in payload["facets"]}


def empty(payload):
    return {name: [] for name in payload["facets"]} | {"near": "", "max_km": None}


def test_ticks_become_filter_and_link(app):
    app.checkbox(key="service.food").check().run()
    assert "kind.shelter" not in {box.key for box in app.checkbox}
    unfold(app, "kind")
    app.checkbox(key="kind.shelter").check().run()
    assert app.session_state["seen"] == Filter(kind=("shelter",), service=("food",))
    assert app.session_state["link"] == "kind=shelter&service=food"
    app.checkbox(key="service.food").uncheck().run()
    assert app.session_state["link"] == "kind=shelter"
    assert not app.caption
    unfold(app, "kind", to=False)
    assert [one.value for one in app.caption] == [load().vocab.label("kind", "shelter", "es")]
    app.checkbox(key="service.health").check().run()
    assert app.session_state["link"] == "kind=shelter&service=health", "what is folded is kept"


@pytest.mark.parametrize("lang", LANGS)
def test_counts_are_those_of_the_view(lang):
    app = AppTest.from_function(panel, default_timeout=60)
    app.query_params.update({"lang": lang, "kind": "shelter"})
    app.run()
    unfold(app, "kind")
    package = load()
    facets = make_view(package, Filter(kind=("shelter",), lang=lang)).facets
    labels = {box.key: box.label for box in app.checkbox}
    for facet in ("corridor", "kind", "service"):
        for code, found in facets[facet].items():
            if f"{facet}.{code}" in labels:
                assert labels[f"{facet}.{code}"].endswith(f" :gray[{number(found, lang)}]")
    assert {"kind.shelter", "service.legal_aid"} <= labels.keys()
    assert "kind.crossing" not in labels, "no place is a crossing, so nobody is offered it"


def test_value_that_would_give_nothing_cannot_be_ticked(app):
    app.checkbox(key="corridor.tapachula-tecun-uman").check().run()
    assert app.checkbox(key="side.US").disabled
    assert not app.checkbox(key="side.GT").disabled


def test_dates_and_distances(app):
    open_more(app)
    app.selectbox(key="verified_since").select("2025").run()
    app.selectbox(key="max_km").select(5.0).run()
    app.selectbox(key="near").select("san-ysidro").run()
    assert app.session_state["seen"] == Filter(verified_since="2025", max_km=5.0, near="san-ysidro")


def test_values_of_a_link_that_no_list_offers_are_offered():
    app = AppTest.from_function(panel, default_timeout=60)
    link = {"verified_since": "2003-05", "max_km": "7.25", "near": "32.5,-117.02", "lang": "es"}
    app.query_params.update(link)
    app.run()
    assert not app.exception
    assert app.session_state["seen"] == Filter(
        verified_since="2003-05", max_km=7.25, near="32.5,-117.02"
    )
    assert app.selectbox(key="max_km").value == 7.25


def test_space_at_the_end_of_a_search_is_not_taken_away(app):
    app.text_input(key="q").set_value("casa ").run()
    assert app.session_state["seen"].q == "casa"
    assert app.text_input(key="q").value == "casa "


def test_clearing_takes_everything_away_but_the_language():
    app = AppTest.from_function(panel, default_timeout=60)
    app.query_params.update({"lang": "en", "kind": "shelter", "q": "zzzzzzzz"})
    app.run()
    before = app.session_state["epoch"]
    assert t("app.empty_title", "en") in [item.value for item in app.subheader]
    app.button(key="clear-empty").click().run()
    assert app.session_state["seen"] == Filter(lang="en")
    unfold(app, "kind")
    assert not app.checkbox(key="kind.shelter").value
    assert app.text_input(key="q").value == ""
    assert app.session_state["epoch"] == before + 1, "the map must follow"


def test_filter_from_elsewhere_reaches_the_widgets(app):
    app.button(key="take").click().run()
    assert app.session_state["seen"] == Filter(near="san-ysidro", max_km=7.5, lang="en")
    assert app.selectbox(key="near").value == "san-ysidro"
    assert app.selectbox(key="max_km").value == 7.5


def test_link_is_read_once_and_then_the_widgets_count():
    app = AppTest.from_function(panel, default_timeout=60)
    app.query_params.update({"service": "food", "lang": "es"})
    app.run()
    app.checkbox(key="service.food").uncheck().run()
    assert app.session_state["seen"] == Filter()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("facet", ["kind", "status"])
def test_what_is_left_out_is_offered_and_a_code_replaces_it(facet, lang):
    app = AppTest.from_function(panel, default_timeout=60)
    app.query_params["lang"] = lang
    app.run()
    if facet not in filter_order.OPEN:
        unfold(app, facet)
    box = app.checkbox(key=f"{facet}.any")
    lifted = make_view(load(), Filter(**{facet: ("any",)}, lang=lang))
    n = number(len(lifted.places), lang)
    assert box.label == f"{plain(t(f'facets.any_{facet}', lang))} :gray[{n}]"
    box.check().run()
    assert app.session_state["seen"] == lifted.filter
    code = {"kind": "detention", "status": "closed"}[facet]
    app.checkbox(key=f"{facet}.{code}").check().run()
    assert app.session_state["seen"] == Filter(**{facet: (code,)}, lang=lang)
    assert not app.checkbox(key=f"{facet}.any").value
    app.checkbox(key=f"{facet}.any").check().run()
    assert app.session_state["seen"] == lifted.filter
    assert not app.checkbox(key=f"{facet}.{code}").value


def ways_out(app):
    """Give the buttons that take off one field each, by field."""
    keyed = [one for one in app.button if one.key.startswith("without-")]
    return {one.key.removeprefix("without-"): one for one in keyed}


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_left_names_the_filter_that_empties_it(lang):
    chosen = Filter(kind=("consulate",), verified_since="2026", q="albergue", lang=lang)
    app = AppTest.from_function(panel, default_timeout=60)
    app.query_params.update({**chosen.to_params(), "lang": lang})
    app.run()
    without = {
        "kind": (replace(chosen, kind=()), load().vocab.label("kind", "consulate", lang)),
        "verified_since": (
            replace(chosen, verified_since=""),
            t("map.since_date", lang, date="2026"),
        ),
        "q": (replace(chosen, q=""), "albergue"),
    }
    counts = {name: len(make_view(load(), one).places) for name, (one, _) in without.items()}
    assert 0 in counts.values()
    assert {name: one.label for name, one in ways_out(app).items()} == {
        name: plain(t("map.without", lang, what=what, n=counts[name]))
        for name, (_, what) in without.items()
        if counts[name]
    }
    before = app.session_state["epoch"]
    ways_out(app)["q"].click().run()
    assert app.session_state["seen"] == without["q"][0]
    assert app.session_state["epoch"] == before + 1, "the map must follow"
    assert not ways_out(app)


def test_a_limit_of_distance_goes_with_its_point():
    app = AppTest.from_function(panel, default_timeout=60)
    app.query_params.update({"near": "32.5,-117.02", "max_km": "0.01", "lang": "es"})
    app.run()
    (way,) = ways_out(app).values()
    assert way.label.startswith(plain("Sin «a 0.01 km o menos de punto 32.5, -117.02»: "))
    way.click().run()
    assert app.session_state["seen"] == Filter()
