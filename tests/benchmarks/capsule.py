"""Time the self-contained map in a real browser: opening, filtering, drawing, moving.

    python tests/benchmarks/capsule.py [--places 270 10000] [--points 50000]

Prints, for each number of places, the size of the file, the seconds to make it, the milliseconds
from navigation to a usable map, and from a change of the filter to map and list on screen. Then
the same number of bare points as a canvas: bytes, seconds, milliseconds to draw, frames a second
while the map is dragged and zoomed. The aims: under 500 KB and 60 ms for 270 places, under 2.2 MB
and 150 ms for 10,000; usable within 1 s; 50,000 points made within 0.3 s, under 2 MB, 30 frames.
"""

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import sync_playwright

from atlas.data import load
from atlas.places.view import make_view
from atlas.webmap import capsule

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
from conftest import ARGUMENTS, find_chromium

ROUNDS = 25
FILTERS = """async (rounds) => {
  const names = "input[name=kind], input[name=service], input[name=side]";
  const boxes = [...document.querySelectorAll(names)];
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const times = [];
  for (let i = 0; i < rounds; i++) {
    const box = boxes[(i * 7) % boxes.length];
    await frame();
    const start = performance.now();
    box.click();
    await frame();
    times.push(performance.now() - start);
    box.click();
    await frame();
  }
  return times;
}"""
SEARCH = """async (words) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const times = [];
  for (const word of words) {
    await frame();
    const start = performance.now();
    atlas.setFilter(`q=${word}`);
    await frame();
    times.push(performance.now() - start);
  }
  atlas.setFilter("");
  return times;
}"""
COUNT_FRAMES = """() => {
  globalThis.frames_ = [];
  const tick = (now) => {
    globalThis.frames_.push(now);
    globalThis.running_ = requestAnimationFrame(tick);
  };
  globalThis.running_ = requestAnimationFrame(tick);
}"""
STOP = "() => { cancelAnimationFrame(globalThis.running_); return globalThis.frames_; }"
WORDS = ["casa", "legal", "migrnte", "tijuana salud", "albergue juarez", "consulado"]


def many(view, number, seed=1):
    """Give a view of as many places, made from the real ones with names and points of their own."""
    chance = np.random.default_rng(seed)
    rows = view.places.iloc[np.arange(number) % len(view.places)].reset_index(drop=True)
    count = pd.Series(np.arange(number)).astype(str)
    located = rows["lon"].notna()
    places = rows.assign(
        facility_id=rows["facility_id"] + "-" + count,
        name=rows["name"] + " " + count,
        name_en=rows["name_en"].where(rows["name_en"] == "", rows["name_en"] + " " + count),
        address=rows["address"].where(rows["address"] == "", rows["address"] + " int. " + count),
        phone=rows["phone"].where(rows["phone"] == "", "+52 664 " + count),
        lon=rows["lon"] + chance.normal(0, 0.05, number),
        lat=rows["lat"] + chance.normal(0, 0.05, number),
    )
    order = ["corridor_id", "side", "kind"]
    places = places.assign(precision=rows["precision"].where(located, "municipality"))
    places = places.sort_values(order, kind="stable").reset_index(drop=True)
    return replace(view, places=places, total=number)


def points(view, number, seed=2):
    """Give a view of bare points: an id, a name, a kind, a side, a status date and a place."""
    known = view.places[view.places["lon"].notna() & (view.places["corridor_id"] != "")]
    rows = known.iloc[np.arange(number) % len(known)]
    chance = np.random.default_rng(seed)
    text = {
        name: rows[name].to_numpy()
        for name in ("kind", "corridor_id", "side", "status", "status_date", "precision", "level")
    }
    empty = {
        name: "" for name in view.places if name not in text and view.places[name].dtype == "str"
    }
    places = pd.DataFrame({**empty, **text}, index=pd.RangeIndex(number)).assign(
        facility_id=[f"p{i}" for i in range(number)],
        name=[f"Punto {i % 900}" for i in range(number)],
        lon=rows["lon"].to_numpy() + chance.normal(0, 0.08, number),
        lat=rows["lat"].to_numpy() + chance.normal(0, 0.08, number),
        precision_m=25.0,
        side_certain=True,
    )
    places = places.sort_values(["corridor_id", "lon"]).reset_index(drop=True)
    return replace(view, places=places, total=number)


def busy_ms(session):
    """Give how long the page's main thread has worked so far: no neighbour can lengthen that."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration")


def watched(page):
    """Give a session that counts the time of the page's main thread."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


def opened(browser, file):
    """Open a file in a fresh profile; give the page and the milliseconds until it could be used."""
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.goto(file.as_uri())
    page.wait_for_function("performance.getEntriesByName('atlas').length")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    ready = page.evaluate("performance.getEntriesByName('atlas')[0].startTime")
    return page, ready


def rate(frames):
    """Give the median and the slow tenth of frames a second."""
    gaps = np.diff(frames)
    return 1000 / np.median(gaps), 1000 / np.quantile(gaps, 0.9)


def measure(browser, view, folder, name):
    """Time one file; print a line of the table."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        html = capsule(view)
        seconds.append(time.perf_counter() - start)
    file = folder / f"{name}.html"
    file.write_text(html, encoding="utf-8")
    ready = statistics.median(opened(browser, file)[1] for _ in range(5))
    page, _ = opened(browser, file)
    page.locator(".atlas-quick button").nth(1).click()
    page.wait_for_timeout(600)
    session = watched(page)
    before = busy_ms(session)
    near = page.evaluate(FILTERS, ROUNDS)
    busy = (busy_ms(session) - before) / 2 / ROUNDS
    search = page.evaluate(SEARCH, WORDS)
    page.locator(".atlas-quick button").first.click()
    page.wait_for_timeout(600)
    far = page.evaluate(FILTERS, ROUNDS)
    cells = [
        f"{len(view.places):>7}",
        f"{len(html.encode()) / 1000:>8.0f}",
        f"{min(seconds):>7.2f}",
        f"{ready:>10.0f}",
        *(f"{statistics.median(times):>10.0f}{min(times):>6.0f}" for times in (near, far, search)),
        f"{busy:>10.0f}",
    ]
    print("".join(cells))
    page.context.close()


def measure_points(browser, view, folder):
    """Time a canvas of points: make, draw, drag, zoom."""
    seconds, work = [], []
    for _ in range(5):
        start, busy = time.perf_counter(), time.process_time()
        html = capsule(view, panels="none")
        seconds.append(time.perf_counter() - start)
        work.append(time.process_time() - busy)
    file = folder / "points.html"
    file.write_text(html, encoding="utf-8")
    page, ready = opened(browser, file)
    page.evaluate("atlas.fit('tijuana-san-diego')")
    page.wait_for_timeout(800)
    draw = page.evaluate(
        """async () => {
          const times = [];
          for (let i = 0; i < 7; i++) {
            const start = performance.now();
            atlas.setVisible(null);
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            times.push(performance.now() - start);
          }
          return times;
        }"""
    )
    page.evaluate(COUNT_FRAMES)
    page.mouse.move(700, 500)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(700 + 4 * step, 500 + 2 * (step % 30))
    page.mouse.up()
    drag = rate(page.evaluate(STOP))
    page.evaluate(COUNT_FRAMES)
    for delta in (-240, -240, 240, 240):
        page.mouse.wheel(0, delta)
        page.wait_for_timeout(450)
    zoom = rate(page.evaluate(STOP))
    print(
        f"{len(view.places)} points: {len(html.encode()) / 1e6:.2f} MB made in {min(seconds):.2f} s"
        f" ({min(work):.2f} s of work),"
        f" usable after {ready:.0f} ms, drawn in {statistics.median(draw):.0f} ms; frames a second,"
        f" median and slow tenth: drag {drag[0]:.0f} and {drag[1]:.0f},"
        f" zoom {zoom[0]:.0f} and {zoom[1]:.0f}"
    )


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--places", type=int, nargs="*", default=[270, 10_000])
    options.add_argument("--points", type=int, default=50_000)
    given = options.parse_args()
    view = make_view(load())
    print(
        "median, best (ms)    make    usable          filter      filter far          search  work"
    )
    print(" places      KB      s        ms                                            of a change")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for number in given.places:
            measure(browser, many(view, number), Path(folder), f"places-{number}")
        if given.points:
            measure_points(browser, points(view, given.points), Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
