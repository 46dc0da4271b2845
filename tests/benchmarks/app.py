"""Time the app in a real browser, as a reader meets it.

    python tests/benchmarks/app.py [--rounds 12]

Starts `atlas serve` on a free port and drives Chromium on this machine. Prints medians and the
slowest of each: seconds from the start of the command to its first answer; milliseconds from
opening the page with nothing cached, and with everything cached, to a map that takes a click; from
a tick in the filters to map and list on screen, and to the address and downloads that the server
has followed up; from a click on a row to its card; and kilobytes that one change sends and
receives. The aims: first screen under 3 s, filter to map under 250 ms, click to card under 200 ms.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
from conftest import ARGUMENTS, find_chromium
from shadow_find import FIND
from support.app_server import serve

READY = ".live-map[data-state=ready]"
# A frame after the change is what a reader sees.
SEEN = """
const seen = async (done) => {
  for (;;) {
    await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
    if (done()) return;
  }
};
"""
FILTER = f"""async (code) => {{
  {FIND}{SEEN}
  const box = find(`input[name=kind][value=${{code}}]`);
  const before = find(".atlas-status strong").textContent;
  const address = location.href;
  const start = performance.now();
  box.click();
  await seen(() => find(".atlas-status strong").textContent !== before);
  const shown = performance.now() - start;
  await seen(() => location.href !== address);
  const followed = performance.now() - start;
  await new Promise((next) => setTimeout(next, 700));
  return [shown, followed];
}}"""
CARD = f"""async (row) => {{
  {FIND}{SEEN}
  const option = find(`#atlas-list [data-row]:nth-child(${{row}})`);
  const start = performance.now();
  option.click();
  await seen(() => find(".atlas-card h2"));
  const shown = performance.now() - start;
  find(".atlas-card-back").click();
  await new Promise((next) => setTimeout(next, 700));
  return shown;
}}"""
KINDS = ("shelter", "consulate", "legal_aid", "health", "service_hub", "agency_office")


def first_screen(browser, url, rounds):
    """Give the ms to a usable map with an empty cache and with a full one."""
    cold, warm = [], []
    for _ in range(rounds):
        context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="es-MX")
        for times in (cold, warm):
            page = context.new_page()
            start = time.perf_counter()
            page.goto(url)
            page.wait_for_selector(READY)
            times.append((time.perf_counter() - start) * 1000)
            page.close()
        context.close()
    return cold, warm


def changes(browser, url, rounds):
    """Give the ms of filters and cards on a page that stays open, and the KB a filter costs."""
    page = browser.new_page(viewport={"width": 1400, "height": 900}, locale="es-MX")
    traffic = [0]
    page.on("websocket", lambda line: watch(line, traffic))
    page.goto(url)
    page.wait_for_selector(READY)
    page.wait_for_timeout(2000)
    traffic[0] = 0
    pairs = [page.evaluate(FILTER, KINDS[i % len(KINDS)]) for i in range(rounds)]
    sent = traffic[0] / rounds / 1024
    cards = [page.evaluate(CARD, 2 + i % 8) for i in range(rounds)]
    page.close()
    return [shown for shown, _ in pairs], [followed for _, followed in pairs], cards, sent


def watch(line, traffic):
    def count(frame):
        traffic[0] += len(frame or "")

    line.on("framesent", count)
    line.on("framereceived", count)


def say(what, times, aim=None):
    aimed = f"   aim {aim}" if aim else ""
    print(f"{what:<44}{statistics.median(times):8.0f} ms   slowest {max(times):6.0f}{aimed}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=12)
    rounds = parser.parse_args().rounds
    start = time.perf_counter()
    with serve() as server, sync_playwright() as playwright:
        print(f"{'command to first answer':<44}{(time.perf_counter() - start) * 1000:8.0f} ms")
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        cold, warm = first_screen(browser, server.url, max(3, rounds // 3))
        say("first screen, nothing cached", cold, 3000)
        say("first screen, cached", warm, 3000)
        shown, followed, cards, sent = changes(browser, server.url, rounds)
        say("filter to map and list", shown, 250)
        say("filter to address and downloads", followed)
        say("click to card", cards, 200)
        print(f"{'one filter over the live connection':<44}{sent:8.1f} KB")
        browser.close()


if __name__ == "__main__":
    main()
