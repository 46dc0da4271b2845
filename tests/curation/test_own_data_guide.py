"""The guide for partners' files, run as it is written; and the commands that it uses."""

import json
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

from atlas.base.i18n import t
from atlas.curation.ingest import Upload
from atlas.curation.merge import bring
from atlas.data import check_tables, load
from tests.app.test_pages import run as run_app

pytestmark = pytest.mark.slow

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "own-data.md").read_text(encoding="utf-8")


def blocks(kind):
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE, flags=re.S)


def rows_of(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_the_guide_works_as_written(tmp_path, monkeypatch, run, screen):
    monkeypatch.chdir(tmp_path)
    Path("directorio.csv").write_text(blocks("csv")[0], encoding="utf-8")
    for line in "".join(blocks("sh")).splitlines():
        code, _, err = run(*shlex.split(line)[1:])
        assert code == 0, (line, err, screen.getvalue())
    stages = ("reading", "values", "checking", "positions", "writing")
    for stage in (*stages, "looking", "comparing", "merging"):
        said = t(f"ingest.stage_{stage}", "en")
        assert said in screen.getvalue(), "somebody who waits sees what for"
    clean = rows_of("limpio.csv")
    assert list(clean["name"]) == ["Casa Nueva Luz A.C.", "Refugio Sin Nombre"]
    problems = check_tables("paquete")
    assert not (problems["severity"] == "error").any()
    shown = rows_of("paquete/shelters.csv").set_index("facility_id").loc[clean["facility_id"]]
    assert set(shown["sensitivity"]) == {"withheld"}
    for column in ("lon", "lat", "address", "precision_m"):
        assert set(shown[column]) == {""}
    assert list(rows_of("reservado.csv")["lat"]) == ["32.5331", "32.5672"]
    # Outlines are left out: among their thousands of points some latitude begins alike.
    files = [p for p in Path("paquete").rglob("*") if p.is_file() and p.suffix != ".geojson"]
    published = b"".join(p.read_bytes() for p in files)
    for secret in (b"32.5331", b"-117.0194", b"Calle Quinta"):
        assert secret not in published
        assert secret not in Path("mapa.html").read_bytes()


def test_the_guide_works_in_the_app_as_written():
    app = run_app({}, lang="en", page="steward")
    app.file_uploader[0].set_value(("directorio.csv", blocks("csv")[0].encode(), "text/csv"))

    def again():
        app.button_group(key="lang").set_value("en")
        app.run()
        assert not app.exception
        assert not app.error

    again()
    for name in ("map", "duplicates", "take"):
        app.button_group(key="steward.step").set_value(name)
        again()
    app.button(key="steward.merge").click()
    again()
    made = app.session_state["_desk"].merged[2]
    assert made.protected["lat"].tolist() == ["32.5331", "32.5672"]
    shown = made.tables["shelters"].set_index("facility_id").loc[made.protected["facility_id"]]
    assert set(shown["lat"]) | set(shown["address"]) == {""}
    steps = [t(f"steward.step_{name}", "en") for name in ("check", "map", "duplicates", "take")]
    said = [t(f"steward.{key}", "en") for key in ("forget", "merge_now", "task_correct")]
    labels = [t(f"steward.decision_{one}", "en") for one in ("merge", "keep_both", "skip")]
    guide = " ".join(GUIDE.split())
    for words in (*steps, *said, *labels, t("app.page_steward", "en")):
        assert words in guide, words


def test_positions_are_read_in_every_form_that_the_guide_shows():
    forms = blocks("text")[0].splitlines()
    quoted = ['"{}"'.format(form.replace('"', '""')) for form in forms]
    rows = [f"Casa {n},ONG,MX,Tijuana,pública,{form}\n" for n, form in enumerate(quoted)]
    text = "nombre,nivel,país,municipio,protección,coordenadas\n" + "".join(rows)
    found = bring(Upload("x.csv", text.encode()), resource="shelters", package=load())
    assert len(found.frame) == len(forms) >= 10
    for form, lat, lon in zip(forms, found.frame["lat"], found.frame["lon"], strict=True):
        assert (float(lat), float(lon)) == pytest.approx((32.5331, -117.0194), abs=1e-4), form


def test_errors_give_exit_code_one_and_json(tmp_path, run):
    file = tmp_path / "x.csv"
    file.write_text("name,level\nCasa,NGO\n", encoding="utf-8")
    code, out, _ = run("ingest", file, "--as", "shelters", "--json")
    facts = json.loads(out)
    assert code == 1
    assert (facts["rows_in"], facts["clean"], facts["held"]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("es", ["error: fila 2, level: Falta level", "filas: 1 (limpias: 0; retenidas: 1)"]),
     ("en", ["error: row 2, level: level is missing", "rows: 1 (0 clean, 1 held back)"])],
)  # fmt: skip
def test_the_commands_keep_to_one_language(tmp_path, run, lang, words):
    file = tmp_path / "x.csv"
    file.write_text("name,country,admin1\nCasa,MX,Baja California\n", encoding="utf-8")
    _, out, _ = run("ingest", file, "--as", "shelters", "--lang", lang)
    for said in words:
        assert said in out, out


@pytest.mark.parametrize("lang", ["fr", ""])
def test_an_unknown_language_is_wrong_use(tmp_path, run, lang):
    code, _, err = run("ingest", tmp_path / "x.csv", "--as", "shelters", "--lang", lang)
    assert code == 2
    assert err.count("\n") == 1


def test_a_point_on_the_other_side_than_its_country_is_held():
    data = b"name,level,country,admin1,sensitivity,lat,lon,precision_m\n"
    data += b"Casa,NGO,US,California,public,32.5000,-117.0000,10\n"
    found = bring(Upload("x.csv", data), resource="shelters", package=load())
    assert list(found.held.index) == [2]
    assert "country_mismatch" in set(found.problems["code"])
