"""The page of those who keep data: files good, broken, hostile, too large; whose they are."""

import asyncio
import gc
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO

import pytest
import streamlit as st
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser
from streamlit.runtime.uploaded_file_manager import DeletedFile

from atlas.app import uploads
from atlas.app.markdown_text import plain
from atlas.app.partner_page import call_desk, call_downloads, desk
from atlas.base.errors import IngestError
from atlas.base.i18n import LANGS, t
from atlas.curation.ingest import Upload, read
from tests.app.test_pages import run
from tests.support.ods_files import everything

pytestmark = pytest.mark.slow

HIDDEN = "Casa Escondida Zyx"
HEADER = "Nombre;Tipo;Nivel;País;Municipio;Calle;Latitud;Longitud;Protección\n"
MESSY = HEADER + (
    "Casa Nueva Luz;Albergue;ONG;México;Tijuana;Quinta 12;32.5331;-117.0194;abierto\n"
    f"{HIDDEN};Albergue;ONG;México;Tijuana;Nazas 8;32.5072;-117.0312;\n"
    "Casa Sur;Albergue;qué;México;Tijuana;Sur 3;32.5101;-117.0011;abierto\n"
    "Casa del Migrante Tijuana;Albergue;ONG;México;Tijuana;Galileo 239;;;abierto\n"
)
CLEAN = "\n".join(MESSY.splitlines()[:2]) + "\n"
HOSTILE = (
    "{{7*191}}",
    "</script><img src=x onerror=globalThis.hurt=1>",
    "=cmd|'/c calc'!A1",
    "a\u2028b",
    "\u202eatrás\u202c",
    ":red[rojo] **b** [l](javascript:x) $x$",
)


def bring(content, *, name="lista.csv", lang="es", app=None):
    app = app or run({}, lang=lang, page="steward")
    content = content.encode() if isinstance(content, str) else content
    app.file_uploader[0].set_value((name, content, "text/csv"))
    return again(app, lang)


def again(app, lang):
    """Run the page again; the test's own switch of languages would forget English."""
    app.button_group(key="lang").set_value(lang)
    app.run()
    assert not app.exception
    return app


def step(app, name, lang="es"):
    app.button_group(key="steward.step").set_value(name)
    return again(app, lang)


def figures(app, lang="es"):
    return {item.label: item.value for item in app.metric}


def cells(app):
    """Give the editor of the rows."""
    return next(item for item in app.data_editor if item.key.startswith("steward.cells"))


def shown(app):
    parts = (app.markdown, app.caption, app.error, app.warning, app.info, app.success)
    return "\n".join(item.value for part in parts for item in part)


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_brought_yet_says_what_will_happen(lang):
    app = run({}, lang=lang, page="steward")
    assert not app.exception
    assert t("steward.promise_text", lang).strip() in shown(app)
    assert not app.metric


@pytest.mark.parametrize("lang", LANGS)
def test_a_messy_file_is_shown_beside_its_problems(lang):
    app = bring(MESSY, lang=lang)
    said = figures(app)
    rows, clean, held = (
        int(said[t(f"steward.{name}", lang)]) for name in ("rows_in", "clean", "held")
    )
    assert (rows, clean, held) == (4, 3, 1)
    table = cells(app).value
    assert table.index.tolist() == [4]
    assert table[t("steward.column_sign", lang)].tolist() == [t("steward.error", lang)]
    assert "qué" in table["Nivel"].tolist()
    for name in ("map", "duplicates", "take"):
        step(app, name, lang)
    assert app.get("download_button")


def test_a_cell_is_put_right_in_place_and_undone():
    app = bring(MESSY)
    app.session_state[cells(app).key] = {
        "edited_rows": {0: {"Nivel": "ONG"}}, "added_rows": [], "deleted_rows": [],
    }  # fmt: skip
    app.run()
    assert not app.exception
    assert figures(app)[t("steward.held", "es")] == "0"
    assert t("steward.edit_done", "es") in shown(app)
    assert cells(app).value[t("steward.column_sign", "es")].tolist() == ["✓ Corregida"]
    next(item for item in app.button if item.label == t("steward.undo", "es")).click().run()
    assert figures(app)[t("steward.held", "es")] == "1"


def test_protection_of_the_whole_file_is_asked_and_kept_from_step_to_step():
    app = bring(MESSY)
    app.selectbox(key="steward.default-sensitivity").set_value("generalised").run()
    step(step(app, "map"), "check")
    assert app.selectbox(key="steward.default-sensitivity").value == "generalised"
    assert set(desk_of(app).draft.found.frame["sensitivity"]) == {"open", "generalised"}


def desk_of(app):
    return app.session_state["_desk"]


def test_the_map_shows_public_positions_only_and_never_as_published():
    import json

    app = step(bring(MESSY), "map")
    (component,) = [
        item.proto for item in app.get("bidi_component") if item.proto.id.endswith("preview")
    ]
    own = json.loads(json.loads(component.json)["own"])
    text = json.dumps(own, ensure_ascii=False)
    assert HIDDEN in text
    for secret in ("32.5072", "3250720", "-117.0312", "Nazas 8"):
        assert secret not in text
    places = own["payload"]["places"]
    origin = places["text"]["origin"]
    assert [origin["d"][i] for i in origin["i"]].count("own") == 3


def test_duplicates_are_merged_only_as_decided():
    app = step(bring(MESSY), "duplicates")
    table = app.data_editor[0]
    assert table.value["where"].tolist() == [t("steward.in_atlas", "es")]
    app.session_state[table.key] = {
        "edited_rows": {0: {"decision": t("steward.decision_merge", "es")}},
        "added_rows": [], "deleted_rows": [],
    }  # fmt: skip
    app.run()
    step(app, "take")
    app.button(key="steward.merge").click().run()
    assert not app.exception
    assert not app.error
    said = figures(app)
    assert said[t("steward.result_new", "es")] == "2"
    assert said[t("steward.result_merged", "es")] == "1"
    assert said[t("steward.result_protected", "es")] == "1"
    made = desk_of(app).merged[2]
    assert len(made.tables["claims"])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", b""),
        ("x.xlsx", b"PK\x03\x04 not a workbook"),
        ("x.pdf", b"%PDF-1.7"),
        ("x.geojson", b'{"type": "FeatureCollection", "features": ['),
        ("x.gpkg", b"SQLite format 3\x00 and no more"),
        ("x.parquet", b"PAR1 and no more"),
        ("x.kml", b"<kml><!ENTITY x SYSTEM 'file:///etc/passwd'></kml>"),
    ],
)
def test_a_broken_file_gives_one_line(lang, name, content):
    app = bring(content, name=name, lang=lang)
    (error,) = app.error
    assert "\n" not in error.value
    assert "Traceback" not in error.value
    with pytest.raises(IngestError) as why:
        read(Upload(name, content), resource="shelters")
    assert error.value == t("steward.unreadable", lang, why=plain(why.value.say(lang)))
    app.button(key="steward.forget").click().run()
    assert app.file_uploader


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_that_is_too_large_is_refused_before_it_is_read(lang, monkeypatch):
    monkeypatch.setattr(desk, "put", lambda _: pytest.fail("it was read"))
    size = desk.LIMITS.file_bytes + 1
    app = bring(b"x" * size, name="grande**.csv", lang=lang)
    error = next(item for item in app.error if "grande" in item.value)
    assert "20 MB" in error.value
    assert "**" not in error.value
    assert desk_of(app).upload is None


def test_hostile_text_stays_text():
    rows = "".join(
        f'"{text}";Albergue;{text};México;Tijuana;"{text}";32.5;-117.0;abierto\n'
        for text in HOSTILE
        if ";" not in text
    )
    app = bring(HEADER + rows, name="{{7*191}}<b>.csv")
    for name in ("map", "duplicates", "take", "check"):
        step(app, name)
    words = shown(app)
    assert "1337" not in words
    assert "<img" not in words
    assert "**b**" not in words
    assert not re.search(r"(?<!\\):red\[", words)


def test_crossings_are_checked_without_a_map():
    content = "Nombre;Latitud;Longitud\nGarita Nueva;32.54;-117.03\n"
    app = run({}, page="steward")
    group = next(item for item in app.button_group if item.key.startswith("steward.resource"))
    group.set_value("crossings").run()
    app = bring(content, app=app)
    for name in ("map", "duplicates", "take"):
        assert t("steward.only_places", "es") in shown(step(app, name))


def test_another_reader_sees_nothing_of_it_and_forgetting_leaves_nothing():
    for cache in caches():  # what other tests left in them is not of this reader
        cache.cache_clear()
    mine = bring(MESSY)
    for name in ("map", "duplicates", "take"):
        step(mine, name)
    mine.button(key="steward.merge").click().run()
    other = run({}, page="steward")
    assert not other.metric
    assert HIDDEN not in str(other.session_state._state.filtered_state)
    kept = [value for cache in caches() for value in gc.get_referents(cache)]
    assert len(kept) > 10
    assert not any(HIDDEN in str(value) for value in kept)
    mine.button(key="steward.forget").click().run()
    assert desk_of(mine).draft is None
    assert mine.file_uploader


def caches():
    """Give every cache of the atlas that holds values for all readers."""
    for item in gc.get_objects():
        if type(item).__name__ == "_lru_cache_wrapper" and "atlas" in (item.__module__ or ""):
            yield item


def test_a_file_that_was_taken_is_not_taken_again_by_a_click_that_brings_it_along(monkeypatch):
    held, calls = desk.Desk(), call_desk.CallDesk()
    session = {"file": DeletedFile("1"), "_desk": held, "_calls": calls}
    monkeypatch.setattr(st, "session_state", session)
    for take in (desk.take, desk.take_up, partial(call_downloads._take, lang="es")):
        take("file")
    assert session["_desk"] is held
    assert session["_calls"] == call_desk.CallDesk()


def test_uploads_are_kept_in_memory_while_they_are_received():
    uploads.keep_in_memory()
    assert MultiPartParser.spool_max_size > uploads.LIMIT_MB * uploads.BYTES_PER_MB

    async def parts():
        yield (
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="x.csv"\r\n\r\n'
            + b"x" * (5 * uploads.BYTES_PER_MB)
            + b"\r\n--b--\r\n"
        )

    headers = Headers({"content-type": "multipart/form-data; boundary=b"})
    # In a thread of its own: a browser of an earlier test may have left a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        form = pool.submit(lambda: asyncio.run(MultiPartParser(headers, parts()).parse())).result()
    assert form["f"].size == 5 * uploads.BYTES_PER_MB
    assert form["f"]._in_memory
    form["f"].file.close()


def test_the_limit_is_the_same_everywhere():
    import tomllib

    from tests.app.test_pages import MAIN

    config = tomllib.loads((MAIN.parent / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["server"]["maxUploadSize"] == uploads.LIMIT_MB


READ_ALL = """
import resource, signal, sys
from pathlib import Path
from atlas.curation.merge import open_draft
from atlas.curation.ingest import Upload
from atlas.data import load
package = load()
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # a byte written to any file ends the process
for name in sys.argv[1:]:
    data = Path(name).read_bytes()
    open_draft(Upload(Path(name).name, data), resource="shelters", package=package)
print("read", len(sys.argv) - 1)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="needs limits on files")
def test_reading_writes_nothing_to_disk(tmp_path):
    import geopandas as gpd
    import pandas as pd
    import shapely

    frame = gpd.GeoDataFrame(
        {"name": ["Casa"], "level": ["ONG"]}, geometry=[shapely.Point(-117.0, 32.5)], crs=4326
    )
    files = [tmp_path / f"x.{suffix}" for suffix in ("gpkg", "geojson", "kml", "gpx", "parquet")]
    frame.to_file(files[0], driver="GPKG")
    frame.to_file(files[1], driver="GeoJSON")
    frame.to_file(files[2], driver="KML")
    frame[["name", "geometry"]].to_file(files[3], driver="GPX")
    frame.to_parquet(files[4])
    shapes = tmp_path / "shapes"
    shapes.mkdir()
    frame.to_file(shapes / "x.shp")
    import shutil

    files.append(shutil.make_archive(tmp_path / "x", "zip", shapes))
    osm = tmp_path / "x.osm"
    osm.write_text(
        "<osm version='0.6'><node id='1' lat='32.5' lon='-117'>"
        "<tag k='name' v='Casa'/></node></osm>"
    )
    book = BytesIO()
    pd.DataFrame({"Nombre": ["Casa"], "Nivel": ["ONG"]}).to_excel(book, index=False)
    (tmp_path / "x.xlsx").write_bytes(book.getvalue())
    (tmp_path / "x.csv").write_text(MESSY, encoding="utf-8")
    (tmp_path / "x.ods").write_bytes(everything())
    files += [osm, *(tmp_path / f"x.{suffix}" for suffix in ("xlsx", "csv", "ods"))]
    done = subprocess.run(
        [sys.executable, "-B", "-c", READ_ALL, *map(str, files)],  # compiled code is no data
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"read {len(files)}"


@pytest.mark.parametrize("lang", LANGS)
def test_corrections_are_collected_and_judged(lang):
    app = run({"fix": ["casa-del-migrante-tijuana"]}, lang=lang, page="steward")
    assert not app.exception
    assert app.selectbox(key="steward.record").value == "casa-del-migrante-tijuana"
    app.selectbox(key="steward.field-casa-del-migrante-tijuana").set_value("status")
    again(app, lang)
    source = {"title": "Aviso", "publisher": "Red", "url": "https://example.org/a"}
    texts = {f"source_{part}": text for part, text in source.items()}
    fill(app, lang, value="closed", reason="Cerró.", reason_en="It closed.", **texts)
    assert t("steward.corrections_right", lang) in shown(app)
    (line,) = desk_of(app).corrections
    assert (line["field"], line["old"], line["new"]) == ("status", "open", "closed")
    assert line["source_ids"] == "red-aviso"
    fill(app, lang, value="planned", reason="", reason_en="")
    assert t("steward.corrections_wrong", lang) in shown(app)
    assert app.get("download_button")


def fill(app, lang, **texts):
    made = len(desk_of(app).corrections)
    key = f"steward.new-casa-del-migrante-tijuana-status-{made}"
    for part, text in texts.items():
        widgets = app.selectbox if part == "value" else app.text_input
        widgets(key=f"{key}-{part}").set_value(text)
    next(item for item in app.button if item.label == t("steward.note", lang)).click()
    again(app, lang)


@pytest.mark.parametrize("lang", LANGS)
def test_a_protected_record_leads_to_the_private_way(lang):
    app = run({"fix": ["instituto-madre-asunta"]}, lang=lang, page="steward")
    assert t("steward.protected", lang) in shown(app)
    options = app.selectbox(key="steward.field-instituto-madre-asunta").options
    assert not {"Latitud", "Latitude", "Dirección", "Address"} & set(options)


def test_a_record_that_is_not_there_is_said():
    app = run({"fix": ["**nadie**"]}, page="steward")
    assert "nadie" in app.warning[0].value
    assert "**nadie**" not in app.warning[0].value
