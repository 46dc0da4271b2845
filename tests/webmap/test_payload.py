"""What the map front end is given: JSON that stays data, columns, basemap, pages."""

import json
import re
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import folium
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from atlas import webmap
from atlas.base.errors import ExportError
from atlas.data import load
from atlas.places.filters import Filter
from atlas.places.view import make_view
from atlas.spatial.far_lines import HONEST_ZOOMS
from atlas.webmap import (
    AtlasLayer,
    capsule,
    leaflet_files,
    payload,
    read_capsule,
    safe_json,
    to_map,
)
from atlas.webmap.basemap_payload import SCALE, geography
from atlas.webmap.capsule import PANELS
from atlas.webmap.column_codec import number_column, text_column
from atlas.webmap.front_end import script, stylesheet

from .node import node

FOLDER = Path(webmap.__file__).parent
MODULES = [FOLDER / "atlas-map.js", *sorted((FOLDER / "modules").rglob("*.js"))]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
HOSTILE = st.sampled_from(
    ["{{7*191}}", "{% raw %}", "{#", "{{{", "</script>", "<!--", "${x}", "`", "\u2028", "&amp;"]
)


@pytest.fixture(scope="module")
def view():
    return make_view(load())


@pytest.fixture(scope="module")
def value(view):
    return payload(view)


def column(values, name):
    """Read a text column as the browser does."""
    written = values["places"]["text"].get(name, {"c": ""})
    if "c" in written:
        return [written["c"]] * values["places"]["n"]
    return written["v"] if "v" in written else [written["d"][i] for i in written["i"]]


def numbers(written, n):
    """Read a column of numbers as the browser does."""
    if written is None:
        return [None] * n
    total, found = 0, []
    for step in written["n"]:
        if step is not None:
            total = total + step if written["delta"] else step
        found.append(None if step is None else total / written["s"])
    return found


def line(flat, scale=SCALE):
    return np.cumsum(np.array(flat).reshape(-1, 2), axis=0) / scale


# JSON that stays data


@given(JSON, HOSTILE, HOSTILE)
def test_json_stays_data_and_means_the_same(value, before, after):
    value = {"value": value, before: before + after, after: [after + before]}
    text = safe_json(value)
    assert json.loads(text) == value
    assert not re.search("[<>&`$\u2028\u2029]|{{|{%|{#", text)


def test_json_of_a_number_that_is_none_is_refused():
    with pytest.raises(ValueError, match="Out of range"):
        safe_json({"km": float("nan")})


# Columns


@given(st.lists(st.sampled_from(["", "a", "b;c", "ñ"]) | st.text(max_size=3)))
def test_a_text_column_is_read_back(values):
    written = text_column(pd.Series(values, dtype="str"))
    place = {"places": {"n": len(values), "text": {"x": written} if written else {}}}
    assert column(json.loads(json.dumps(place)), "x") == values


@given(
    st.lists(st.none() | st.integers(-18_000_000, 18_000_000)),
    st.booleans(),
    st.sampled_from([1, 1000, 100_000]),
)
def test_a_number_column_is_read_back(steps, delta, scale):
    values = pd.Series([np.nan if s is None else s / scale for s in steps], dtype="float64")
    written = number_column(values, scale=scale, delta=delta)
    found = numbers(json.loads(json.dumps(written)), len(steps))
    assert found == [None if s is None else s / scale for s in steps]


def test_a_column_that_says_nothing_is_left_out():
    assert text_column(pd.Series(["", ""])) is None
    assert number_column(pd.Series([np.nan, np.nan])) is None


# The payload


def test_every_place_is_there_where_it_is_published(view, value):
    places = view.lifted.places  # what the defaults leave out may be asked for in the browser
    assert len(places) > len(view.places)
    assert column(value, "facility_id") == places["facility_id"].tolist()
    for name in ("lon", "lat"):
        found = numbers(value["places"]["numbers"][name], len(places))
        assert [x is None for x in found] == places[name].isna().tolist()
        known = np.array([x for x in found if x is not None])
        assert np.abs(known - places[name].dropna()).max() <= 0.51 / SCALE


def test_withheld_places_have_no_point_and_no_address(value):
    sensitivity = column(value, "sensitivity")
    lon = numbers(value["places"]["numbers"]["lon"], len(sensitivity))
    address = column(value, "address")
    withheld = [i for i, code in enumerate(sensitivity) if code == "withheld"]
    assert withheld
    assert all(lon[i] is None and not address[i] for i in withheld)


def test_every_cited_source_is_there_and_no_other(view, value):
    cited = {one for ids in column(value, "source_ids") for one in ids.split(";")}
    cited |= {one for name in ("status", "position", "capacity") for ids in
              column(value, f"{name}_source_ids") for one in ids.split(";")}  # fmt: skip
    cited |= {str(one) for crossing in value["crossings"] for one in crossing["sources"]}
    said = [claim for claims in value["claims"]["rows"].values() for claim in claims]
    cited |= {str(one) for *_, sources in said for one in sources}
    assert cited - {""} == {str(number) for number in range(len(value["sources"]))}
    first = view.places.iloc[0]
    source = view.sources.set_index("source_id").loc[first["source_ids"].split(";")[0]]
    number = int(column(value, "source_ids")[0].split(";")[0])
    assert value["sources"][number]["title"] == source["title"]


def test_near_may_name_only_crossings_that_have_a_point(view, value):
    located = view.crossings.loc[view.crossings["lon"].notna(), "crossing_id"]
    assert value["choices"]["near"] == located.tolist()


def test_an_empty_view_has_a_payload(view):
    empty = payload(view.remade(replace(view.filter, q="nobody has such a name")))
    assert empty["places"]["n"] == 0
    assert empty["corridors"]


def test_the_words_are_the_same_in_both_languages_and_all_are_used():
    words = webmap.strings()
    assert words["es"].keys() == words["en"].keys()
    code = "".join(module.read_text(encoding="utf-8") for module in MODULES)
    plain = set(re.findall(r'"((?:dates\.)?[a-z_]+)"', code))
    built = re.findall(
        r"`((?:facet|column|legend|compare|status|left_out|show|order|way|report)_)\$\{", code
    )
    for key in words["es"]:
        stem = re.sub(r"_(one|many)$", "", key)
        used = stem in plain or key in plain or any(key.startswith(prefix) for prefix in built)
        assert used or key == "noscript", key


def test_every_word_that_the_front_end_asks_for_exists():
    words = webmap.strings()["es"]
    for module in MODULES:
        code = module.read_text(encoding="utf-8")
        for key in re.findall(r"words\.t\(\s*\"([\w.]+)\"", code):
            assert key in words, (module.name, key)
        for key in re.findall(r"words\.count\(\s*\"([\w.]+)\"", code):
            assert {f"{key}_one", f"{key}_many"} <= words.keys(), (module.name, key)


# The basemap


@pytest.fixture(scope="module")
def basemap(value):
    return value["geography"]


def test_land_and_border_are_where_the_package_has_them(view, basemap):
    painted = {}
    for part in basemap["land"]:
        drawn = shapely.union_all([shapely.Polygon(line(ring)) for ring in part["rings"]])
        for (corridor, side), below in list(painted.items()):
            if corridor == part["corridor"]:
                painted[corridor, side] = below.difference(drawn)
        painted[part["corridor"], part["side"]] = drawn
    for row in view.land.itertuples():
        seen = painted[row.corridor_id, row.side]
        assert seen.symmetric_difference(row.geometry).area < 2e-4 * row.geometry.area
    drawn = shapely.MultiLineString([line(flat) for flat in basemap["border"]])
    assert shapely.hausdorff_distance(drawn, view.border.union_all()) < 3 / SCALE


def test_anchors_point_into_the_first_side(view, basemap):
    land = {(row.corridor_id, row.side): row.geometry for row in view.land.itertuples()}
    assert {anchor["corridor"] for anchor in basemap["anchors"]} == set(
        view.corridors["corridor_id"]
    )
    for anchor in basemap["anchors"]:
        shrink = np.cos(np.radians(anchor["lat"]))
        step = np.array([anchor["nx"] / shrink, anchor["ny"]]) * 0.012
        at = np.array([anchor["lon"], anchor["lat"]])
        assert land[anchor["corridor"], anchor["a"]].contains(shapely.Point(at + step))
        assert land[anchor["corridor"], anchor["b"]].contains(shapely.Point(at - step))


def test_the_limit_is_the_radius_and_nothing_of_coast_or_border(view, basemap):
    known = view.crossings.dropna(subset=["lon"])
    geod = Geod(ellps="WGS84")
    for flat in basemap["limits"]:
        for lon, lat in line(flat):
            same = np.full(len(known), 1.0)
            _, _, metres = geod.inv(lon * same, lat * same, known["lon"], known["lat"])
            assert 39_000 < metres.min() < 40_200


def test_the_sheets_hold_their_land_and_reach_out_to_sea(view, basemap):
    for sheet, corridor in zip(basemap["sheets"], view.corridors["corridor_id"], strict=True):
        land = view.land[view.land["corridor_id"] == corridor].union_all()
        box = shapely.box(*sheet)
        assert box.buffer(1e-3).contains(land)
    west, east = basemap["sheets"][0][0], view.land.total_bounds[0]
    assert west < east - 0.1


def test_another_border_has_no_far_view(toy):
    view = make_view(toy)
    near = geography(view.land, view.border, view.segments, view.corridors, view.ground)
    assert near["far"] is not None
    moved = [frame.set_geometry(frame.geometry.translate(120, 20)) for frame in
             (view.land, view.border, view.segments)]  # fmt: skip
    assert geography(*moved, view.corridors, view.ground)["far"] is None


def test_roads_are_written_by_kind_with_the_zoom_up_to_which_they_are_honest(view, basemap):
    written = {one["kind"]: one for one in basemap["ground"]}
    assert set(written) == set(view.ground["kind"])
    assert list(written) == [kind for kind in HONEST_ZOOMS if kind in written]
    for kind, one in written.items():
        assert one["most"] == HONEST_ZOOMS[kind]
        own = view.ground[view.ground["kind"] == kind]
        lines = [np.cumsum(np.reshape(line, (-1, 2)), axis=0) / SCALE for line in one["lines"]]
        length = sum(shapely.length(shapely.LineString(line)) for line in lines)
        assert length == pytest.approx(shapely.length(own.geometry.to_numpy()).sum(), rel=1e-4)


def test_who_made_the_map_is_named_once(value):
    makers = value["attribution"].split(" · ")
    assert "Natural Earth" in makers
    assert len(makers) == len(set(makers))


# The front end as one text


def test_the_modules_become_one_script():
    text = script()
    assert text.startswith("(() => {")
    assert "globalThis.BorderAtlas" in text
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)
    assert re.findall(r"^modules\[(\d+)\] =", text, re.MULTILINE) == [
        str(number) for number in range(len(MODULES))
    ]


@pytest.mark.parametrize("module", [True, False])
def test_the_script_is_one_that_a_browser_can_read(module, tmp_path):
    file = tmp_path / ("atlas.mjs" if module else "atlas.js")
    file.write_text(script(module=module), encoding="utf-8")
    done = subprocess.run([node(), "--check", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_module_exports_the_atlas():
    assert script(module=True).endswith("export { createAtlas };\n")


@pytest.mark.parametrize("text", [script(), script(module=True), stylesheet()])
def test_the_front_end_means_nothing_to_html_or_jinja(text):
    assert not re.search(r"{{|{%|{#|</|<!--", text)


def test_modules_are_short_and_fetch_nothing():
    for module in MODULES:
        text = module.read_text(encoding="utf-8")
        assert text.count("\n") <= 300, module.name
        assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|EventSource)\(", text), module.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)


def test_leaflet_comes_whole_from_its_package():
    assert "Leaflet 1.9.3" in leaflet_files.script()
    assert "sourceMappingURL" not in leaflet_files.script()
    assert set(re.findall(r"url\(([a-z]+):", leaflet_files.stylesheet())) == {"data"}
    assert (leaflet_files.folder() / "leaflet-src.esm.js").is_file()


# The capsule


class Links(HTMLParser):
    """Collects what a page would load."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("src", "href", "srcset")]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_capsule_is_one_small_file_that_loads_nothing(view, lang):
    html = capsule(make_view(load(), Filter(lang=lang)))
    assert html.startswith(f'<!DOCTYPE html>\n<html lang="{lang}">')
    assert len(html.encode()) < 660_000
    links = Links()
    links.feed(html)
    assert links.found == ["data:,"]


def test_equal_views_give_equal_bytes(toy):
    assert capsule(make_view(toy)) == capsule(make_view(toy))


def test_the_policy_names_what_the_page_holds_and_forbids_the_rest(toy):
    import base64
    import hashlib

    html = capsule(make_view(toy))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.keys() == {"default-src", "img-src", "base-uri", "form-action", "script-src",
                            "style-src"}  # fmt: skip
    assert rules["default-src"] == "'none'"
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        texts = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        hashes = {base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in texts}
        assert set(re.findall(r"'sha256-([^']*)'", rules[rule])) == hashes


def test_the_capsule_can_be_read_back(view, value):
    data = read_capsule(capsule(view, panels="list"))
    assert data["panels"] == "list"
    assert data["payload"] == json.loads(json.dumps(value))
    with pytest.raises(ExportError, match="no capsule"):
        read_capsule("<html></html>")


@pytest.mark.parametrize("wrong", ["some", "", "ALL"])
def test_panels_that_do_not_exist_are_refused(toy, wrong):
    with pytest.raises(ExportError, match=f"panels: '{wrong}'.*all, filter, list, none"):
        capsule(make_view(toy), panels=wrong)
    with pytest.raises(ExportError, match="panels"):
        AtlasLayer(make_view(toy), panels=wrong)


@pytest.mark.parametrize("height", [0, 199, -5, "50%", "12em", "1e4", "400px}</style>", 10_001])
def test_heights_that_cannot_be_used_are_refused(toy, height):
    with pytest.raises(ExportError, match="height"):
        capsule(make_view(toy), height=height)


@pytest.mark.parametrize("height", [200, "480", "640px"])
def test_a_height_is_kept(toy, height):
    assert f"height:{int(str(height).removesuffix('px'))}px" in capsule(
        make_view(toy), height=height
    )


def test_every_choice_of_panels_makes_a_page(toy):
    assert len({capsule(make_view(toy), panels=panels) for panels in PANELS}) == len(PANELS)


# The folium map


def test_a_view_becomes_an_ordinary_folium_map_that_loads_nothing(toy):
    made = to_map(make_view(toy))
    assert isinstance(made, folium.Map)
    html = made.get_root().render()
    links = Links()
    links.feed(html)
    assert links.found == []
    assert html.count("BorderAtlas.createAtlas(null") == 1


def test_tiles_are_only_there_when_asked_for(toy):
    view = make_view(toy)
    assert "tileLayer" not in re.sub(r"<script>.*?</script>", "", _body(to_map(view)), flags=re.S)
    assert "tile.openstreetmap.org" in _body(to_map(view, tiles=True))
    own = folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="Example")
    assert "tiles.example" in _body(to_map(view, tiles=own))


def _body(made):
    return made.get_root().render().split("</head>")[1]


def test_the_map_renders_again_to_the_same_page(toy):
    made = to_map(make_view(toy))
    root = made.get_root()
    assert root.render() == root.render()


def test_a_layer_belongs_on_a_map(toy):
    layer = AtlasLayer(make_view(toy))
    with pytest.raises(ExportError, match=r"folium\.Map"):
        layer.render()
    layer.add_to(folium.FeatureGroup().add_to(folium.Map(tiles=None)))
    with pytest.raises(ExportError, match=r"folium\.Map"):
        layer.get_root().render()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_where_scripts_do_not_run_it_is_said_in_both_languages_what_to_do(lang):
    page = capsule(make_view(load(), Filter(lang=lang, corridor=("tijuana-san-diego",))))
    said = re.search("<noscript>(.*?)</noscript>", page)[1]
    assert sorted(re.findall('<p lang="(..)">', said)) == ["en", "es"]
    assert said.startswith(f'<p lang="{lang}">')
    assert "open the file in a browser" in said
    assert "abre el archivo en un navegador" in said


def test_every_service_has_a_drawing_of_its_own():
    terms = payload(make_view(load()))["vocab"]["service"]
    drawings = {code: term["drawing"] for code, term in terms.items()}
    assert len(set(drawings.values())) == len(load().vocab.terms("service"))
    assert all(re.fullmatch(r"M[MmLlHhVvCcAaZzQqSsTt0-9 .-]+", one) for one in drawings.values())
