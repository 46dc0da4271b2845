"""A server whose clock jumps, or whose data package is replaced, for the benchmark of faults."""

import asyncio
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

import httpx
import pandas as pd

from atlas.base.short_links import shortened
from atlas.data import load
from atlas.data.bundled import geodata_dir
from tests.support.app_server import serve
from tests.support.feed_server import feed_server
from tests.support.websocket_reader import Reader
from tests.support.writers import FEED, PARTNER

MARKER = "Zweite"
"""A word that no name of the bundled package has."""

FOLLOW = """
import datetime, os, threading, pathlib, time_machine

def follow():
    file, last, travel = pathlib.Path(os.environ["ATLAS_TEST_CLOCK"]), None, None
    while True:
        days = file.read_text()
        if days != last:
            if travel:
                travel.stop()
            now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=int(days))
            travel, last = time_machine.travel(now, tick=True), days
            travel.start()
        begun.set()
        threading.Event().wait(0.05)

begun = threading.Event()
threading.Thread(target=follow, daemon=True).start()
begun.wait(10)
"""
"""What Python runs at its start: the clock follows a file, in which the days stand."""

JUMPS = (0, 400, -800, 3650, 0)
"""Days by which the clock is off, one after the other."""

KEEP = 2
"""How many answers of a feed stay."""

WEB = f"""
[feeds.web]
kind = "csv"
address = "{{url}}/list.csv"
as = "shelters"
private_hosts = ["127.0.0.1"]
keep = {KEEP}
"""


def copy_of(folder, version, marker=""):
    """Copy the bundled package with another version, and with a word before each name."""
    shutil.copytree(geodata_dir(), folder, ignore=shutil.ignore_patterns("recipes", "streets"))
    set_version(folder, version)
    for file in ("shelters.csv", "offices.csv", "services.csv") if marker else ():
        rows = pd.read_csv(folder / file, dtype=str, keep_default_na=False)
        for name in (one for one in rows if one == "name" or one.startswith("name_")):
            rows[name] = rows[name].where(rows[name] == "", marker + " " + rows[name])
        rows.to_csv(folder / file, index=False)
    return folder


def set_version(folder, version):
    descriptor = folder / "datapackage.json"
    told = json.loads(descriptor.read_text(encoding="utf-8"))
    descriptor.write_text(json.dumps({**told, "version": version}), encoding="utf-8")


def served_version(url):
    return httpx.get(f"{url}/healthz", timeout=60).json().get("version")


def wait_for_version(url, version, seconds=15):
    """Wait until a version is served; give the seconds, or None."""
    start = time.monotonic()
    while served_version(url) != version:
        if time.monotonic() - start > seconds:
            return None
        time.sleep(0.1)
    return time.monotonic() - start


async def pages_come(url, kept):
    """Go through pages with a reader who has just come, and with one who stays."""
    async with Reader(url) as new:
        for reader in (new, kept):
            for page in ("explore", "coverage", "report"):
                await reader.open(page)


def report(url, place):
    """Send what a reader reports; give the status of the answer."""
    answer = httpx.post(
        f"{url}/data/reports", json={"id": place, "answer": "closed"}, headers={"Origin": url}
    )
    return answer.status_code


async def jumps(server, folder, set_clock):
    """Let the clock jump, and look at everything that might mind; give what is wrong."""
    wrong, url = [], server.url
    place = load(folder / "data").places["facility_id"].iloc[0]
    link = shortened("/corridor?corridor=juarez-el-paso&lang=en")
    async with Reader(url) as kept:
        for i, days in enumerate(JUMPS):
            set_clock(days)
            try:
                await pages_come(url, kept)
            except Exception as error:
                wrong.append(f"{days:+} days: a page: {error}")
            for path, status in ((f"/s/{link}", 302), ("/lite?lang=en", 200), ("/embed", 200)):
                if (found := httpx.get(f"{url}{path}", timeout=60).status_code) != status:
                    wrong.append(f"{days:+} days: {path} gives {found}")
            if (found := report(url, place)) != 202:
                wrong.append(f"{days:+} days: a report gives {found}")
            set_version(folder / "data", f"2000.1.{i + 1}")
            taken_up = wait_for_version(url, f"2000.1.{i + 1}") is not None
            said = httpx.get(f"{url}/healthz", timeout=60).text
            # Years before their dates the new data do not pass the check, and that is said.
            if not taken_up and not (days < 0 and "in the future" in said):
                wrong.append(f"{days:+} days: new data are not taken up: {said}")
    lines = (folder / "reports" / "reports.csv").read_text(encoding="utf-8").splitlines()
    print(f"reports of {len(lines) - 1} jumps: {', '.join(line[:10] for line in lines[1:])}")
    if len(lines) != len(JUMPS) + 1 or len({line[:10] for line in lines[1:]}) != len(set(JUMPS)):
        wrong.append(f"reports: {lines[1:]}")
    return wrong


def answer(asked, content, etag):
    """Answer as a server does that knows by its tag what somebody has already."""
    if asked.headers.get("If-None-Match") == etag:
        asked.give(b"", status=304)
    else:
        asked.give(content, ETag=etag, Last_Modified="Sun, 29 Nov 2026 08:00:00 GMT")


def refreshes(folder, environment, set_clock):
    """Refresh by address and by folder while the clock jumps; give what is wrong."""
    wrong, answers, came = [], {}, []
    (folder / "partner").mkdir()
    kept = folder / "data" / ".feeds" / "web"
    command = [sys.executable, "-m", "atlas", "refresh", str(folder / "data"), "--json"]
    with feed_server(answers) as server:
        feeds = FEED.replace("../../", "../") + WEB.format(url=server.url)
        (folder / "data" / "feeds.toml").write_text(feeds, encoding="utf-8")
        for i, days in enumerate(JUMPS):
            set_clock(days)
            changed = PARTNER.replace("Casa Una", f"Casa Una {i}")
            (folder / "partner" / "list.csv").write_text(changed, encoding="utf-8")
            answers["/list.csv"] = partial(answer, content=changed, etag=f'"{i}"')
            for again in (False, True):
                done = subprocess.run(
                    command,
                    capture_output=True,
                    text=True,
                    check=False,
                    env={**os.environ, **environment},
                )
                for told in json.loads(done.stdout or '{"feeds": [{}]}')["feeds"]:
                    back = not again and i > 0 and days < JUMPS[i - 1]
                    counted = sum(told.get("counts", {"": 0}).values())
                    as_expected = (
                        not done.returncode and not done.stderr,
                        told.get("changed") != again,
                        counted == (not again),
                        bool(told.get("clock_before")) == back,
                    )
                    if not all(as_expected):
                        wrong.append(f"refresh {days:+} days: {told} {done.stderr[-300:]}")
            came += [one.name for one in kept.glob("2*") if one.name not in came]
            if {one.name for one in kept.glob("2*")} != set(came[-KEEP:]):
                wrong.append(f"refresh {days:+} days: not the last are kept, of {came}")
    return wrong


def clock(_given):
    """Let the clock jump under a server and under refreshes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_of(folder / "data", "2000.1.0")
        (folder / "reports").mkdir()
        (folder / "start").mkdir()
        (folder / "start" / "sitecustomize.py").write_text(FOLLOW, encoding="utf-8")

        def set_clock(days):
            (folder / "next").write_text(str(days), encoding="ascii")
            (folder / "next").replace(folder / "clock")
            time.sleep(0.3)

        set_clock(0)
        paths = [str(folder / "start"), os.environ.get("PYTHONPATH", "")]
        environment = {
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "ATLAS_TEST_CLOCK": str(folder / "clock"),
        }
        options = ("--data", folder / "data", "--reports", folder / "reports")
        with serve(*options, **environment) as server:
            wrong = asyncio.run(jumps(server, folder, set_clock))
        wrong += refreshes(folder, environment, set_clock)
    print(f"clock: {'; '.join(wrong) or 'nothing minds'}")
    return bool(wrong)


def slowly(source, target):
    """Copy the files one after the other, each in two halves."""
    for file in sorted(one for one in source.rglob("*") if one.is_file()):
        content, place = file.read_bytes(), target / file.relative_to(source)
        with place.open("wb") as written:
            written.write(content[: len(content) // 2])
            written.flush()
            time.sleep(0.01)
            written.write(content[len(content) // 2 :])


def renamed(source, target):
    """Put a folder in the place of another."""
    shutil.copytree(source, target.with_name("next"))
    target.rename(target.with_name("gone"))
    target.with_name("next").rename(target)
    shutil.rmtree(target.with_name("gone"))


def emptied(source, target):
    """Take everything away, and then copy."""
    shutil.rmtree(target)
    shutil.copytree(source, target)


WAYS = (slowly, renamed, emptied)


PATHS = ("/data/points.json", "/lite?kind=any&status=any", "/embed?kind=any&status=any")


def marked(url):
    """Count the names of the second version in some answers."""
    return [httpx.get(f"{url}{path}", timeout=60).text.count(MARKER) for path in PATHS]


async def keep_reading(url, until, wrong):
    """Go from page to page until an event is set."""
    pages = itertools.cycle(("explore", "corridor", "coverage", "cooperation", "report", "data"))
    try:
        async with Reader(url) as reader:
            while not until.is_set():
                await reader.open(next(pages))
    except Exception as error:
        wrong.append(f"a page: {error}")


async def replace_all(server, folder, times):
    """Replace the package again and again; give what is wrong, and the seconds that it took."""
    versions = [
        (copy_of(folder / "first", "2000.1.1"), "2000.1.1"),
        (copy_of(folder / "second", "2000.1.2", MARKER), "2000.1.2"),
    ]
    wrong, waits, stop, seen = [], [], asyncio.Event(), set()

    async def keep_counting():
        while not stop.is_set():
            seen.add(tuple(await asyncio.to_thread(marked, server.url)))

    tasks = [keep_counting(), *(keep_reading(server.url, stop, wrong) for _ in range(3))]
    running = [asyncio.create_task(one) for one in tasks]
    none = tuple(await asyncio.to_thread(marked, server.url))
    for i in range(times):
        source, version = versions[(i + 1) % 2]
        way = WAYS[i // 2 % len(WAYS)]
        await asyncio.to_thread(way, source, folder / "data")
        waited = await asyncio.to_thread(wait_for_version, server.url, version)
        if waited is None:
            wrong.append(f"{way.__name__}: {version} is not taken up")
        else:
            waits.append(waited)
        if i == 0:
            whole = tuple(await asyncio.to_thread(marked, server.url))
    stop.set()
    await asyncio.gather(*running)
    # Three addresses are asked one after the other: between two of them the version may change.
    for at, path in enumerate(PATHS):
        counts = {one[at] for one in seen} - {none[at], whole[at]}
        wrong += [f"{path}: {count} names of {whole[at]} are new" for count in counts]
    return wrong, waits


def replaced(given):
    """Replace a package under readers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_of(folder / "data", "2000.1.1")
        log = folder / "log.txt"
        with log.open("w") as said, serve("--data", folder / "data", stderr=said) as server:
            wrong, waits = asyncio.run(replace_all(server, folder, given.times))
        lines = log.read_text(encoding="utf-8").splitlines()
    kinds = Counter(re.sub(r"2000\.1\.\d|/\S+", "…", line)[:110] for line in lines)
    print(
        f"replaced {given.times} times: {'; '.join(wrong) or 'each answer of one version'}; taken "
        f"up after {min(waits):.1f} to {max(waits):.1f} s; the log: {dict(kinds)}"
    )
    return bool(wrong) or any("Traceback" in line for line in lines)
