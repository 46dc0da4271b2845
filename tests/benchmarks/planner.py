"""Time the planner's pages in a real browser, as a reader meets them.

    python tests/benchmarks/planner.py [--rounds 6] [--pages coverage]

Starts `atlas serve` on a free port and drives Chromium on this machine. Prints one table: for every
page the median and the slowest of the milliseconds from the link to the first content that the
browser paints, by its own account, and to the page drawn to its last section, once the server and
the browser are warm; and from a click to the page drawn anew, for a filter that nobody has asked
for before, another corridor, a change of the what-if, and a number that opens its rows; at last,
for all clicks on a page together. Beside them the processor time that the server spent, which
other programs on the machine disturb less. The aims: 2 s, and a median of 300 ms for the clicks.
"""

import argparse
import math
import os
import statistics
import sys
import time
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import TimeoutError, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
from conftest import ARGUMENTS, STILL, find_chromium
from support.app_server import serve
from support.process_figures import busy_s

FIRST_CONTENT = """() => performance.getEntriesByName("first-contentful-paint")[0].startTime"""
LAST = {
    "corridor": "#unknown",
    "coverage": "#unknown",
    "cooperation": "#knowledge",
    "report": "#tables",
    "data": "#danger",
}
NUMBER = ".st-key-page a[href*='pick='] >> nth={}"
CLOSE = ".st-key-picked-close button"
TAPACHULA = "corridor=tapachula-tecun-uman"
TICK = ".st-key-facet-service label:has(input:not([disabled])) >> nth={}"
CORRIDOR = ".st-key-planner-corridor button >> nth={}"
# The page is done when the script has run, nothing follows, and the browser has drawn a frame.
QUIET_MS = 250
LONGEST_MS = 30_000
OPENINGS = 5
WATCH = """([quiet, longest]) => {
  const app = document.querySelector("[data-testid=stApp]");
  globalThis.clicked = undefined;
  document.addEventListener("click", () => { globalThis.clicked ??= performance.now(); }, true);
  globalThis.drawn = new Promise((done, failed) => {
    setTimeout(() => failed(new Error("nothing ran")), longest);
    let [ran, at, timer] = [false, 0, 0];
    const watcher = new MutationObserver((records) => {
      const state = app.getAttribute("data-test-script-state");
      ran ||= state === "running" || records.some(({ oldValue }) => oldValue === "running");
      clearTimeout(timer);
      if (!ran || state !== "notRunning") return;
      requestAnimationFrame(() => setTimeout(() => (at = performance.now())));
      timer = setTimeout(() => { watcher.disconnect(); done(at); }, quiet);
    });
    watcher.observe(app, {
      attributes: true, attributeFilter: ["data-test-script-state"], attributeOldValue: true,
    });
  });
}"""


class Times:
    """What was measured, step by step, and the table of it."""

    def __init__(self, server):
        self.pid, self.rows = server.process.pid, {}

    def add(self, what, do):
        before = busy_s(self.pid)
        ms = do()
        self.rows.setdefault(what, []).append((ms, (busy_s(self.pid) - before) * 1000))

    def note(self, what, ms):
        """Add a time that has no processor time of its own."""
        self.rows.setdefault(what, []).append((ms, float("nan")))

    def click(self, page_name, what, do):
        """Add a click on a page, by what it does and to all clicks on it."""
        self.add(f"{page_name}: {what}", do)
        self.rows.setdefault(f"{page_name}: all clicks", []).append(
            self.rows[f"{page_name}: {what}"][-1]
        )

    def say(self):
        print(f"{'':<34}{'median ms':>10}{'slowest':>10}{'server ms':>11}{'n':>4}")
        for what, pairs in self.rows.items():
            wall, busy = zip(*pairs, strict=True)
            server = statistics.median(busy)
            said = "-" if math.isnan(server) else f"{server:.0f}"
            figures = f"{statistics.median(wall):>10.0f}{max(wall):>10.0f}{said:>11}{len(wall):>4}"
            print(f"{what:<34}{figures}")


def first_paint(context, url, name):
    page = context.new_page()
    page.set_default_timeout(120_000)
    start = time.perf_counter()
    page.goto(f"{url}/{name}?{TAPACHULA}")
    page.wait_for_selector(LAST[name])
    page.wait_for_selector(STILL)
    ms = (time.perf_counter() - start) * 1000
    page.wait_for_timeout(500)
    return page, ms


def clicked(page, locator):
    page.wait_for_selector(STILL)
    page.wait_for_timeout(400)
    page.evaluate(WATCH, [QUIET_MS, LONGEST_MS])
    locator.click()
    return page.evaluate("async () => (await drawn) - clicked")


def choose(page, key, n):
    """Open a list and give its n-th entry; a list that the page draws anew is opened again."""
    page.wait_for_selector(STILL)
    options = page.get_by_role("option")
    for _ in range(OPENINGS):
        page.wait_for_timeout(400)
        page.locator(f".st-key-planner-{key} input").click()
        with suppress(TimeoutError):
            options.first.wait_for(timeout=3_000)
            return options.nth(n % options.count())
    message = f"the list {key} does not open"
    raise RuntimeError(message)


def filters(page, times, name, rounds):
    """Try filters that nobody has asked for before, in one corridor after the other."""
    for i in range(rounds):
        for n in (0, 1, 0):
            click(page, times, name, "a new filter", page.locator(TICK.format(n)))
        click(page, times, name, "another corridor", page.locator(CORRIDOR.format(i % 3)))


def click(page, times, name, what, locator):
    times.click(name, what, lambda: clicked(page, locator))


def numbers(page, times, name, rounds):
    """Open the rows behind one number after the other, and close them."""
    for i in range(rounds):
        click(page, times, name, "a number opened", page.locator(NUMBER.format(3 * i)))
        click(page, times, name, "its rows closed", page.locator(CLOSE))


def interactions(page, times, name, rounds):
    if name not in ("cooperation", "data"):
        filters(page, times, name, min(rounds, 3))
        page.goto(page.url.split("?")[0] + "?" + TAPACHULA)
        page.wait_for_selector(LAST[name])
    for i in range(rounds):
        if name == "cooperation":
            click(page, times, name, "a new filter", choose(page, "year", i + 1))
            if i < 3:
                to_corridor = page.locator(CORRIDOR.format(i % 3))
                click(page, times, name, "another corridor", to_corridor)
        if name == "coverage":
            choose(page, "add_close", i).click()
            page.wait_for_timeout(600)
            click(page, times, name, "a change", page.locator(".st-key-planner-close button"))
            click(page, times, name, "undone", page.locator(".st-key-planner-undo-0 button"))
    if name != "report":
        numbers(page, times, name, rounds if name != "coverage" else 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--pages", nargs="+", choices=LAST, default=list(LAST))
    given = parser.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="es-MX")
        times = Times(server)
        for name in given.pages:
            first_paint(context, server.url, name)[0].close()  # warm
            for _ in range(max(3, given.rounds // 2)):
                shown = []
                times.add(
                    f"{name}: last section",
                    lambda name=name, shown=shown: (
                        shown.append(first_paint(context, server.url, name)) or shown[0][1]
                    ),
                )
                page = shown[0][0]
                times.note(f"{name}: first content", page.evaluate(FIRST_CONTENT))
                page.close()
            page, _ = first_paint(context, server.url, name)
            interactions(page, times, name, given.rounds)
            page.close()
        times.say()
        browser.close()


if __name__ == "__main__":
    main()
