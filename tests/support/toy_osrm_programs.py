"""The programs of OSRM as the atlas uses them, with a plain search; told to, they fail.

`toy_osrm.py` writes this file once for each program; which one it is its name says. TOY_OSRM in the
environment says what goes wrong.
"""

import heapq
import json
import os
import socket
import sys
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

NAME, WRONG = Path(sys.argv[0]).name, os.environ.get("TOY_OSRM", "")


def after(option):
    return sys.argv[sys.argv.index(option) + 1]


def extract():
    file = Path(sys.argv[-1])
    tree = ElementTree.parse(file)  # noqa: S314, what the atlas wrote
    nodes = {one.get("id"): f"{one.get('lon')},{one.get('lat')}" for one in tree.iter("node")}
    edges = []
    for way in tree.iter("way"):
        start, end = (nodes[one.get("ref")] for one in way.iter("nd"))
        tags = {one.get("k"): one.get("v") for one in way.iter("tag")}
        if tags["ways"] != "back":
            edges.append((start, end, int(tags["cost"])))
        if tags["ways"] != "forth":
            edges.append((end, start, int(tags["cost"])))
    side = {"key": after("-d"), "edges": edges}
    file.with_suffix(".osrm").write_text(json.dumps(side), encoding="utf-8")


def costs_from(start, ways):
    known, heap = {}, [(0, start)]
    while heap:
        cost, node = heapq.heappop(heap)
        if node not in known:
            known[node] = cost
            for end, more in ways[node]:
                heapq.heappush(heap, (cost + more, end))
    return known


def answer(side, ways, path):
    at = urlsplit(path).path.rsplit("/", 1)[1].split(";")
    asked = parse_qs(urlsplit(path).query)
    start, end = (
        [at[int(n)] for n in asked[name][0].split(";")] for name in ("sources", "destinations")
    )
    found = [costs_from(one, ways) for one in start]
    table = [[one[node] / 10 if node in one else None for node in end] for one in found]
    if WRONG == "shape":
        table = [row[:-1] for row in table]
    if WRONG == "negative":
        table[0][0] = -1
    if WRONG == "infinite":
        table[0][0] = float("inf")
    off = 3.0 if WRONG == "off" else 0.0
    return {
        "code": "TooBig" if WRONG == "refused" else "Ok",
        "data_version": "another" if WRONG == "another" else side["key"],
        "durations": table,
        "sources": [{"distance": off}] * len(start),
        "destinations": [{"distance": off}] * len(end),
    }


def serve():
    side = json.loads(Path(sys.argv[-1]).read_text(encoding="utf-8"))
    ways = defaultdict(list)
    for start, end, cost in side["edges"]:
        ways[start].append((end, cost))
    with socket.create_server(("127.0.0.1", int(after("--port")))) as listening:
        while True:
            with listening.accept()[0] as reader, reader.makefile("rb") as asked:
                if line := asked.readline():
                    if WRONG == "mute":
                        time.sleep(60)
                    path = line.decode().split()[1]
                    said = "no JSON" if WRONG == "text" else json.dumps(answer(side, ways, path))
                    reader.sendall(f"HTTP/1.0 200 OK\r\n\r\n{said}".encode())


if "--version" in sys.argv:
    sys.stdout.write("v5.20.1" if WRONG == "old" else "v99.1.0")
elif NAME == WRONG:
    sys.stderr.write(f"[info] it began\n[error] {NAME} has no memory left\n")
    sys.exit(3)
elif NAME == "osrm-extract":
    extract()
elif NAME == "osrm-routed":
    Path(sys.argv[0]).with_name("pid").write_text(str(os.getpid()), encoding="utf-8")
    if WRONG == "slow":
        time.sleep(60)
    serve()
