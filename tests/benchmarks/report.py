"""Time the figures and the briefs of every corridor, or the page that offers them.

    python tests/benchmarks/report.py [--rounds 3] [--page]

Prints the median seconds on the clock and of processor time for each kind of figure as PNG at 300
dots per inch, and for each format of the brief; checks that every round gave the same bytes. The
aims: a figure under 3 s, a brief under 10 s, on a machine with nothing else to do.

With `--page`, starts `atlas serve` and opens the page in Chromium, each round with nothing cached:
milliseconds to the first paint, to the heading, and to the line to copy. The first round warms the
server and is left out. The aim: a first paint under 2 s.
"""

import argparse
import hashlib
import statistics
import sys
import tempfile
import time
from pathlib import Path

import atlas
from atlas.output.figures import KINDS, save_figure
from atlas.output.report import FORMATS, save_report


def measure(write, rounds):
    """Give the median seconds on the clock and of the processor, and the digests of the file."""
    clock, processor, digests = [], [], set()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            start, busy = time.perf_counter(), time.process_time()
            path = write(Path(folder))
            clock.append(time.perf_counter() - start)
            processor.append(time.process_time() - busy)
            digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    return statistics.median(clock), statistics.median(processor), digests


def jobs(view):
    """Give a name and a function that writes a file into a folder, for everything to time."""

    def drawn(kind):
        def write(folder):
            save_figure(view, folder / "figure.png", kind=kind)
            return folder / "figure.png"

        return write

    def written(form):
        def write(folder):
            save_report(view, folder / f"brief.{form}")
            return folder / f"brief.{form}"

        return write

    yield from ((f"figure {kind}", drawn(kind)) for kind in KINDS)
    yield from ((f"brief {form}", written(form)) for form in FORMATS)


WATCH = """
const watched = { heading: ".st-key-bar h1", line: "[data-testid=stCode]" };
globalThis.seen = {};
const look = () => {
  for (const [name, selector] of Object.entries(watched)) {
    if (document.querySelector(selector)) seen[name] ??= performance.now();
  }
  if (!seen.line) requestAnimationFrame(look);
};
look();
"""
TIMES = """() => [
  performance.getEntriesByName("first-contentful-paint")[0].startTime, seen.heading, seen.line,
]"""


def page_times(rounds):
    """Give the ms to first paint, heading and line to copy, a row a round."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import ARGUMENTS, find_chromium
    from tests.support.app_server import serve

    rows = []
    with serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for _ in range(rounds + 1):
            context = browser.new_context(viewport={"width": 1400, "height": 900})
            context.add_init_script(WATCH)
            page = context.new_page()
            page.goto(f"{server.url}/report?corridor=juarez-el-paso")
            page.locator("[data-testid=stCode]").first.wait_for(timeout=60_000)
            page.wait_for_timeout(100)
            rows.append(page.evaluate(TIMES))
            context.close()
        browser.close()
    return rows[1:]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--page", action="store_true")
    asked = options.parse_args()
    rounds = asked.rounds
    if asked.page:
        columns = zip(*page_times(rounds), strict=True)
        for name, times in zip(("first paint", "heading", "line to copy"), columns, strict=True):
            print(f"{name:14}{statistics.median(times):8.0f} ms, slowest {max(times):.0f}")
        return
    corridors = list(atlas.load().corridors["corridor_id"])
    print(f"{'':34}{'clock s':>9}{'cpu s':>8}  same bytes")
    for chosen in [[name] for name in corridors] + [[]]:
        view = atlas.select(corridor=chosen)
        with tempfile.TemporaryDirectory() as folder:  # fonts and libraries are read once
            save_figure(view, Path(folder) / "warm.png", alt=False)
        for name, write in jobs(view):
            clock, processor, digests = measure(write, rounds)
            where = "".join(chosen) or "all"
            same = "yes" if len(digests) == 1 else "NO"
            print(f"{where:21} {name:18}{clock:9.2f}{processor:8.2f}  {same}", flush=True)


if __name__ == "__main__":
    main()
