"""No export holds a position finer than published, or the address of a protected place.

A private overlay with true positions and addresses is planted; every byte of every format is
searched for them, inside archives and databases too.
"""

import dataclasses
import io
import json
import sqlite3
import struct
import zipfile

import numpy as np
import pyarrow.parquet as pq
import pytest

from atlas import data
from atlas.base.i18n import LANGS
from atlas.output.exports import FORMATS, export
from atlas.places.filters import Filter
from atlas.places.privacy import cell_centre
from atlas.places.view import make_view

pytestmark = pytest.mark.slow

ALL = [(profile, form) for profile, forms in FORMATS.items() for form in forms]
STREET = "Calle de los Secretos"


@pytest.fixture(scope="module")
def package():
    return data.load()


def public_coordinates(package):
    """Every longitude and latitude that is public anyway."""
    frames = [package.places, package.crossings, package.localities, package.segments.bounds]
    frames.append(package.border.bounds)
    values = [frame.select_dtypes("float").to_numpy().ravel() for frame in frames]
    found = np.concatenate(values)
    return found[np.isfinite(found)]


def far_from(taken, low, high, number):
    """Coordinates that no public one, and no cell centre, could be taken for."""
    rng = np.random.default_rng(7)
    drawn = np.round(low + (high - low) * rng.random(number * 50), 8)
    apart = np.abs(drawn[:, None] - taken[None, :]).min(axis=1) > 0.002
    off_centre = np.abs(drawn - cell_centre(drawn)) > 0.002
    assert (apart & off_centre).sum() >= number
    return drawn[apart & off_centre][:number]


@pytest.fixture(scope="module")
def overlay(package):
    """The bundled package with true positions, addresses and notes for its protected places."""
    places = package.places.copy()
    protected = places["sensitivity"] != "open"
    assert protected.sum() > 20
    # Any place without a known sensitivity is protected as well.
    unknown = places.index[~protected][[3, 9]]
    places.loc[unknown, "sensitivity"] = ["", "secret"]
    protected.loc[unknown] = True
    rows = places.index[protected]
    taken = public_coordinates(package)
    places.loc[rows, "lon"] = far_from(taken, -117.05, -116.70, len(rows))
    places.loc[rows, "lat"] = far_from(taken, 32.40, 32.70, len(rows))
    places.loc[rows, "precision"], places.loc[rows, "precision_m"] = "exact", 10.0
    numbers = range(len(rows))
    places.loc[rows, "address"] = [f"{STREET} {number}, 22010 Tijuana" for number in numbers]
    places.loc[rows, "notes"] = [f"Frente a {STREET} {number}" for number in numbers]
    places.loc[rows, "notes_en"] = places.loc[rows, "notes"]
    places["true_lon"], places["true_lat"] = places["lon"], places["lat"]
    return dataclasses.replace(package, places=places), places.loc[rows]


def as_text(value):
    """A number as texts of three decimals, cut and rounded."""
    return {f"{value:.3f}", f"{np.trunc(value * 1000) / 1000:.3f}"}


def searchable(path):
    """Every byte of a file, and of what is packed inside it."""
    content = path.read_bytes()
    parts = [content]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts += [packed.read(name) for name in packed.namelist()]
            parts += [name.encode() for name in packed.namelist()]
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        parts.append(str(table.schema.metadata).encode())
        for column in table.columns:
            for chunk in column.chunks:
                parts += [bytes(buffer) for buffer in chunk.buffers() if buffer is not None]
            parts.append(json.dumps(column.to_pylist(), default=str).encode())
    if path.suffix == ".gpkg":
        with sqlite3.connect(path) as database:
            names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (name,) in names.fetchall():
                rows = database.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608
                parts += [cell for row in rows for cell in row if isinstance(cell, bytes)]
                parts.append(repr(rows).encode())
        database.close()
    return b"\n".join(parts)


def secrets(rows):
    """What must not be found: the positions in every notation, the addresses."""
    found = {}
    for _, row in rows.iterrows():
        for name in ("lon", "lat"):
            value = row[name]
            for text in as_text(value):
                found[text.encode()] = f"{row['facility_id']} {name} {text}"
            for code in ("<d", ">d", "<f", ">f"):
                found[struct.pack(code, value)] = f"{row['facility_id']} {name} as {code}"
            # A position that was rounded before it was written is still the true one.
            found[struct.pack("<d", round(value, 6))] = f"{row['facility_id']} {name} rounded"
    found[STREET.encode()] = "the address"
    found[STREET.encode("utf-16-le")] = "the address in UTF-16"
    return found


def leaks(content, rows):
    """The secrets that a file holds."""
    return [what for secret, what in secrets(rows).items() if secret in content]


@pytest.mark.parametrize(
    ("profile", "form", "lang"),
    [(*one, LANGS[i % len(LANGS)]) for i, one in enumerate(ALL)],  # no language has its own gate
)
def test_no_export_gives_a_protected_place_away(overlay, tmp_path, profile, form, lang):
    package, rows = overlay
    view = make_view(package, Filter(lang=lang))
    written = export(view, tmp_path / f"public.{form}", profile=profile)
    for path in written.paths:
        assert leaks(searchable(path), rows) == []


@pytest.mark.parametrize(("profile", "form"), ALL)
def test_the_search_finds_what_an_internal_export_holds(overlay, tmp_path, profile, form):
    """Proof that the test above can fail: without the gate the same search finds the secrets."""
    package, rows = overlay
    view = make_view(package, audience="internal")
    path, _ = export(view, tmp_path / f"internal.{form}", profile=profile).paths
    found = leaks(searchable(path), rows)
    if profile == "3w":
        assert found == []  # one row for each organisation and municipality has no positions
    else:
        assert len(found) > len(rows)
        assert "the address" in found


def test_a_generalised_place_is_published_at_the_centre_of_its_cell(overlay, tmp_path):
    package, rows = overlay
    path, _ = export(make_view(package), tmp_path / "public.geojson").paths
    features = {
        feature["id"]: feature["geometry"]
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]
    }
    generalised = rows[rows["sensitivity"] == "generalised"]
    assert len(generalised)
    for _, row in generalised.iterrows():
        centre = [float(cell_centre(row["lon"])), float(cell_centre(row["lat"]))]
        assert features[row["facility_id"]]["coordinates"] == centre
    for _, row in rows[rows["sensitivity"] != "generalised"].iterrows():
        assert features[row["facility_id"]] is None


@pytest.mark.parametrize("near", ["32.5,-117.02", "san-ysidro"])
def test_a_filter_by_distance_gives_nothing_away(overlay, tmp_path, near):
    package, rows = overlay
    crossing = package.crossings["crossing_id"].iloc[0]
    chosen = Filter(near=near if "," in near else crossing, max_km=30)
    view = make_view(package, chosen)
    assert len(view.places)
    for form in FORMATS["atlas"]:
        for path in export(view, tmp_path / f"near.{form}").paths:
            assert leaks(searchable(path), rows) == []
