"""How fast a browser draws many streets: python tests/benchmarks/street_map.py PACK PACKAGE

The pack is laid side by side sixteen times, as one map file; it is opened in Chromium without a
graphics card, then dragged and zoomed. Printed at each zoom: reading all packs; how long the first
picture takes, which is painted while the page is used; and of the frames meanwhile, of a drag and
of zooming, the median, the longest and how many took more than 33 ms. The same is printed of the
map without streets, whose places are drawn too.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from atlas.data import load
from atlas.data.loading import with_streets
from atlas.places.view import make_view
from atlas.spatial.streets import decode, encode
from atlas.webmap import capsule

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIDE = 4
ZOOMS = (11, 13, 15, 17)
FRAMES = """
globalThis.frameTimes = [];
const tick = (before) => requestAnimationFrame(() => {
  const now = performance.now();
  frameTimes.push([before, now - before]);
  tick(now);
});
tick(performance.now());
"""
DRAWN = "performance.getEntriesByName('atlas-streets-draw')"


def copies(file, folder):
    pack = decode(file.read_bytes())
    for i in range(SIDE * SIDE):
        across, up = (i % SIDE - 1.5) * 0.03, (i // SIDE - 1.5) * 0.03
        origin = pack.origin[0] + across, pack.origin[1] + up
        path = folder / f"{i:02}.streets"
        path.write_bytes(encode(replace(pack, origin=origin)))
        yield path
    km = sum(sum(one["km"].values()) for one in pack.facts["corridors"])
    print(f"{km * SIDE * SIDE:,.0f} km of streets")


def frames(page, since):
    """Say how long the frames took that ended after a moment."""
    all_ms = page.evaluate("(since) => frameTimes.filter(([at, ms]) => at + ms > since)", since)
    ms = [one for _, one in all_ms]
    late = sum(one > 33 for one in ms)
    return f"median {median(ms):.0f}, longest {max(ms):.0f} ms, {late} of {len(ms)} late"


def drag(page):
    page.mouse.move(700, 450)
    page.mouse.down()
    for i in range(40):
        page.mouse.move(700 - 8 * i, 450 + 3 * i)
        page.wait_for_timeout(12)
    page.mouse.up()


def look(page, address, zoom, *, streets):
    """Open a map at a zoom, drag it, and zoom in and out."""
    page.goto(f"about:blank#{zoom}")
    page.goto(address)
    while streets and not page.evaluate(f"{DRAWN}.length"):
        page.wait_for_timeout(50)
    page.wait_for_timeout(500)
    if streets:
        start, took = page.evaluate(f"[{DRAWN}[0].startTime, {DRAWN}[0].duration]")
        read = page.evaluate("performance.getEntriesByName('atlas-streets-read')[0].duration")
        print(f"zoom {zoom}: read {read:.0f} ms, painted in {took:.0f} ms; {frames(page, start)}")
    for name, act in (
        ("drag", lambda: drag(page)),
        ("zoom in", lambda: page.mouse.wheel(0, -120)),
        ("zoom out", lambda: page.mouse.wheel(0, 120)),
    ):
        since = page.evaluate("performance.now()")
        act()
        page.wait_for_timeout(900)
        print(f"zoom {zoom}{'' if streets else ' without streets'}: {name}: {frames(page, since)}")


def main():
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        package = load(Path(sys.argv[2]))
        full = with_streets(package, copies(Path(sys.argv[1]), folder))
        files = {"streets": make_view(full), "none": make_view(package)}
        for file, view in files.items():
            page_file = folder / f"{file}.html"
            page_file.write_text(capsule(view, streets_kb=10_000), encoding="utf-8")
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.add_init_script(FRAMES)
        west, south, east, north = make_view(full).corridors.iloc[0][
            ["zoom_west", "zoom_south", "zoom_east", "zoom_north"]
        ]
        for zoom in ZOOMS:
            at = f"{zoom}/{(south + north) / 2}/{(west + east) / 2}"
            for file in files:
                address = f"{(folder / file).as_uri()}.html#at={at}"
                look(page, address, zoom, streets=file == "streets")
        browser.close()


if __name__ == "__main__":
    main()
