"""Time the first minute on a slow line, as a reader with an old telephone meets it.

    python tests/benchmarks/slow_line.py [--before CHECKOUT] [--wait 120]

Starts `atlas serve` on a free port and opens it in Chromium on a line of 400 kbit/s with 300 ms
latency, a quarter of the processor and no cache. Prints for every address the seconds to the first
text, to the first list that can be read, and to the map, and the kilobytes received until then.
With --before it also times the app of another checkout of this project. The aims: first text within
2 s, list within 5 s, map within 12 s.
"""

import argparse
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
from conftest import ARGUMENTS, find_chromium
from shadow_find import FIND
from support.app_server import serve

LINE = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
    "connectionType": "cellular3g",
}
SLOWER = 4
AIMS = {"text": 2, "list": 5, "map": 12}
# Streamlit's link over the navigation is no text of the app.
WATCH = f"""
globalThis.seen = {{}};
{FIND}"""
WATCH += """
const shown = (one) => one && one.getClientRects().length > 0 && one.innerText.trim().length > 0;
const look = () => {
  const note = (name, is) => { if (is && !seen[name]) seen[name] = performance.now(); };
  note("text", ["h1", ".atlas-status"].some((one) => shown(find(one))));
  note("list", [".light-place", ".atlas-row"].some((one) => shown(find(one))));
  note("map", find(".live-map[data-state=ready]") || find(".light-map[data-state=ready]"));
  if (!seen.map) requestAnimationFrame(() => setTimeout(look, 40));
};
requestAnimationFrame(look);
"""


def first_minute(browser, url, wait_s):
    """Give the seconds to text, list and map, and the KB received until the last of them."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="es-MX", is_mobile=True, has_touch=True
    )
    page = context.new_page()
    line = context.new_cdp_session(page)
    received = [0]
    for event, size in (
        ("Network.dataReceived", lambda said: said["encodedDataLength"]),
        ("Network.webSocketFrameReceived", lambda said: len(said["response"]["payloadData"])),
    ):
        line.on(event, lambda said, size=size: received.__setitem__(0, received[0] + size(said)))
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    end = time.monotonic() + wait_s
    page.goto(url, wait_until="commit", timeout=wait_s * 1000)
    seen = {}
    while time.monotonic() < end and "map" not in seen:
        page.wait_for_timeout(500)
        seen = page.evaluate("globalThis.seen ?? {}")
    context.close()
    return {name: ms / 1000 for name, ms in seen.items()}, received[0] / 1000


def say(what, seen, kilobytes):
    parts = (f"{name} {seen[name]:5.1f} s" if name in seen else f"{name} never " for name in AIMS)
    print(f"{what:<28}{'   '.join(parts)}   {kilobytes:6.0f} kB", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--before", type=Path, help="another checkout of this project")
    parser.add_argument("--wait", type=int, default=120, help="seconds to wait for a map")
    asked = parser.parse_args()
    print("aims: " + ", ".join(f"{name} {aim} s" for name, aim in AIMS.items()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        if asked.before:
            tree = {"PYTHONPATH": str(asked.before.resolve()), "PYTHONSAFEPATH": "1"}
            with serve(**tree) as server:
                say("before: /", *first_minute(browser, f"{server.url}/", asked.wait))
        with serve() as server:
            for path in ("/", "/lite", "/lite?corridor=juarez-el-paso"):
                say(path, *first_minute(browser, server.url + path, asked.wait))
        browser.close()


if __name__ == "__main__":
    main()
