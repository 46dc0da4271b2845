"""How fast a browser draws many streets: python tests/benchmarks/street_map.py PACK PACKAGE [TREE]

The pack is laid sixteen times over its city, as one pack in one map file. It is opened in Chromium
without a graphics card, then dragged and zoomed, several times on a fresh page; the map without
streets and that of another source tree, if one is named, take turns with it. Printed are medians:
decoding, from the text in the page to lines; the first draw, from there until the frame after all
lines that the map shows are painted, and after their names; the same since the page was opened; and
of the frames meanwhile, of a drag and of zooming, the median, the longest and the share of those
over 33 ms. Of the other tree the ratios follow, and how far its picture differs. Last comes what
the script works outside of a browser; the rest is the page, which is painted meanwhile.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image
from playwright.sync_api import sync_playwright

from atlas.data import load
from atlas.spatial.streets import Layer, decode, encode
from tests.webmap.node import node

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIDE = 4
ZOOMS = (11, 13, 15, 17)
ROUNDS = 5
SCRIPT = Path(__file__).with_name("street_script.mjs")
LATE_MS = 33.5
"""Two frames at 60 a second, and what clocks differ."""

FRAMES = """
globalThis.frameTimes = [];
const tick = (before) => requestAnimationFrame(() => {
  const now = performance.now();
  frameTimes.push([before, now - before]);
  tick(now);
});
tick(performance.now());
"""
MEASURES = """Object.fromEntries(performance.getEntriesByType("measure").reverse()
  .map(({ name, startTime, duration }) => [name, [startTime, duration]]))"""
WRITE = """
import sys
from pathlib import Path
from atlas.data import load
from atlas.data.loading import with_streets
from atlas.places.view import make_view
from atlas.webmap import capsule
package, out, *packs = map(Path, sys.argv[1:])
view = make_view(with_streets(load(package), packs))
out.write_text(capsule(view, streets_kb=10_000), encoding="utf-8")
"""


def laid(file, out):
    """Lay a pack sixteen times over its city, and write all as one pack."""
    pack = decode(file.read_bytes())
    shifts = [
        np.round([(i % SIDE - 1.5) * 0.03 / pack.step[0], (i // SIDE - 1.5) * 0.03 / pack.step[1]])
        for i in range(SIDE * SIDE)
    ]
    layers = {
        name: Layer(
            one.names * len(shifts),
            [line + shift.astype(int) for shift in shifts for line in one.lines],
        )
        for name, one in pack.layers.items()
    }
    out.write_bytes(encode(replace(pack, layers=layers)))
    km = sum(sum(one["km"].values()) for one in pack.facts["corridors"])
    print(f"{km * SIDE * SIDE:,.0f} km of streets, {out.stat().st_size / 1000:.0f} KB")


def written(tree, package, out, packs):
    """Write the map file of a source tree."""
    command = [sys.executable, "-c", WRITE, package, out, *packs]
    subprocess.run(command, check=True, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)})
    return out.as_uri()


def frames(page, name, since):
    """Give the median, the longest and the share of late ones of the frames since a moment."""
    all_ms = page.evaluate("(since) => frameTimes.filter(([at, ms]) => at + ms > since)", since)
    ms = [one for _, one in all_ms] or [0]
    late = sum(one > LATE_MS for one in ms) / len(ms)
    return {f"{name} median": median(ms), f"{name} longest": max(ms), f"{name} late %": 100 * late}


def drag(page):
    page.mouse.move(700, 450)
    page.mouse.down()
    for i in range(40):
        page.mouse.move(700 - 8 * i, 450 + 3 * i)
        page.wait_for_timeout(12)
    page.mouse.up()


def look(browser, address, *, streets):
    """Open a map on a fresh page, drag it, and zoom in and out; give figures and its picture."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.add_init_script(FRAMES)
    page.goto(address)
    found, made = {}, {}
    while streets and "atlas-streets-draw" not in made:
        page.wait_for_timeout(50)
        made = page.evaluate(MEASURES)
    page.wait_for_timeout(1500)
    if streets:
        made = page.evaluate(MEASURES)
        start, drawn = made["atlas-streets-draw"]
        found = {"decode": made["atlas-streets-read"][1], "first draw": drawn}
        found["with names"] = made.get("atlas-streets-names", (0, drawn))[1]
        found["since opening"] = start + drawn
        found |= frames(page, "first picture", start)
    picture = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)
    for name, act in (
        ("drag", lambda: drag(page)),
        ("zoom in", lambda: page.mouse.wheel(0, -120)),
        ("zoom out", lambda: page.mouse.wheel(0, 120)),
    ):
        since = page.evaluate("performance.now()")
        act()
        page.wait_for_timeout(900)
        found |= frames(page, name, since)
    page.close()
    return found, picture


def compared(before, now):
    ratios = {name: now[name] / before[name] for name in ("decode", "first draw", "since opening")}
    return ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items())


def at_zoom(browser, addresses, zoom, place):
    figures, pictures = {name: [] for name in addresses}, {}
    for _ in range(ROUNDS):
        for name, address in addresses.items():
            full = f"{address}#at={zoom}/{place}"
            found, pictures[name] = look(browser, full, streets=name != "without streets")
            figures[name].append(found)
    medians = {
        name: {key: median(one[key] for one in some) for key in some[0]}
        for name, some in figures.items()
    }
    for name, some in medians.items():
        said = ", ".join(f"{key} {value:.0f}" for key, value in some.items())
        print(f"zoom {zoom}, {name}: {said}", flush=True)
    if "other tree" in medians:
        apart = np.abs(pictures["other tree"] - pictures["this tree"]).max(axis=2)
        share = 100 * (apart > 64).mean()
        print(f"  of the other tree: {compared(medians['other tree'], medians['this tree'])};")
        print(f"  {share:.3f} % of the picture differ by more than a quarter of a colour")


def alone(pack, zoom, lat, lon):
    """Print what the script takes outside of a browser, for the processor."""
    command = [node(), SCRIPT, pack, zoom, lon, lat]
    runs = [
        json.loads(subprocess.run(map(str, command), check=True, capture_output=True).stdout)
        for _ in range(ROUNDS)
    ]
    decoding, drawing = (median(some) for some in zip(*runs, strict=True))
    print(f"  script alone: decode {decoding:.0f}, first draw {drawing:.0f}")


def main():
    file, package, *trees = map(Path, sys.argv[1:])
    here = Path(__file__).resolve().parents[2]
    print(f"load of the machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors; ms, medians")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        packs = [folder / "laid.streets"]
        laid(file, packs[0])
        package = package.resolve()
        addresses = {
            "this tree": written(here, package, folder / "this.html", packs),
            "without streets": written(here, package, folder / "none.html", []),
        }
        if trees:
            tree = trees[0].resolve()
            addresses["other tree"] = written(tree, package, folder / "other.html", packs)
        lat, lon = load(package).crossings[["lat", "lon"]].mean()
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for zoom in ZOOMS:
            at_zoom(browser, addresses, zoom, f"{lat}/{lon}")
            alone(packs[0], zoom, lat, lon)
        browser.close()
    print(f"load of the machine at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
