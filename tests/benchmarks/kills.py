"""Kill the commands that write, at random moments: outputs are whole, and nothing is left behind.

::

    python -m tests.benchmarks.kills [--times 200] [--only export]

Each run is a process of its own that has the atlas loaded already, so that the moments fall into
the work. What a killed run leaves may be the old file or the new one, and hidden files that the
next run removes. Needs a system that can fork.
"""

import argparse
import hashlib
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from atlas.base.files import HIDDEN
from atlas.cli.command_line import run
from atlas.data.bundled import geodata_dir

PARTNER = (
    "id,nombre,tipo,nivel,pais,estado,municipio,latitud,longitud,estatus,sensitivity\n"
    "una,Casa Una,Albergue,ONG,México,Baja California,Tijuana,32.5331,-117.0194,open,open\n"
)
FEED = '[feeds.lista]\nkind = "folder"\naddress = "../partner"\nas = "shelters"\n'
TIJUANA = ["--corridor", "tijuana-san-diego"]
COMMANDS = {
    "export": ["export", *TIJUANA, "-o", "out/places.xlsx"],
    "map": ["map", *TIJUANA, "-o", "out/map.html"],
    "join": ["join", "points.csv", "--sort", "--overwrite", "-o", "out/points.parquet"],
    "merge": [
        "merge",
        "clean.csv",
        "--as",
        "shelters",
        "--review",
        "review.csv",
        "-o",
        "out/merged",
    ],
    "refresh": ["refresh", "out/package"],
    "publish": ["publish", *TIJUANA, "-o", "out/site"],
}
LEFT = re.compile(rf"^\..*{HIDDEN}")
STAMPED = ".feeds"
"""A folder whose names and contents hold the time of the run."""


def prepare(folder):
    (folder / "partner").mkdir()
    (folder / "partner" / "2026-01.csv").write_text(PARTNER, encoding="utf-8")
    rows = random.Random(0)
    places = (f"{rows.uniform(-118, -116):.6f},{rows.uniform(32, 33):.6f}" for _ in range(200_000))
    (folder / "points.csv").write_text("lon,lat\n" + "\n".join(places) + "\n", encoding="utf-8")
    (folder / "out").mkdir()
    rows = ["--as", "shelters", "-o"]
    whole_run(["ingest", "partner/2026-01.csv", *rows, "clean.csv"])
    whole_run(["duplicates", "clean.csv", *rows, "review.csv"])


def call(command):
    sys.argv = ["atlas", *command]
    run()


def empty(folder):
    """Take away what the last command wrote; a refresh needs a package with a feed in it."""
    shutil.rmtree(folder / "out")
    shutil.copytree(
        geodata_dir(),
        folder / "out" / "package",
        ignore=shutil.ignore_patterns("recipes", "streets", ".*"),
    )
    (folder / "out" / "package" / "feeds.toml").write_text(FEED, encoding="utf-8")


def begin(command):
    """Run a command in a process of its own, without a word; give the process."""
    process = os.fork()
    if process:
        return process
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    code = 0
    try:
        call(command)
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        code = 70
    os._exit(code)


def whole_run(command):
    """Run a command to its end; give its seconds."""
    start = time.perf_counter()
    _, status = os.waitpid(begin(command), 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        message = f"atlas {' '.join(command)} ends with {code}"
        raise RuntimeError(message)
    return time.perf_counter() - start


def written(folder):
    """Give the hash of each file by its path, and the hidden files that lie about."""
    files = [path for path in (folder / "out").rglob("*") if path.is_file()]
    hidden, found = [], {}
    for path in files:
        parts = path.relative_to(folder / "out").parts
        if any(LEFT.search(part) for part in parts):
            hidden.append("/".join(parts))
        elif STAMPED not in parts:
            found["/".join(parts)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found, hidden


def trial(folder, name, times, moments):
    """Kill a command again and again; give the count of halves, of leftovers and of runs hit."""
    command = COMMANDS[name]
    empty(folder)
    before, _ = written(folder)
    seconds = whole_run(command)
    after, _ = written(folder)
    halves = hit = 0
    empty(folder)
    for _ in range(times):
        process = begin(command)
        time.sleep(moments.uniform(0, seconds))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        hit += os.WIFSIGNALED(status)
        found, _ = written(folder)
        allowed = {(one, before.get(one)) for one in before} | set(after.items())
        # The list of a site grows before its files do: it may name what is not there yet.
        halves += sum(
            one not in allowed for one in found.items() if not one[0].endswith("atlas-site.json")
        )
        if name == "merge" and (folder / "out" / "merged").exists():
            shutil.rmtree(folder / "out" / "merged")
    whole_run(command)
    found, hidden = written(folder)
    return halves, hidden, hit, found == after


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--only", choices=COMMANDS)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    moments = random.Random(given.seed)
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        os.chdir(folder)
        prepare(folder)
        for one in [given.only] if given.only else COMMANDS:
            halves, hidden, hit, same = trial(folder, one, given.times, moments)
            failed |= bool(halves or hidden or not same)
            sys.stdout.write(
                f"{one}: killed {hit} of {given.times} times; {halves} files half; afterwards "
                f"{'the same files' if same else 'OTHER FILES'} as without, "
                f"{len(hidden)} hidden files left {' '.join(hidden[:3])}\n"
            )
            sys.stdout.flush()
        os.chdir("/")
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
