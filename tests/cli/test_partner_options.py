"""What the command line says of a file: defaults, the row of headers, and any console."""

import os
import subprocess
import sys

import pytest

CSV = (
    "Nombre,Municipio,Teléfono,Latitud,Longitud\n"
    "+Vida A.C.,Tijuana,+52 664 555 0101,32.5301,-117.0201\n"
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def test_a_default_makes_rows_clean_and_a_label_is_as_good_as_a_code(file, tmp_path, run):
    code, out, _ = run("ingest", file, "--as", "shelters", "--default", "level=ONG", "--json")
    assert code == 0, out
    code, _, _ = run("ingest", file, "--as", "shelters")
    assert code == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("level=mafia", "level cannot be “mafia”"),
        ("nivel=ONG", "“nivel” is no column of the table"),
        ("level", "is not column=value"),
    ],
)
def test_a_wrong_default_is_one_line_that_names_what_is_allowed(file, run, said, words):
    code, _, err = run("ingest", file, "--as", "shelters", "--default", said)
    assert code == 2
    assert words in err
    assert err.count("\n") == 1


def test_a_mapping_of_defaults_alone_adds_to_what_is_recognised(file, tmp_path, run):
    mapping = tmp_path / "m.toml"
    mapping.write_text('[defaults]\nlevel = "civil_society"\n', encoding="utf-8")
    code, out, _ = run("ingest", file, "--as", "shelters", "--mapping", mapping)
    assert code == 0, out


def test_numbers_are_numbers_and_text_is_marked_in_every_file(file, tmp_path, run):
    from atlas.curation.merge import read_brought
    from atlas.data import load

    clean, held = tmp_path / "clean.csv", tmp_path / "held.csv"
    run("ingest", file, "--as", "shelters", "--held", held)
    text = held.read_text(encoding="utf-8")
    assert ",-117.0201," in text
    assert "'+Vida" in text
    run("ingest", file, "--as", "shelters", "--default", "level=ONG", "-o", clean)
    assert ",-117.0201," in clean.read_text(encoding="utf-8")
    rows, _ = read_brought(clean, "shelters", load())
    assert (rows["name"].iloc[0], rows["phone"].iloc[0]) == ("+Vida A.C.", "+52 664 555 0101")


def test_a_table_without_headers_is_read_by_saying_so(tmp_path, run):
    path, mapping = tmp_path / "x.csv", tmp_path / "m.toml"
    path.write_text("Refugio Uno,Tijuana\nRefugio Dos,Tecate\n", encoding="utf-8")
    mapping.write_text('[columns]\nname = "[A]"\nmunicipality_code = "[B]"\n', encoding="utf-8")
    said = ("--header-row", "0", "--default", "level=ONG", "--mapping", mapping)
    code, out, _ = run("ingest", path, "--as", "shelters", *said, "--json")
    assert code == 0, out
    assert '"clean": 2' in out


@pytest.mark.slow
def test_a_console_that_lacks_letters_shows_them_escaped(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("Nombre,№ телефону\nCasa,немає\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "atlas", "ingest", str(path), "--as", "shelters"],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert rb"\u0442\u0435\u043b" in done.stdout
