"""Time the planner's pages in a real browser, as a reader meets them.

    python tests/benchmarks/planner.py [--rounds 8] [--pages coverage]

Starts `atlas serve` on a free port and drives Chromium on this machine. Prints for every page the
median and the slowest of: milliseconds from the link to the page drawn to its last section, once
the server and the browser are warm; and from a click to the page drawn anew, for a filter, another
corridor and a change of the what-if. Beside them the processor time that the server spent, which
other programs on the machine disturb less. The aims: 2 s, and 300 ms.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
from app_server import serve
from conftest import ARGUMENTS, find_chromium

LAST = {
    "corridor": "#unknown",
    "coverage": "#unknown",
    "cooperation": "#knowledge",
    "data": "#danger",
}
TAPACHULA = "corridor=tapachula-tecun-uman"
TICK = ".st-key-facet-{} label:has(input:not([disabled])) >> nth={}"
CORRIDOR = ".st-key-planner-corridor button >> nth={}"
STILL = "[data-testid=stApp][data-test-script-state=notRunning]"
# The page is done when the script has run and the browser has drawn a frame after it.
WATCH = """() => {
  const app = document.querySelector("[data-testid=stApp]");
  globalThis.drawn = new Promise((done) => {
    let ran = false;
    new MutationObserver((_, watcher) => {
      const state = app.getAttribute("data-test-script-state");
      if (state === "running") ran = true;
      if (!ran || state !== "notRunning") return;
      watcher.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    }).observe(app, { attributes: true });
  });
  document.addEventListener("click", () => { globalThis.clicked ??= performance.now(); }, true);
  globalThis.clicked = undefined;
}"""


def busy_s(pid):
    """Give the processor time of a process so far; 0 where the system does not tell."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    ticks = stat.read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


class Times:
    def __init__(self, server):
        self.pid, self.rows = server.process.pid, {}

    def add(self, what, do):
        before = busy_s(self.pid)
        ms = do()
        self.rows.setdefault(what, []).append((ms, (busy_s(self.pid) - before) * 1000))

    def say(self):
        for what, pairs in self.rows.items():
            wall, busy = zip(*pairs, strict=True)
            print(
                f"{what:<34}{statistics.median(wall):8.0f} ms   slowest {max(wall):6.0f}   "
                f"server busy {statistics.median(busy):6.0f} ms"
            )


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


def clicked(page, selector):
    page.wait_for_selector(STILL)
    page.wait_for_timeout(400)
    page.evaluate(WATCH)
    page.locator(selector).click()
    return page.evaluate("async () => (await drawn) - clicked")


def interactions(page, times, name, rounds):
    if name == "data":
        return
    for i in range(rounds):
        if name != "cooperation":
            times.add(f"{name}: a filter", lambda i=i: clicked(page, TICK.format("kind", i % 4)))
        times.add(f"{name}: another corridor", lambda i=i: clicked(page, CORRIDOR.format(i % 3)))
    if name == "coverage":
        for _ in range(rounds):
            page.locator(".st-key-planner-add_close input").click()
            page.get_by_role("option").first.click()
            page.wait_for_timeout(600)
            times.add("coverage: a change", lambda: clicked(page, ".st-key-planner-close button"))
            times.add("coverage: undone", lambda: clicked(page, ".st-key-planner-undo-0 button"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--pages", nargs="+", choices=LAST, default=list(LAST))
    given = parser.parse_args()
    rounds = given.rounds
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="es-MX")
        for name in given.pages:
            times = Times(server)
            first_paint(context, server.url, name)[0].close()  # warm
            for _ in range(max(3, rounds // 2)):
                shown = []
                times.add(
                    f"{name}: first paint",
                    lambda name=name, shown=shown: (
                        shown.append(first_paint(context, server.url, name)) or shown[0][1]
                    ),
                )
                shown[0][0].close()
            page, _ = first_paint(context, server.url, name)
            interactions(page, times, name, rounds)
            page.close()
            times.say()
        browser.close()


if __name__ == "__main__":
    main()
