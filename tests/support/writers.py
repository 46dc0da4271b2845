"""The commands that write files, with what they need, for benchmarks that disturb them.

Each run is a process of its own that has the atlas loaded already. Needs a system that can fork.
"""

import hashlib
import os
import random
import re
import shutil
import sys
from pathlib import Path

import pandas as pd

from atlas.base.files import HIDDEN
from atlas.cli.command_line import run
from atlas.data.bundled import geodata_dir

TIJUANA = ["--corridor", "tijuana-san-diego"]
SHELTERS = ["--as", "shelters"]
COMMANDS = {
    "export": ["export", *TIJUANA, "-o", "out/places.xlsx"],
    "map": ["map", *TIJUANA, "-o", "out/map.html"],
    "join": ["join", "points.csv", "--sort", "--overwrite", "-o", "out/points.parquet"],
    "merge": ["merge", "clean.csv", *SHELTERS, "--review", "review.csv", "-o", "out/merged"],
    "refresh": ["refresh", "out/package"],
    "publish": ["publish", *TIJUANA, "-o", "out/site"],
}
"""Those that take their time, by name; what they write is in `out`."""

MORE = {
    "parquet": ["export", *TIJUANA, "-o", "out/places.parquet"],
    "gpkg": ["export", *TIJUANA, "-o", "out/places.gpkg"],
    "geojson": ["export", *TIJUANA, "-o", "out/places.geojson"],
    "figure": ["figure", *TIJUANA, "-o", "out/figure.png"],
    "word": ["report", *TIJUANA, "-o", "out/brief.docx"],
    "pdf": ["report", *TIJUANA, "-o", "out/brief.pdf"],
    "poster": ["poster", *TIJUANA, "-o", "out/poster.pdf"],
    "coverage": ["coverage", *TIJUANA, "-o", "out/gaps.csv"],
    "callsheet": ["callsheet", *TIJUANA, "-o", "out/calls.xlsx"],
    "diff": ["diff", "old", "-o", "out/changes.csv"],
    "ingest": ["ingest", "partner/2026-01.csv", *SHELTERS, "-o", "out/clean.csv"],
    "duplicates": ["duplicates", "clean.csv", *SHELTERS, "-o", "out/review.csv"],
    "translate": ["translate", "fr", "-o", "out/fr.csv"],
    "new": ["new", "out/border", "--countries", "CO,VE"],
    "folder": ["join", "points.parquet", "--engine", "dask", "--overwrite", "-o", "out/parts"],
}
"""The others."""

REFUSED = ("merged", "border")
"""Folders that a command refuses to replace."""

KEPT = ("site", "package/.feeds")
"""Folders in which a second run has hardly anything to write."""

PARTNER = (
    "id,nombre,tipo,nivel,pais,estado,municipio,latitud,longitud,estatus,sensitivity\n"
    "una,Casa Una,Albergue,ONG,México,Baja California,Tijuana,32.5331,-117.0194,open,open\n"
)
FEED = '[feeds.lista]\nkind = "folder"\naddress = "../../partner"\nas = "shelters"\n'
_LEFT = re.compile(rf"^\..*{HIDDEN}")
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:?\d\d:?\d\d(?:[.\d]*)?(?:Z|\+00:00)")


def prepare(folder):
    """Write what the commands read into a folder, which is the current one."""
    (folder / "partner").mkdir()
    (folder / "partner" / "2026-01.csv").write_text(PARTNER, encoding="utf-8")
    rows = random.Random(0)  # noqa: S311, the same points each time
    places = (f"{rows.uniform(-118, -116):.6f},{rows.uniform(32, 33):.6f}" for _ in range(200_000))
    (folder / "points.csv").write_text("lon,lat\n" + "\n".join(places) + "\n", encoding="utf-8")
    pd.read_csv(folder / "points.csv").to_parquet(folder / "points.parquet")
    _copy_package(folder / "old")
    (folder / "out").mkdir(exist_ok=True)
    for command in (
        ["ingest", "partner/2026-01.csv", *SHELTERS, "-o", "clean.csv"],
        ["duplicates", "clean.csv", *SHELTERS, "-o", "review.csv"],
    ):
        code, said = whole_run(command)
        if code not in (0, 1):
            message = f"atlas {' '.join(command)}: {said}"
            raise RuntimeError(message)


def empty(folder):
    """Take away what commands wrote; a refresh needs a package with a feed in it."""
    for one in (folder / "out").iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()
    _copy_package(folder / "out" / "package")
    (folder / "out" / "package" / "feeds.toml").write_text(FEED, encoding="utf-8")


def _copy_package(target):
    left_out = shutil.ignore_patterns("recipes", "streets", ".*")
    shutil.copytree(geodata_dir(), target, ignore=left_out)


def begin(command, said=os.devnull):
    """Run a command in a process of its own, which says everything to a file; give its id."""
    process = os.fork()
    if process:
        return process
    with Path(said).open("w") as written:
        os.dup2(written.fileno(), 1)
        os.dup2(written.fileno(), 2)
    code = 70
    try:
        sys.argv = ["atlas", *command]
        run()
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def whole_run(command, said="said.txt"):
    """Run a command to its end; give its exit code and what it said."""
    _, status = os.waitpid(begin(command, said), 0)
    return os.waitstatus_to_exitcode(status), Path(said).read_text(encoding="utf-8")


def written(folder):
    """Give hash and size of each file in `out` by its path, and the hidden files that lie about.

    The time of the run, which is in names of folders and in some files, does not count.
    """
    hidden, found = [], {}
    for path in (one for one in (folder / "out").rglob("*") if one.is_file()):
        parts = path.relative_to(folder / "out").parts
        if any(_LEFT.search(part) for part in parts):
            hidden.append("/".join(parts))
        elif parts[0] != "tmp" and path.suffix != ".lock":
            content = path.read_bytes()
            if path.suffix == ".json":
                content = _TIME.sub(b"now", content)
            name = _TIME.sub(b"now", "/".join(parts).encode()).decode()
            found[name] = hashlib.sha256(content).hexdigest(), len(content)
    return found, hidden
