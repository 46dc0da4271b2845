"""Maps of many points, ours against what a Python user would pick instead.

    npm install --prefix /tmp/libraries leaflet@1.9.3 leaflet.markercluster jquery@3 bootstrap@5 \
        leaflet.awesome-markers
    python tests/benchmarks/maps.py --libraries /tmp/libraries/node_modules [--points 1000 10000]

Needs the extra `bench`. Every map shows the same points with a name each, and becomes one HTML
page. Engines take turns; printed are the median seconds to make the page, its bytes, how many files
it fetches from other hosts, and the milliseconds from opening it to the first picture in Chromium
with the network cut. The peers draw nothing then, so their libraries are handed to them from a
folder, which is faster than any network; what needs WebGL is not drawn on a machine without it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import folium
import geopandas as gpd
from capsule import points as points_view
from folium.plugins import FastMarkerCluster, MarkerCluster
from join_measure import Table, interleave
from playwright.sync_api import sync_playwright

from atlas.data import load
from atlas.places.view import make_view
from atlas.webmap import capsule

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
from conftest import ARGUMENTS, find_chromium

CENTRE = {
    "location": [32.5, -117.0],
    "zoom_start": 10,
    "tiles": None,
    "max_zoom": 17,
    "maxZoom": 17,
}
FAST = """function (row) {
  return L.marker([row[0], row[1]]).bindTooltip(document.createTextNode(row[2]).wholeText);
}"""
DRAWN = (
    "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"
)
TYPES = {".js": "text/javascript", ".css": "text/css"}
FEW = 10_000
"""Peers that make an object of every point are asked for no more than this."""


def rows(view):
    """Positions and names of the points."""
    places = view.places
    return list(zip(places["lat"], places["lon"], places["name"], strict=True))


def frame(view):
    """Give the points as geopandas has them."""
    places = view.places[["name", "kind", "lon", "lat"]]
    shapes = gpd.points_from_xy(places["lon"], places["lat"])
    return gpd.GeoDataFrame(places[["name", "kind"]], geometry=shapes, crs=4326)


def page(drawing):
    return drawing.get_root().render()


def atlas_capsule(view):
    return capsule(view, panels="none")


def folium_markers(view):
    drawing = folium.Map(**CENTRE)
    for lat, lon, name in rows(view):
        folium.Marker([lat, lon], tooltip=name).add_to(drawing)
    return page(drawing)


def folium_cluster(view):
    drawing = folium.Map(**CENTRE)
    cluster = MarkerCluster().add_to(drawing)
    for lat, lon, name in rows(view):
        folium.Marker([lat, lon], tooltip=name).add_to(cluster)
    return page(drawing)


def folium_fast_cluster(view):
    drawing = folium.Map(**CENTRE)
    FastMarkerCluster(rows(view), callback=FAST).add_to(drawing)
    return page(drawing)


def folium_geojson(view):
    drawing = folium.Map(prefer_canvas=True, **CENTRE)
    tooltip = folium.GeoJsonTooltip(["name"])
    folium.GeoJson(frame(view), marker=folium.CircleMarker(radius=4), tooltip=tooltip).add_to(
        drawing
    )
    return page(drawing)


def geopandas_explore(view):
    return page(frame(view).explore("kind", tiles=None, prefer_canvas=True))


def lonboard_html(view):
    import lonboard

    layer = lonboard.ScatterplotLayer.from_geopandas(frame(view), get_radius=50)
    return lonboard.Map(layer).to_html()


def pydeck_html(view):
    import pydeck

    places = view.places[["name", "lon", "lat"]]
    layer = pydeck.Layer("ScatterplotLayer", places, get_position=["lon", "lat"], pickable=True)
    start = pydeck.ViewState(longitude=-117.0, latitude=32.5, zoom=9)
    deck = pydeck.Deck(
        [layer], initial_view_state=start, map_style=None, tooltip={"text": "{name}"}
    )
    return deck.to_html(as_string=True)


MANY = {
    "atlas capsule": atlas_capsule,
    "folium FastMarkerCluster": folium_fast_cluster,
    "folium GeoJson": folium_geojson,
    "geopandas explore": geopandas_explore,
    "lonboard": lonboard_html,
    "pydeck": pydeck_html,
}
SOME = {"folium Marker": folium_markers, "folium MarkerCluster": folium_cluster}
WEBGL = {"lonboard", "pydeck"}


def opened(browser, html, folder, libraries):
    """Open a page with the network cut: how many files it asks for, and the ms to a picture."""
    asked = []

    def answer(route):
        name = Path(route.request.url.split("?")[0]).name
        asked.append(name)
        found = next(libraries.rglob(name), None) if libraries else None
        if found:
            route.fulfill(path=found, content_type=TYPES.get(found.suffix))
        elif name.endswith(".css"):
            route.fulfill(body="", content_type=TYPES[".css"])
        else:
            route.abort()

    file = folder / "map.html"
    file.write_text(html, encoding="utf-8")
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    context.route(lambda url: url.startswith("http"), answer)
    tab = context.new_page()
    tab.set_default_timeout(300_000)
    tab.goto(file.as_uri())
    if "globalThis.atlas" in html:
        tab.wait_for_function("performance.getEntriesByName('atlas').length")
    drawn = tab.evaluate(DRAWN)
    shown = tab.evaluate(
        "document.querySelectorAll('.leaflet-pane canvas, .leaflet-marker-icon').length"
    )
    context.close()
    return len(asked), drawn if shown else None


def measure(browser, view, rounds, folder, libraries):
    """Print a line for each engine."""
    number = len(view.places)
    engines = MANY | (SOME if number <= FEW else {})
    pages = {}

    def made(name, make):
        pages[name] = make(view)
        return len(pages[name])

    table = Table(f"{number:,} points")
    runs = {name: lambda name=name, make=make: made(name, make) for name, make in engines.items()}
    interleave(table, runs, rounds, lambda *_: True)
    ours = "atlas capsule"
    print(f"### {number:,} points\n")
    print("| map | median s | x ours | MB | x ours | files fetched | first picture, ms |")
    print("|---|---|---|---|---|---|---|")
    size = {name: len(html.encode()) / 1e6 for name, html in pages.items()}
    for name, html in pages.items():
        fetched, drawn = opened(browser, html, folder, libraries)
        picture = (
            "not without WebGL" if name in WEBGL else "nothing" if drawn is None else f"{drawn:.0f}"
        )
        print(
            f"| {name} | {table.median(name):.3f} | {table.ratio(name, ours):.1f} "
            f"| {size[name]:.2f} | {size[name] / size[ours]:.1f} | {fetched} | {picture} |"
        )
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, nargs="*", default=[1_000, 10_000, 50_000])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--libraries", type=Path, help="folder of npm packages for the peers")
    options = parser.parse_args()
    view = make_view(load())
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for number in options.points:
            made = points_view(view, number)
            measure(browser, made, options.rounds, Path(folder), options.libraries)
        browser.close()


if __name__ == "__main__":
    main()
