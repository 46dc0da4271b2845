"""How fast a browser draws many streets: python tests/benchmarks/street_map.py PACK PACKAGE

The pack is laid side by side sixteen times, as one map file; it is opened in Chromium without a
graphics card and zoomed. Printed: reading all packs, and each drawing of the canvas.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import sync_playwright

from atlas.data import load
from atlas.data.loading import with_streets
from atlas.places.view import make_view
from atlas.spatial.streets import decode, encode
from atlas.webmap import capsule

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIDE = 4


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


def main():
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        package = with_streets(load(Path(sys.argv[2])), copies(Path(sys.argv[1]), folder))
        page_file = folder / "map.html"
        view = make_view(package)
        page_file.write_text(capsule(view, streets_kb=10_000), encoding="utf-8")
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        west, south, east, north = view.corridors.iloc[0][
            ["zoom_west", "zoom_south", "zoom_east", "zoom_north"]
        ]
        for zoom in (13, 11, 15):
            at = f"{zoom}/{(south + north) / 2}/{(west + east) / 2}"
            page.goto(f"about:blank#{zoom}")
            page.goto(f"{page_file.as_uri()}#at={at}")
            while not page.evaluate("performance.getEntriesByName('atlas-streets-draw').length"):
                page.wait_for_timeout(100)
            page.wait_for_timeout(500)
            for what in ("read", "draw"):
                ms = page.evaluate(
                    "(name) => performance.getEntriesByName(name).map((one) => one.duration)",
                    f"atlas-streets-{what}",
                )
                print(f"zoom {zoom}: {what} " + ", ".join(f"{one:.0f}" for one in ms) + " ms")
        browser.close()


if __name__ == "__main__":
    main()
