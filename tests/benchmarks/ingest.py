"""Time how fast an outside file is read and checked, and how fast duplicates are found.

    python tests/benchmarks/ingest.py [--rows 100000] [--duplicates 20000]
    python tests/benchmarks/ingest.py --layouts

Prints seconds and the highest memory of the process; the aims are 10 s and 1 GB for 100,000 rows
of CSV, and 20 s for the duplicates among 20,000 places. With `--layouts`, what comes of a made-up
directory in each layout that partners use: how many of its rows are clean with nothing said, how
many once the level, and country and state where no column has them, are said, and how many of all
have their name, who runs it, address, telephone and point right.
"""

import argparse
import csv
import io
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd

from atlas.base.errors import AtlasError
from atlas.curation.ingest import Upload, read
from atlas.curation.ingest.duplicates import find_duplicates
from atlas.data import load
from tests.support.ingest_layouts import layouts, right

HEADER = [
    "Nombre del albergue", "Organización responsable", "Nivel", "País", "Estado", "Municipio",
    "Calle", "Número", "Colonia", "Latitud", "Longitud", "Servicios", "Población atendida",
    "Capacidad", "Fecha de verificación", "Teléfono", "Página web", "Estatus", "Observaciones",
    "Fuente",
]  # fmt: skip
WORDS = [
    "Casa",
    "Albergue",
    "Centro",
    "Hogar",
    "Posada",
    "Refugio",
    "Comedor",
    "Misión",
    "Estancia",
    "Puerta",
]
NAMES = [
    "Esperanza",
    "Migrante",
    "Guadalupe",
    "Juan",
    "Diego",
    "Asunta",
    "Belén",
    "Betania",
    "Frontera",
    "Paz",
    "Luz",
]
SERVICES = ["Hospedaje", "Comida", "Asesoría legal", "Atención médica", "Información"]
PEOPLE = ["Todos", "Familias", "Mujeres", "Hombres solos", "NNA"]


def spreadsheet(rows, seed=1):
    """Write a partner's directory with the mistakes that people make, as CSV bytes."""
    chance = random.Random(seed)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    for number in range(rows):
        services = chance.sample(SERVICES, chance.randint(1, 3))
        lat, lon = 32.4 + chance.random() / 5, -117.1 + chance.random() / 3
        writer.writerow([
            f"{chance.choice(WORDS)} {chance.choice(NAMES)} {number}",
            f"Grupo {number % 700} A.C.",
            chance.choice(["ONG", "Religioso", "Gobierno municipal", "quién sabe"]),
            chance.choice(["México", "MX"]),
            "Baja California",
            chance.choice(["Tijuana", "02004", "Tecate", "Ensenada"]),
            f"Calle {number % 3000}",
            str(number % 999),
            f"Colonia {number % 200}",
            f"{lat:.6f}".replace(".", ","),
            f"{lon:.6f}".replace(".", ",") if number % 50 else "",
            ", ".join(services) if number % 70 else "de todo",
            chance.choice(PEOPLE),
            chance.choice(["80", "1,200", "", "cien"]),
            f"{number % 28 + 1:02}/{number % 12 + 1:02}/{2020 + number % 5}",
            f"664 {number % 1000:03} {number % 10000:04}",
            f"www.casa{number % 5000}.org",
            chance.choice(["Activo", "Cerrado", ""]),
            f"nota {number}\ncon dos líneas" if number % 9 == 0 else "",
            f"Visita {number % 300}",
        ])  # fmt: skip
    return out.getvalue().encode("utf-8")


def show(label, seconds):
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label}: {seconds:.2f} s, {peak_mb:,.0f} MB at most so far")


def timed_read(rows, package):
    data = spreadsheet(rows)
    print(f"{rows:,} rows, {len(data) / 1e6:.1f} MB of CSV")
    marks = []

    def progress(stage, done):
        marks.append((stage, time.perf_counter()))
        sys.stderr.write(f"\r{stage:10} {done:4.0%}")

    start = time.perf_counter()
    found = read(Upload("directorio.csv", data), resource="shelters", package=package,
                 progress=progress)  # fmt: skip
    seconds = time.perf_counter() - start
    sys.stderr.write("\n")
    last = start
    for stage in dict.fromkeys(stage for stage, _ in marks):
        end = max(at for name, at in marks if name == stage)
        print(f"  {stage}: {end - last:.2f} s")
        last = end
    show("read and checked", seconds)
    assert len(found.frame) + len(found.held) == found.rows_in == rows
    print(
        f"  {len(found.frame):,} clean, {len(found.held):,} held, {len(found.problems):,} problems"
    )


def timed_command(rows):
    """Time the whole command, from its start to its files; say what it took of the processor."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "directorio.csv").write_bytes(spreadsheet(rows))
        command = [sys.executable, "-m", "atlas", "ingest", str(here / "directorio.csv"),
                   "--as", "shelters", "-o", str(here / "limpio.csv"),
                   "--problems", str(here / "problemas.csv")]  # fmt: skip
        start = time.perf_counter()
        ended = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
        seconds = time.perf_counter() - start
        assert ended == 1  # there are errors in the file
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"the whole command with its files: {seconds:.2f} s ({used.ru_utime + used.ru_stime:.2f} s "
        f"of one processor), {used.ru_maxrss / 1024:,.0f} MB at most"
    )


def places(rows, seed=2):
    """Make places in a few towns, every tenth one a second time with other spelling."""
    chance = random.Random(seed)
    made = []
    for number in range(rows):
        lon, lat = -117.1 + chance.random() / 3, 32.4 + chance.random() / 5
        name = " ".join(
            chance.sample(WORDS, 1) + chance.sample(NAMES, 2) + [f"zona{number % 4000}"]
        )
        row = {
            "facility_id": f"p-{number}", "name": name, "name_en": "",
            "address": f"Calle {number % 3000} {number % 999}, Colonia {number % 200}",
            "phone": f"664 {number % 1000:03} {number % 10000:04}", "website": "",
            "lon": lon, "lat": lat, "precision_m": chance.choice([10.0, 100.0, 1000.0]),
            "municipality_code": chance.choice(["MX02004", "MX02003"]), "country": "MX",
            "kind": "shelter",
        }  # fmt: skip
        if number % 10 == 0 and made:
            twin = chance.choice(made)
            row |= {"name": f"{twin['name'].upper()} A.C.", "phone": twin["phone"],
                    "lon": twin["lon"] + 0.0005, "lat": twin["lat"],
                    "municipality_code": twin["municipality_code"]}  # fmt: skip
            row["twin"] = twin["facility_id"]
        made.append(row)
    return pd.DataFrame(made)


def timed_duplicates(rows):
    frame = places(rows)
    start = time.perf_counter()
    review = find_duplicates(frame)
    show(f"duplicates among {rows:,} places", time.perf_counter() - start)
    found = {frozenset(pair) for pair in zip(review["id_a"], review["id_b"], strict=True)}
    twins = frame.dropna(subset=["twin"])
    planted = {frozenset(pair) for pair in zip(twins["facility_id"], twins["twin"], strict=True)}
    print(f"  {len(review):,} pairs; {len(found & planted):,} of {len(planted):,} planted ones")


SAID = ("name", "operator", "address", "phone", "lat", "lon")


def read_layout(layout, package):
    """Read a made-up directory, first with nothing said; count what is clean, and what is right."""
    upload = Upload(layout.file, layout.data)
    try:
        bare = read(upload, resource="shelters", package=package)
        told = replace(bare.mapping, defaults={**bare.mapping.defaults, **layout.answers})
        found = read(upload, resource="shelters", package=package, mapping=told)
    except AtlasError:
        return 0, 0, dict.fromkeys(SAID, 0)
    return len(bare.frame), len(found.frame), {
        column: right(layout, found.frame, column) for column in SAID
    }  # fmt: skip


def show_layouts(package):
    print(f"{'layout':25} {'clean':>6} {'said':>6}   right: {'  '.join(SAID)}")
    rows, sums = 0, [0, 0, *[0 for _ in SAID]]
    for name, layout in layouts().items():
        bare, clean, counts = read_layout(layout, package)
        figures = [bare, clean, *counts.values()]
        rows += len(layout.places)
        sums = [one + other for one, other in zip(sums, figures, strict=True)]
        shares = [f"{figure / len(layout.places):6.0%}" for figure in figures]
        print(f"{name:25} {shares[0]} {shares[1]}  {''.join(shares[2:])}")
    print(f"{'all':25} {''.join(f'{figure / rows:7.1%}' for figure in sums)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--duplicates", type=int, default=20_000)
    parser.add_argument("--layouts", action="store_true")
    chosen = parser.parse_args()
    package = load()
    if chosen.layouts:
        show_layouts(package)
        return
    show("package loaded", 0.0)
    timed_read(chosen.rows, package)
    timed_command(chosen.rows)
    timed_duplicates(chosen.duplicates)


if __name__ == "__main__":
    main()
