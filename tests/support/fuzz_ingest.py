"""Damage files of every kind until something other than a table or one clear line comes out.

    python -m tests.support.fuzz_ingest [--seconds 300] [--seed 1] [--only csv,xlsx]

Every file is read in a process of its own that may take 5 seconds of processor time and 3 GB. What
crashes it, hangs it or loses a row is written to the folder `--keep` with what was wrong; the
command then ends with 1. Mend it, and keep the file in `tests/fixtures/ingest/damaged`.
"""

import argparse
import contextlib
import io
import json
import multiprocessing
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from hashlib import sha256
from pathlib import Path

from tests.support.ingest_cases import INPUT, cases
from tests.support.ingest_layouts import layouts
from tests.support.ods_files import everything
from tests.support.osm_pbf import osm_pbf

CPU_S, MEMORY_BYTES = 5, 3 * 1024**3
RESOURCES = ("shelters", "shelters", "services", "crossings", "actors", "crossing_flows")
NASTY = [
    b'"', b"'", b"\x00", b"\r", b"\n\n", b",", b";", b"\t", b"NaN", b"inf", b"-Infinity", b"1e400",
    b"-0", b"9" * 400, b"1e-400", b"0202-01-01", b"31/02/2024", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"=1+1", b"{{x}}",
    b"{value}", b"%s%n", b"<![CDATA[", b"]]>", b"&#0;", b"&#x110000;", b"&amp;", b"</", b"<!--",
    b"null", b"[]", b"{}", b"true", b"POINT EMPTY", b"POINT (1e999 2)", b"#geo+lat", b"@x",
    b"8544G2PW+9R", b"EPSG:999999", b"13R 355000 3510000", b"\xd9\xa3\xd9\xa2", b"\xc2\xb2",
]  # fmt: skip
VALUES = [None, True, -1, 0, 1e308, 10**400, float("nan"), float("inf"), "", "NaN", [], {}, [[]],
          [None, None], ["x"], {"type": "Point"}, "\ud800", "\x00", [1, 2, 3, 4, 5]]  # fmt: skip


def seeds():
    """Give a whole file of every kind, by name."""
    import geopandas as gpd

    from atlas.data import load
    from atlas.output.exports import export
    from atlas.places.filters import Filter
    from atlas.places.view import make_view

    found = {name: (INPUT / name).read_bytes() for name in cases()}
    for folder in ("real", "layouts"):
        more = (path for path in (INPUT.parent / folder).iterdir() if path.suffix != ".toml")
        found |= {path.name: path.read_bytes() for path in more}
    found |= {layout.file: layout.data for layout in layouts().values()}
    frame = gpd.read_file(INPUT / "places.kml", layer=0)[["Name", "geometry"]]
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        here = Path(folder)
        for name in ("x.gpkg", "x.fgb", "shape/x.shp"):
            (here / name).parent.mkdir(exist_ok=True)
            frame.to_file(here / name)
        frame.to_parquet(here / "x.parquet")
        view = make_view(load(), Filter(corridor=("tapachula-tecun-uman",)))
        export(view, here / "hsds.zip", profile="hsds")
        parts = {part.name: part.read_bytes() for part in (here / "shape").iterdir()}
        names = ("x.gpkg", "x.fgb", "x.parquet", "hsds.zip")
        found |= {name: (here / name).read_bytes() for name in names}
    found["shape.zip"] = zipped(parts)
    found["x.pbf"] = osm_pbf([
        (-117.0194, 32.5331, {"name": "Casa Uno", "social_facility": "shelter"}),
        (-116.6263, 32.5672, {"name": "Casa Dos", "addr:street": "Río Nazas", "phone": "665"}),
    ])  # fmt: skip
    found["x.ods"] = everything()
    found["one.zip"] = zipped({"numbers.csv": found["numbers.csv"]})
    return found


def zipped(parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


def damage(data, chance, others):  # noqa: C901, one branch a kind of damage
    """Change bytes: cut, repeat, swap, put in what hurts, mix with another file."""
    for _ in range(chance.choice((1, 1, 2, 4, 10))):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + int(chance.expovariate(1 / 12)))
        kind = chance.randrange(8)
        if kind == 0:
            data = data[:at] + data[to:]
        elif kind == 1:
            data = data[:to] + data[at:to] * chance.choice((1, 2, 50)) + data[to:]
        elif kind in (2, 3):
            data = data[:at] + chance.choice(NASTY) + data[to:]
        elif kind == 4:
            data = data[:at] + chance.randbytes(to - at) + data[to:]
        elif kind == 5:
            numbers = list(re.finditer(rb"-?\d+(?:\.\d+)?", data[:200_000]))
            if numbers:
                found = chance.choice(numbers)
                data = data[: found.start()] + chance.choice(NASTY) + data[found.end() :]
        elif kind == 6 and chance.random() < 0.3:
            data = data[:at]
        elif kind == 7 and chance.random() < 0.3:
            other = chance.choice(others)
            data = data[:at] + other[chance.randrange(len(other) + 1) :]
    return data


def damage_json(data, chance):
    """Put a value where another is expected."""
    content = json.loads(data)
    for _ in range(chance.choice((1, 2, 5))):
        at = content
        while isinstance(at, dict | list) and at:
            key = chance.choice(list(at) if isinstance(at, dict) else range(len(at)))
            if not isinstance(at[key], dict | list) or not at[key] or chance.random() < 0.25:
                at[key] = chance.choice(VALUES)
                break
            at = at[key]
    return json.dumps(content, ensure_ascii=chance.random() < 0.9).encode(errors="surrogatepass")


def damage_zip(data, chance, others):
    """Change a member of an archive, leave one out, or give it another name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(parts))
    kind = chance.randrange(6)
    if kind == 0:
        del parts[name]
    elif kind == 1:
        parts[chance.choice((f"x/{name}", name.upper(), "../x.csv", "x.csv"))] = parts.pop(name)
    else:
        parts[name] = damage(parts[name], chance, others)
    return zipped(parts)


def damaged(name, files, chance):
    data, others = files[name], list(files.values())
    if chance.random() < 0.7 and data[:2] == b"PK":
        return damage_zip(data, chance, others)
    if chance.random() < 0.6 and data[:1] in b"{[":
        try:
            return damage_json(data, chance)
        except ValueError:
            pass
    return damage(data, chance, others)


def wrong_with(name, data, resource_name):
    """Read a file; say what is wrong with what came out, or nothing."""
    from atlas.base.errors import IngestError
    from atlas.curation.ingest import Limits, Upload, read

    try:
        found = read(Upload(name, data), resource=resource_name, limits=Limits(rows=20_000))
    except IngestError as error:
        said = str(error)
        return "" if said and "\n" not in said and len(said) < 500 else f"said: {said!r}"
    except BaseException:
        return traceback.format_exc()
    joined = int((found.problems["code"] == "row_joined").sum())
    if len(found.frame) + len(found.held) + joined != found.rows_in:
        return f"{found.rows_in} rows in, {len(found.frame)} + {len(found.held)} + {joined} out"
    errors = found.problems.loc[found.problems["severity"] == "error", "row"]
    silent = set(found.held.index) - set(errors)
    return f"held without a reason: {sorted(silent)[:5]}" if silent else ""


def work(pipe):
    """Read files as they come, each within its limits of time; die when one is not."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("error")
    wrong_with("x.csv", b"name,lat\nx,1\n", "shelters")  # what is loaded once counts for none
    pipe.send("")
    with contextlib.suppress(EOFError):  # the other end has gone home
        while (task := pipe.recv()) is not None:
            signal.setitimer(signal.ITIMER_PROF, CPU_S)
            answer = wrong_with(*task)
            signal.setitimer(signal.ITIMER_PROF, 0)
            pipe.send(answer)


class Reader:
    """A process that reads files, and another one when it dies."""

    def __init__(self):
        self.process = None

    def start(self):
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        self.pipe.recv()

    def read(self, *task):
        if self.process is None:
            self.start()
        try:
            self.pipe.send(task)
            return self.pipe.recv()
        except (EOFError, OSError):
            self.process.join()
            code, self.process = self.process.exitcode, None
            return "hangs" if code == -signal.SIGPROF else f"the process died: {code}"


def kind_of(said):
    """Give what tells one crash from another: the last line, and where."""
    places = re.findall(r'File ".*?(atlas/\S+?)", line (\d+)', said)
    return f"{said.strip().splitlines()[-1][:90]} {' '.join(places[-1]) if places else ''}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--only", default="", help="suffixes, parted by commas")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "fuzz-ingest")
    chosen = parser.parse_args()
    seed = chosen.seed if chosen.seed is not None else time.time_ns() % 100_000
    found, count = fuzz(chosen, random.Random(seed))  # noqa: S311, nothing secret
    sys.stdout.write(f"seed {seed}: {count:,} files, {sum(found.values())} crashes\n")
    for kind, times in found.most_common():
        sys.stdout.write(f"  {times} x {kind}\n")
    sys.exit(1 if found else 0)


def fuzz(chosen, chance):
    """Damage and read files until the time is up; count each kind of crash, and the files."""
    files = seeds()
    only = {f".{suffix}" for suffix in chosen.only.split(",") if suffix}
    names = [name for name in files if not only or Path(name).suffix in only]
    by_suffix = sorted({Path(name).suffix for name in names})
    reader, found, count = Reader(), Counter(), 0
    end = time.monotonic() + chosen.seconds
    while time.monotonic() < end:
        suffix = chance.choice(by_suffix)
        name = chance.choice([one for one in names if Path(one).suffix == suffix])
        data = damaged(name, files, chance)
        if said := reader.read(name, data, chance.choice(RESOURCES)):
            kind = kind_of(said)
            found[kind] += 1
            if found[kind] == 1:
                keep(chosen.keep, name, data, said)
        count += 1
    return found, count


def keep(folder, name, data, said):
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{sha256(data).hexdigest()[:8]}-{name}"
    (folder / stem).write_bytes(data)
    (folder / f"{stem}.txt").write_text(said, encoding="utf-8", errors="replace")
    sys.stderr.write(f"{stem}: {kind_of(said)}\n")


if __name__ == "__main__":
    main()
