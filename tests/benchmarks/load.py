"""Many readers at once, without browsers: how long pages take, and what the server needs.

::

    python -m tests.benchmarks.load pages [--readers 50] [--seconds 60]
    python -m tests.benchmarks.load light [--readers 200] [--seconds 60]
    python -m tests.benchmarks.load several [--readers 50] [--processes 2]
    python -m tests.benchmarks.load memory [--readers 8] [--minutes 60] [--pause 0.2 1]

`pages`: readers with a live connection walk through all pages, each in a corridor and a language
of its own; between two pages they read for 2 to 8 seconds. `--fresh 0.2` gives every fifth page a
filter that hardly anybody had before. `light`: readers of the light pages, which are plain HTTP.
`several`: as `pages`, against processes behind an nginx that is set up as docs/operations.md says;
then readers send a file and a report, lose the connection and come back to their session.
`memory`: readers come, walk through all pages and go, for a long time; a line for every minute.
Times need a quiet machine; the processor time of a page is sound on a busy one too.
"""

import argparse
import asyncio
import contextlib
import itertools
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from functools import partial
from pathlib import Path

import httpx

from atlas.base.i18n import LANGS
from atlas.curation.report_queue import FILE, MOST_A_MINUTE
from atlas.data import load as load_package
from atlas.places.view import choices
from tests.support.app_server import serve
from tests.support.nginx import documented, free_ports, nginx
from tests.support.process_figures import busy_s, memory_mb, open_files
from tests.support.websocket_reader import FIRST, Reader

PAGES = (FIRST, "corridor", "coverage", "cooperation", "report", "data", "steward")
LIGHT = ("/lite", "/", "/corridor", "/coverage", "/cooperation", "/report", "/data")
PACKAGE = load_package()
PLACE = PACKAGE.places["facility_id"].iloc[0]
CODES = choices(PACKAGE)
WALKS = list(itertools.product(CODES["corridor"], LANGS))
READERS = {"pages": 50, "light": 200, "several": 50, "memory": 8}


class Met:
    """What readers met: seconds of each page, and what went wrong."""

    def __init__(self):
        self.seconds, self.errors = defaultdict(list), []

    @contextlib.contextmanager
    def by_reader(self):
        """Count whatever a reader would be stopped by."""
        try:
            yield
        except Exception as error:
            self.errors.append(f"{type(error).__name__}: {error}")

    def pages(self):
        return sum(map(len, self.seconds.values()))

    def say(self):
        """Print count, median, 95th percentile and slowest, of all pages and of each."""
        together = list(itertools.chain(*self.seconds.values()))
        for name, seconds in [("all", together), *self.seconds.items()]:
            if len(seconds) > 1:
                late = statistics.quantiles(seconds, n=20)[-1]
                print(
                    f"  {name:<13}{len(seconds):>6} pages, median {statistics.median(seconds):.3f} "
                    f"s, p95 {late:.3f}, slowest {max(seconds):.2f}"
                )
        print(f"  errors: {len(self.errors)} {'; '.join(sorted(set(self.errors)))[:500]}")


def link(corridor, lang, *, fresh=False):
    """Give the query of a link; a fresh one has a filter that hardly anybody asks for twice."""
    asked = [f"corridor={corridor}", f"lang={lang}"]
    if fresh:
        asked += [f"{one}={random.choice(CODES[one])}" for one in ("kind", "service", "population")]
    return "&".join(asked)


async def walk(url, given, met, until, headers=None):
    """Come, and read page after page until the time is over."""
    corridor, lang = random.choice(WALKS)
    await asyncio.sleep(random.uniform(0, given.pause[1]))
    with met.by_reader():
        async with Reader(url, headers) as reader:
            query = link(corridor, lang)
            for page in itertools.cycle(PAGES):
                if time.monotonic() > until:
                    return
                seconds, _ = await reader.open(page, query)
                met.seconds[page].append(seconds)
                # The links between the pages carry no query: the session keeps the filter.
                fresh = random.random() < given.fresh
                query = link(corridor, lang, fresh=True) if fresh else ""
                await asyncio.sleep(random.uniform(*given.pause))


async def walk_light(url, given, met, until):
    """Read light pages over plain HTTP."""
    corridor, lang = random.choice(WALKS)
    await asyncio.sleep(random.uniform(0, given.pause[1]))
    with met.by_reader():
        async with httpx.AsyncClient(verify=False, timeout=60) as line:
            for page in itertools.cycle(LIGHT):
                if time.monotonic() > until:
                    return
                start, fresh = time.perf_counter(), random.random() < given.fresh
                answer = await line.get(f"{url}{page}?{link(corridor, lang, fresh=fresh)}")
                met.seconds[page].append(time.perf_counter() - start)
                answer.raise_for_status()
                await asyncio.sleep(random.uniform(*given.pause))


async def walk_kept(url, given, met, until):
    """Come as a browser does, which first gets a page and the cookie that keeps it to a process."""
    async with httpx.AsyncClient(verify=False, timeout=60) as line:
        cookies = await cookies_of(url, line)
    await walk(url, given, met, until, cookies)


async def cookies_of(url, line):
    """Get a page and what Streamlit asks first; give the header with the cookies of both."""
    for path in ("/?lang=es", "/_stcore/health"):
        (await line.get(f"{url}{path}")).raise_for_status()
    return {"Cookie": "; ".join(f"{one.name}={one.value}" for one in line.cookies.jar)}


async def come_back(url, met):
    """Come, send a file and a report, lose the connection, come back to the same session."""
    with met.by_reader():
        async with httpx.AsyncClient(verify=False, timeout=60) as line:
            headers = await cookies_of(url, line)
            reader = Reader(url, headers)
            async with reader:
                await reader.open("steward")
                before, path = reader.session, await reader.upload_address("a.csv")
                token = {"X-Xsrftoken": line.cookies["_streamlit_xsrf"]}
                sent = await line.put(f"{url}{path}", files={"file": b"a,b"}, headers=token)
                sent.raise_for_status()
            async with reader:
                await reader.open("data")
            if reader.session != before:
                met.errors.append("another session after the connection was lost")
            asked = {"id": PLACE, "answer": "open"}
            told = await line.post(f"{url}/data/reports", json=asked, headers={"Origin": url})
            if told.status_code != 202:
                met.errors.append(f"a report: {told.status_code}")


async def come_and_go(url, given, met, until):
    """Walk through all pages about once, and go; again and again."""
    while time.monotonic() < until:
        round_s = len(PAGES) * sum(given.pause) / 2
        await walk(url, given, met, min(until, time.monotonic() + round_s))


async def warm(url):
    """Have every page made once for each corridor and language."""
    for corridor, lang in WALKS:
        async with Reader(url) as reader:
            for page in PAGES:
                await reader.open(page, link(corridor, lang))


async def most(read, seconds):
    """Give the most that something comes to within some seconds."""
    until, found = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        found = max(found, read())
        await asyncio.sleep(1)
    return found


async def measured(given, pids, walk_of):
    """Let readers read; print what they met and what the processes that serve them needed."""
    met, before = Met(), [(busy_s(pid), memory_mb(pid)) for pid in pids]
    start = time.monotonic()
    files, *_ = await asyncio.gather(
        most(lambda: max(map(open_files, pids)), given.seconds),
        *(walk_of(given, met, start + given.seconds) for _ in range(given.readers)),
    )
    busy = [busy_s(pid) - one for pid, (one, _) in zip(pids, before, strict=True)]
    print(f"{given.what}: {given.readers} readers for {time.monotonic() - start:.0f} s")
    met.say()
    held = [
        f"{one:.0f} to {memory_mb(pid):.0f} MB" for pid, (_, one) in zip(pids, before, strict=True)
    ]
    print(
        f"  {1000 * sum(busy) / max(1, met.pages()):.0f} ms of processor a page; {files} open files"
    )
    print(f"  memory: {', '.join(held)}")
    return met


async def pages(given):
    with serve() as server:
        await warm(server.url)
        return await measured(given, [server.process.pid], partial(walk, server.url))


async def light(given):
    with serve() as server:
        for (corridor, lang), page in itertools.product(WALKS, LIGHT):
            httpx.get(f"{server.url}{page}?{link(corridor, lang)}", timeout=60).raise_for_status()
        return await measured(given, [server.process.pid], partial(walk_light, server.url))


async def several(given):
    with contextlib.ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        reports = ("--reports", folder)
        servers = [running.enter_context(serve(*reports)) for _ in range(given.processes)]
        for server in servers:
            await warm(server.url)
        (port,) = free_ports(1)
        text = documented([server.url for server in servers], port)
        running.enter_context(nginx(folder, text, port, connections=4096))
        url, pids = f"http://127.0.0.1:{port}", [server.process.pid for server in servers]
        met = await measured(given, pids, partial(walk_kept, url))
        errors = len(met.errors)
        await asyncio.gather(*(come_back(url, met) for _ in range(MOST_A_MINUTE)))
        kept = len((folder / FILE).read_text(encoding="utf-8").splitlines()) - 1
        print(
            f"  {MOST_A_MINUTE} readers who sent a file and a report and came back: "
            f"{len(met.errors) - errors} errors {set(met.errors[errors:])}; {kept} reports kept"
        )
        return met


async def memory(given):
    with serve() as server:
        met, pid, start = Met(), server.process.pid, time.monotonic()
        until = start + 60 * given.minutes
        readers = [
            asyncio.create_task(come_and_go(server.url, given, met, until))
            for _ in range(given.readers)
        ]
        held = memory_mb(pid)
        while time.monotonic() < until:
            await asyncio.sleep(60)
            before, held = held, memory_mb(pid)
            minutes = (time.monotonic() - start) / 60
            change = f"{held:.0f} MB ({held - before:+.1f})"
            print(f"  {minutes:5.1f} min: {change}, {met.pages()} pages, {open_files(pid)} files")
            sys.stdout.flush()
        await asyncio.gather(*readers)
        met.say()
        return met


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = {"pages": pages, "light": light, "several": several, "memory": memory}
    parser.add_argument("what", choices=kinds)
    parser.add_argument("--readers", type=int)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--fresh", type=float, default=0)
    parser.add_argument("--pause", type=float, nargs=2, default=(2, 8))
    given = parser.parse_args()
    given.readers = given.readers or READERS[given.what]
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)
    met = asyncio.run(kinds[given.what](given))
    sys.exit(1 if met.errors else 0)


if __name__ == "__main__":
    main()
