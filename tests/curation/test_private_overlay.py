"""A private overlay: whom it is shown to, what is wrong with it, and that nothing of it leaks."""

import base64
import contextlib
import csv
import dataclasses
import gzip
import io
import json
import os
import re
import shlex
import sqlite3
import struct
import tomllib
import zipfile
import zlib
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from streamlit.testing.v1 import AppTest

from atlas import data
from atlas.analysis import coverage
from atlas.app import assets, readers
from atlas.app.readers import missing_settings
from atlas.base.errors import DataPackageError
from atlas.curation.calls import call_lines
from atlas.curation.disclosure import disclose
from atlas.data.bundled import geodata_dir
from atlas.output import figures, report
from atlas.output.exports import FORMATS as EXPORTS
from atlas.output.exports import export
from atlas.output.exports.call_workbook import call_workbook
from atlas.output.report import embed_code
from atlas.output.report.citation import FORMS, cite
from atlas.places.filters import Filter
from atlas.places.view import describe, make_view
from atlas.webmap import capsule, to_map
from atlas.webmap.capsule import PANELS
from atlas.webmap.column_codec import number_column
from tests.app.test_pages import MAIN, PAGES, pages_dir
from tests.support.built_once import save_report
from tests.support.leak_search import leaks, patterns

pytestmark = pytest.mark.slow

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "private-data.md"
PROTECTED, OPEN = "instituto-madre-asunta", "casa-del-migrante-tijuana"
NUMBERS = (-117.044417, 32.511713, -116.989219, 32.505391, -117.013219, 32.515583)
TEXTS = ("Calle de los Secretos 7", "Casa Invisible", "+52 664 999 1234", "tercera puerta azul",
         "Lista interna de la red")  # fmt: skip
SECRETS = patterns(NUMBERS, TEXTS)
SECRETS_OF_PLACES = patterns(NUMBERS[:4], TEXTS[:1])
"""What the gate itself keeps back, were the rows public: positions and addresses."""


def write(folder, name, *rows):
    folder.mkdir(exist_ok=True)
    columns = dict.fromkeys(column for row in rows for column in row)
    with (folder / name).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


REFINED = {
    "facility_id": PROTECTED, "lon": NUMBERS[0], "lat": NUMBERS[1], "precision": "exact",
    "precision_m": 10, "address": TEXTS[0], "sensitivity": "generalised",
}  # fmt: skip
ADDED = REFINED | {
    "facility_id": "casa-invisible", "name": TEXTS[1], "kind": "shelter", "level": "civil_society",
    "country": "MX", "admin1": "Baja California", "municipality_code": "MX02004",
    "lon": NUMBERS[2], "lat": NUMBERS[3], "position_method": "geocoded_address",
    "sensitivity": "withheld", "status": "open", "phone": TEXTS[2], "notes": f"La {TEXTS[3]}",
    "source_ids": "lista-interna", "position_source_ids": "lista-interna",
    "services": "lodging", "populations": "women",
}  # fmt: skip
FINER = {
    "facility_id": OPEN, "lon": NUMBERS[4], "lat": NUMBERS[5], "precision": "exact",
    "precision_m": 10,
}  # fmt: skip
SOURCE = {
    "source_id": "lista-interna", "title": TEXTS[4], "publisher": "Red", "kind": "web",
    "licence": "unknown",
}  # fmt: skip


@pytest.fixture(scope="module")
def overlay(tmp_path_factory):
    """A folder that refines a protected and an open place, and adds one nobody knows."""
    folder = tmp_path_factory.mktemp("private") / "red"
    with (geodata_dir() / "shelters.csv").open(encoding="utf-8", newline="") as lines:
        public = {row["facility_id"]: row for row in csv.DictReader(lines)}
    refined = [public[row["facility_id"]] | row for row in (REFINED, FINER)]
    write(folder, "shelters.csv", *refined, ADDED)
    write(folder, "sources.csv", SOURCE)
    return folder


@pytest.fixture(scope="module")
def package(overlay):
    return data.load_overlay(None, overlay)


def test_internal_readers_see_the_overlay_over_the_public_rows(package):
    view = make_view(package, Filter().lifted(), audience="internal")
    places = view.places.set_index("facility_id")
    assert places.loc["casa-invisible", "phone"] == TEXTS[2]
    assert places.loc[PROTECTED, "address"] == TEXTS[0]
    assert places.loc[OPEN, ["lon", "lat"]].tolist() == list(NUMBERS[4:])
    public = data.load().places.set_index("facility_id")
    assert places.loc[PROTECTED, "name"] == public.loc[PROTECTED, "name"]
    assert len(places) == len(public) + 1


def test_a_table_may_hold_few_columns_and_leaves_the_others(tmp_path):
    few = {"facility_id": PROTECTED, "address": TEXTS[0]}
    write(tmp_path / "red", "shelters.csv", few)
    package = data.load_overlay(None, tmp_path / "red")
    rows = [one.places.set_index("facility_id").loc[PROTECTED] for one in (package, package.public)]
    changed = [name for name in rows[0].index if not rows[0][[name]].equals(rows[1][[name]])]
    assert changed == ["address"]
    assert list(package.places["facility_id"]) == list(package.public.places["facility_id"])


def test_the_public_sees_the_public_package_and_nothing_else(package):
    assert package.for_audience("public") is data.load()
    ours, theirs = (make_view(one) for one in (package, data.load()))
    for field in dataclasses.fields(ours):
        one, other = getattr(ours, field.name), getattr(theirs, field.name)
        if isinstance(one, pd.DataFrame):
            pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other))
        elif field.name not in ("vocab", "remade"):
            assert one == other, field.name


def test_what_is_internal_says_so(package):
    view = make_view(package, Filter(lang="en"), audience="internal")
    assert view.descriptor["title_en"] == "INTERNAL: Border Corridor Atlas"
    assert "INTERNO: " in capsule(make_view(package, audience="internal"))


CHOSEN = Filter(corridor=("tijuana-san-diego",), side=("MX",), kind=("shelter",), lang="en")


def _exported(profile, form):
    def make(package, folder):
        view = make_view(package, CHOSEN)
        written = export(view, folder / f"places-{profile}.{form}", profile=profile)
        return [path.read_bytes() for path in written.paths]

    return make


def _drawn(kind, form):
    def make(package, folder):
        path = folder / f"{kind}.{form}"
        figures.save_figure(make_view(package, CHOSEN), path, kind=kind)
        return [file.read_bytes() for file in folder.glob(f"{kind}.*")]

    return make


def _reported(form, annex):
    def make(package, folder):
        path = folder / f"brief.{form}"
        save_report(package, CHOSEN, path, annex=annex)
        return [file.read_bytes() for file in folder.iterdir() if file.is_file()]

    return make


def _of_view(make):
    return lambda package, _: [make(make_view(package, CHOSEN)).encode()]


def _gaps(view):
    points = coverage.starting_points(
        view.crossings, view.localities, view.corridors, view.segments
    )
    return coverage.gaps(view.places, view.crossings, points, view.localities).to_csv()


def _lines(view):
    query = embed_code.embed_query(view.filter)
    return "\n".join(
        [
            embed_code.frame_line(view, f"/embed?{query}"),
            embed_code.markdown_line(view, "map.png", f"/?{query}"),
            embed_code.latex_figure(view, "map.pdf", f"/?{query}"),
        ]
    )


OUTPUTS = {
    **{f"capsule {panels}": _of_view(partial(capsule, panels=panels)) for panels in PANELS},
    "call sheet": lambda package, _: [
        call_workbook(call_lines(make_view(package, CHOSEN)), CHOSEN.lang)
    ],
    "folium": _of_view(lambda view: to_map(view).get_root().render()),
    "points": _of_view(lambda view: assets.points(view).content.decode()),
    "coverage": _of_view(_gaps),
    "info": lambda package, _: [json.dumps(describe(package), default=str).encode()],
    "disclose": lambda package, _: [disclose(package).to_csv().encode()],
    **{f"{p} {form}": _exported(p, form) for p, forms in EXPORTS.items() for form in forms},
    **{f"figure {kind} svg": _drawn(kind, "svg") for kind in figures.KINDS},
    # A drawing is the same in every format, and the brief with an annex begins with the short one.
    **{f"figure overview {form}": _drawn("overview", form) for form in figures.FORMATS},
    "report md": _reported("md", annex=False),
    **{f"report with annex {form}": _reported(form, annex=True) for form in report.FORMATS},
    **{f"citation {form}": _of_view(partial(cite, form=form)) for form in FORMS},
    "lines to copy": _of_view(_lines),
}
"""Everything that leaves the atlas; a new kind or format of any of it is here by itself."""


@pytest.mark.parametrize("name", OUTPUTS)
def test_no_output_for_the_public_holds_anything_of_the_overlay(package, tmp_path, name):
    found = leaks(OUTPUTS[name](package, tmp_path), SECRETS)
    if found:  # a number may be there by chance, in a drawing say
        (tmp_path / "public").mkdir()
        found = set(found) - set(leaks(OUTPUTS[name](data.load(), tmp_path / "public"), SECRETS))
    assert not found


GATED = ("capsule all", "call sheet", "folium", "points", "atlas gpkg", "atlas parquet", "hsds zip",
         "report md", "report with annex docx", "figure overview svg", "lines to copy")  # fmt: skip


@pytest.fixture(scope="module")
def exposed(package):
    """The same rows taken for public ones."""
    return dataclasses.replace(package, public=None)


@pytest.mark.parametrize("name", GATED)
def test_the_gate_alone_keeps_positions_and_addresses(exposed, tmp_path, name):
    """The second line of defence."""
    found = leaks(OUTPUTS[name](exposed, tmp_path), SECRETS_OF_PLACES)
    if found:
        (tmp_path / "public").mkdir()
        known = leaks(OUTPUTS[name](data.load(), tmp_path / "public"), SECRETS_OF_PLACES)
        found = set(found) - set(known)
    assert not found


@pytest.mark.parametrize("name", ["atlas csv", "atlas gpkg", "atlas parquet", "atlas xlsx"])
def test_the_search_finds_what_an_internal_file_holds(package, tmp_path, name):
    """Proof that the tests above can fail."""
    path = tmp_path / f"INTERNAL.{name.split()[1]}"
    written = export(make_view(package, CHOSEN, audience="internal"), path)
    found = " ".join(leaks([one.read_bytes() for one in written.paths], SECRETS))
    assert all(str(number) in found for number in NUMBERS), found
    assert all(repr(text) in found for text in TEXTS[:3])


def _pdf(raw):
    return b"%PDF-1.7\nstream\n" + zlib.compress(raw) + b"\nendstream"


def _zip(raw):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.bin", raw)
    return packed.getvalue()


def _database(raw):
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE x (cell BLOB)")
        database.execute("INSERT INTO x VALUES (?)", (raw,))
        database.commit()
        return database.serialize()


def _parquet(raw):
    packed = io.BytesIO()
    pq.write_table(pa.table({"x": pa.array([raw], pa.binary())}), packed, compression="zstd")
    return packed.getvalue()


def _picture(raw):
    packed, about = io.BytesIO(), PngInfo()
    about.add_text("Description", raw.decode("latin-1"), zip=True)
    Image.new("L", (8, 8)).save(packed, "PNG", pnginfo=about)
    return packed.getvalue()


PACKED = {
    "plain": lambda raw: raw,
    "gzip": gzip.compress,
    "base64": base64.b64encode,
    "gzip in base64 in text": lambda raw: b'x = "' + base64.b64encode(gzip.compress(raw)) + b'";',
    "pdf": _pdf,
    "zip": _zip,
    "zip in base64 in zip": lambda raw: _zip(base64.b64encode(_zip(raw))),
    "database": _database,
    "parquet": _parquet,
    "picture": _picture,
}
WRITTEN = {
    "text": f"[{NUMBERS[0]:.3f}, 0]".encode(),
    "float64": struct.pack("<3d", 0, NUMBERS[0], 1),
    "float32, big-endian": struct.pack(">3f", 0, NUMBERS[0], 1),
    "wkb in text": shapely.Point(NUMBERS[0], NUMBERS[1]).wkb_hex.encode(),
    "whole number": f'"x": {round(NUMBERS[1] * 1e6)}'.encode(),
    "column of the map": json.dumps(
        number_column(pd.Series([-116.5, NUMBERS[0], None]), scale=100_000, delta=True)
    ).encode(),
    "utf-16": TEXTS[0].encode("utf-16-le"),
    "escaped": json.dumps(TEXTS[2]).encode(),
}


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("written", WRITTEN)
def test_the_search_finds_a_secret_however_it_is_written_and_packed(packed, written):
    assert leaks([PACKED[packed](WRITTEN[written])], SECRETS)
    assert not leaks([PACKED[packed](b"32.5, -117.0, nothing to see here")], SECRETS)


def test_the_search_finds_all_of_an_internal_map(package):
    internal = make_view(package, CHOSEN, audience="internal")
    for made in (capsule(internal).encode(), assets.points(internal).content):
        found = " ".join(leaks([made], SECRETS))
        assert all(repr(text) in found for text in TEXTS)
        assert all(str(number) in found for number in NUMBERS), found


@pytest.mark.parametrize("page", PAGES)
def test_no_page_shows_the_overlay_to_somebody_who_has_not_signed_in(overlay, page, monkeypatch):
    monkeypatch.setenv("ATLAS_PRIVATE", str(overlay))
    app = AppTest.from_file(MAIN, default_timeout=60)
    app.query_params["corridor"] = ["tijuana-san-diego"]
    app.run()
    if page != PAGES[0]:
        app.switch_page(os.path.relpath(pages_dir() / f"{page}.py", MAIN.parent)).run()
    assert not app.exception
    protos = [getattr(item, "proto", None) for item in app._tree]
    shown = [proto.SerializeToString() for proto in protos if proto is not None]
    assert shown
    assert not leaks([repr(app).encode(), *shown], patterns((), TEXTS))


def test_a_link_to_share_names_no_place_of_the_overlay(overlay, monkeypatch):
    monkeypatch.setenv("ATLAS_PRIVATE", str(overlay))
    monkeypatch.setattr(readers, "is_internal", lambda: True)
    own = data.load_overlay(None, overlay)
    public = set(own.public.places["facility_id"])
    hidden = next(one for one in own.places["facility_id"] if one not in public)
    app = AppTest.from_file(MAIN, default_timeout=60)
    app.query_params["list"] = [f"{hidden};san-ysidro;{min(public)}"]
    app.query_params["id"] = [hidden]
    app.session_state["share"] = True  # its popover is open
    app.run()
    assert not app.exception
    link = app.code[0].value
    assert f"list={min(public)}" in link
    assert hidden not in link


def test_the_planners_link_names_no_place_of_the_overlay(overlay, monkeypatch):
    monkeypatch.setenv("ATLAS_PRIVATE", str(overlay))
    monkeypatch.setattr(readers, "is_internal", lambda: True)
    own = data.load_overlay(None, overlay)
    public = set(own.public.places["facility_id"])
    hidden = next(one for one in own.places["facility_id"] if one not in public)
    app = AppTest.from_file(MAIN, default_timeout=60).run()
    app.query_params["what"] = [f"close:{hidden}", f"close:{min(public)}"]
    app.switch_page(str(pages_dir() / "coverage.py")).run()
    app.session_state["share-coverage"] = True
    app.run()
    assert not app.exception
    link = next(block.value for block in app.code if "/" in block.value)
    assert f"what=close:{min(public)}" in link
    assert hidden not in link


def test_a_command_makes_public_files_unless_asked(run, overlay, tmp_path):
    out = tmp_path / "map.csv"
    code, _, err = run("export", "--private", overlay, "-o", out)
    assert code == 0
    assert "nothing of" in err
    said = out.read_text(encoding="utf-8-sig")
    assert not [secret for secret in (*map(str, NUMBERS), *TEXTS) if secret in said]


def test_an_internal_file_must_say_so_in_its_name(run, overlay, tmp_path):
    out = tmp_path / "map.csv"
    code, _, err = run("export", "--private", overlay, "--audience", "internal", "-o", out)
    assert code == 2
    assert "INTERNAL-map.csv" in err
    out = tmp_path / "INTERNAL-map.csv"
    code, _, _ = run("export", "--private", overlay, "--audience", "internal", "-o", out)
    assert code == 0
    assert TEXTS[1] in out.read_text(encoding="utf-8-sig")
    assert {file.name for file in tmp_path.iterdir()} == {
        "INTERNAL-map.csv", "INTERNAL-map.csv.provenance.json",
    }  # fmt: skip


def test_internal_without_an_overlay_is_refused(run, tmp_path):
    code, _, err = run("export", "--audience", "internal", "-o", tmp_path / "INTERNAL.csv")
    assert (code, "needs --private" in err) == (2, True)


def test_the_rows_of_an_overlay_are_checked_but_for_protection(run, overlay, tmp_path):
    code, out, _ = run("check", "--private", overlay)
    assert (code, out.splitlines()[-1]) == (0, "0 errors, 0 warnings")
    folder = tmp_path / "red"
    write(folder, "sources.csv", SOURCE)
    write(folder, "shelters.csv", ADDED, {**ADDED, "facility_id": "otra", "kind": "castle"})
    code, out, _ = run("check", "--private", folder, "--json")
    assert code == 1
    (problem,) = json.loads(out)
    assert (problem["file"], problem["row"], problem["column"]) == ("red/shelters.csv", 3, "kind")
    with pytest.raises(DataPackageError, match=r"red/shelters\.csv row 3, column kind"):
        data.load_overlay(None, folder)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "has no tables; it may have shelters.csv"),
        ({"castles.csv": [ADDED]}, "castles.csv is no table of the package"),
        ({"crossing_flows.csv": [ADDED]}, "crossing_flows.csv is no table of the package"),
        ({"shelters.csv": [{"name": "x"}]}, "The column facility_id is missing"),
        ({"shelters.csv": [{**ADDED, "colour": "x"}]}, "The column colour is not of this table"),
        ({"shelters.csv": [ADDED, ADDED]}, "row 3, column facility_id: “casa-invisible” is"),
    ],
)
def test_an_overlay_that_is_none_is_refused(tmp_path, files, said):
    folder = tmp_path / "red"
    folder.mkdir()
    for name, rows in files.items():
        write(folder, name, *rows)
    with pytest.raises(DataPackageError, match=said):
        data.load_overlay(None, folder)


def test_an_overlay_inside_the_public_package_would_be_shipped(package_copy):
    write(package_copy / "red", "shelters.csv", ADDED)
    with pytest.raises(DataPackageError, match="inside the public package"):
        data.load_overlay(package_copy, package_copy / "red")


def test_the_guide_works_as_it_is_written(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "red").mkdir()
    blocks = re.findall(r"```(\w+) ?(\S*)\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    (table,) = [(name, text) for kind, name, text in blocks if kind == "csv"]
    (tmp_path / table[0]).write_text(table[1], encoding="utf-8")
    (settings,) = [tomllib.loads(text) for kind, _, text in blocks if kind == "toml"]
    assert missing_settings(settings["auth"], settings["atlas"]) == ""
    commands = [shlex.split(text)[1:] for kind, _, text in blocks if kind == "console"]
    assert [command[0] for command in commands] == ["check", "export", "map", "disclose"]
    for command in commands:
        code, out, err = run(*command)
        assert code == 0, (command, out, err)
    assert "Calle de Ejemplo 1" not in (tmp_path / "places.csv").read_text(encoding="utf-8-sig")
    internal = (tmp_path / "INTERNAL-map.html").read_bytes()
    assert leaks([internal], patterns((-117.0444,), ("Calle de Ejemplo 1",)))
    assert "refines 1 place" in out


def test_disclose_counts_what_is_revealed(run, overlay, package):
    found = disclose(package)
    places = make_view(data.load()).lifted.places
    by = found[found["measure"] == "sensitivity"].set_index("group")["places"]
    assert by.to_dict() == places["sensitivity"].value_counts().to_dict()
    told = found[found["measure"] == "overlay"]["message_en"].item()
    assert told.startswith("The private overlay adds 1 place and refines 2 places")
    groups = found[found["measure"] == "group"]
    assert (groups["places"] < 3).all()
    code, out, _ = run("disclose", "--lang", "es", "--least", "1")
    assert code == 0
    assert "Ningún grupo de lugares protegidos tiene menos de 1." in out
