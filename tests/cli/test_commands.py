"""The command line: one line on failure, exit codes, whole files or none, JSON for machines."""

import contextlib
import csv
import json
import subprocess
import sys
from dataclasses import fields

import pytest
from typer.testing import CliRunner

import atlas
from atlas.base.i18n import t
from atlas.cli import partner_files
from atlas.cli.command_line import app
from atlas.cli.view_options import FilterOptions
from atlas.data import load
from atlas.places.filters import Filter
from atlas.places.view import make_view
from atlas.webmap.capsule import read_capsule

COMMANDS = sorted(command.name or command.callback.__name__ for command in app.registered_commands)


def fails(result, *words):
    code, out, err = result
    assert code == 2
    assert out == ""
    assert err.startswith("atlas: ")
    assert err.count("\n") == 1
    assert all(word in err for word in words), err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"Usage: atlas {command}" in out


def test_a_filter_has_an_option_for_every_field_and_no_other():
    """A facet is written in three files; the one of the options is not forgotten."""
    assert {one.name for one in fields(FilterOptions)} == {one.name for one in fields(Filter)}


def test_alone_it_explains_itself(run):
    code, out, err = run()
    assert (code, err) == (0, "")
    assert out.startswith("Usage: atlas [OPTIONS] COMMAND")
    assert all(f"\n  {command} " in out for command in COMMANDS)


def test_version_is_that_of_program_and_data(run):
    code, out, _ = run("--version")
    assert code == 0
    assert out == f"Border Corridor Atlas {atlas.__version__}, data {load().version}\n"


@pytest.mark.slow
@pytest.mark.parametrize("library", ["pandas", "geopandas", "folium", "streamlit", "matplotlib"])
def test_help_imports_nothing_heavy(library):
    code = f"import sys, atlas.cli.command_line; sys.exit({library!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fly"], ["No such command 'fly'"]),
        (["map"], ["Missing option", "-o"]),
        (["map", "--panels", "some", "-o", "x.html"], ["--panels", "some"]),
        (["map", "-o", "x.pdf"], ["x.pdf: a map can be html"]),
        (["info", "--data", "nowhere"], ["nowhere", "datapackage.json"]),
        (["check", "nowhere"], ["nowhere", "datapackage.json"]),
    ],
)
def test_wrong_use_is_one_line(run, arguments, words, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    fails(run(*arguments), *words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--corridor", "atlantis"),
        ("--side", "XX"),
        ("--kind", "castle"),
        ("--spoken", "xx"),
        ("--access", "by_car"),
        ("--verified-since", "soon"),
        ("--near", "moon"),
        ("--max-km", "far"),
        ("--lang", "xx"),
    ],
)
def test_unknown_filter_value_is_refused_with_what_is_allowed(run, option, value, tmp_path):
    out = tmp_path / "map.html"
    field = option.removeprefix("--").replace("-", "_")
    fails(run("map", option, value, "-o", out), f"{field}: '{value}'", "allowed: ")
    assert not out.exists()


def test_it_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "atlas", "fly"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "atlas: No such command 'fly'.\n"


def test_map_is_written_whole(run, tmp_path):
    out = tmp_path / "map.html"
    code, said, _ = run("map", "--corridor", "juarez-el-paso", "--lang", "en", "-o", out)
    assert code == 0
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert said.startswith(f"{out}: ")
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]


@pytest.mark.parametrize(("command", "name"), [("map", "x.html"), ("export", "x.csv")])
def test_output_that_cannot_be_written_is_one_line(run, command, name, tmp_path):
    fails(run(command, "-o", tmp_path / "no" / name), "does not exist")


def test_export_of_an_unknown_format_names_the_known_ones(run, tmp_path):
    fails(run("export", "-o", tmp_path / "x.docx"), "docx", "csv", "geojson", "parquet")
    assert list(tmp_path.iterdir()) == []


def test_export_writes_the_filtered_places_and_their_provenance(run, tmp_path):
    out = tmp_path / "places.csv"
    code, _, _ = run("export", "--side", "GT", "-o", out)
    assert code == 0
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    known = make_view(load(), Filter(side=("GT",))).places
    assert [row["facility_id"] for row in rows] == known["facility_id"].tolist()
    provenance = json.loads((tmp_path / "places.csv.provenance.json").read_text(encoding="utf-8"))
    assert "side=GT" in json.dumps(provenance)


def test_detention_and_closed_places_come_when_asked_for_and_one_line_says_so(run, tmp_path):
    where = ("--corridor", "juarez-el-paso", "-o", tmp_path / "p.csv")

    def kinds():
        text = (tmp_path / "p.csv").read_text(encoding="utf-8-sig")
        return [(row["kind"], row["status"]) for row in csv.DictReader(text.splitlines())]

    _, said, _ = run("export", *where)
    assert said.splitlines()[1] == (
        "  Not shown: 10 places of detention or custody, 11 closed places."
    )
    assert not [one for one in kinds() if "detention" in one or "closed" in one]
    _, said, _ = run("export", *where, "--kind", "any", "--status", "any")
    assert "Not shown" not in said
    assert {"detention", "custody"} <= {kind for kind, _ in kinds()}
    assert "closed" in {status for _, status in kinds()}
    _, said, _ = run("export", *where, "--kind", "detention")
    assert {kind for kind, _ in kinds()} == {"detention"}
    _, said, _ = run("export", *where, "--phone", "--spoken", "es")
    assert "2 of" in said.splitlines()[0] or "1 of" in said.splitlines()[0]
    _, said, _ = run("export", *where, "--kind", "any")
    assert said.splitlines()[1] == "  Not shown: 12 closed places."


def test_a_search_that_finds_nothing_asks_what_was_meant(run, tmp_path):
    code, out, _ = run("export", "--q", "skool", "-o", tmp_path / "places.csv")
    n = len(make_view(load(), Filter(service=("education",))).places)
    assert code == 0
    assert f"Did you mean Education ({n})? --service education\n" in out
    assert "Did you mean" not in run("export", "--q", "casa", "-o", tmp_path / "places.csv")[1]


def test_help_says_what_is_left_out_and_what_brings_it(run):
    _, said, _ = run("export", "--help")
    said = " ".join(said.split())
    assert "Detention and custody are left out without it; any keeps them too." in said
    assert "Closed places are left out without it; any keeps them too." in said


def test_bundled_package_is_clean(run):
    code, out, _ = run("check")
    assert out.splitlines()[-1].startswith("0 errors")
    assert code == 0


@pytest.mark.slow
def test_check_names_file_row_and_column(run, package_copy):
    shelters = package_copy / "shelters.csv"
    lines = shelters.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace(",shelter,", ",castle,", 1)
    shelters.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, out, _ = run("check", package_copy, "--json")
    assert code == 1
    problem = next(item for item in json.loads(out) if item["severity"] == "error")
    assert (problem["file"], problem["row"], problem["column"]) == ("shelters.csv", 4, "kind")
    assert problem["value"] == "castle"
    assert "shelter" in problem["message_en"]


@pytest.mark.parametrize("command", ["info", "sources"])
def test_machines_can_read_it(run, command):
    code, out, _ = run(command, "--json")
    assert code == 0
    assert json.loads(out)


def test_info_counts_places(run):
    _, out, _ = run("info")
    assert "places: " in out
    assert "tijuana-san-diego" in out


def test_interruption_is_said_in_one_line(run, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("atlas.data.load", interrupt)
    code, _, err = run("info")
    assert code == 130
    assert err == "atlas: interrupted; nothing was written\n"


def test_a_fault_of_our_own_is_one_line_unless_asked(run, monkeypatch):
    def break_down(*_, **__):
        message = "divided by nought"
        raise ZeroDivisionError(message)

    monkeypatch.setattr("atlas.data.load", break_down)
    fails(run("info"), "unexpected ZeroDivisionError: divided by nought", "ATLAS_DEBUG=1")
    monkeypatch.setenv("ATLAS_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("info")


LISTED = ("casa-del-migrante-tijuana", "albergue-assabil")


def test_a_link_gives_filter_and_list_to_the_map(run, tmp_path):
    out = tmp_path / "map.html"
    link = f"https://atlas.example.org/?side=US&lang=en&list={';'.join(LISTED)}&show=list&id=x"
    code, _, _ = run("map", "--link", link, "--lang", "es", "-o", out)
    assert code == 0
    held = read_capsule(out.read_text(encoding="utf-8"))
    assert held["query"] == "side=US"
    assert held["extra"] == f"list={';'.join(LISTED)}&show=list"
    assert held["payload"]["lang"] == "es", "an option comes before the link"
    known = make_view(load(), Filter(side=("US",)).lifted()).places
    assert held["payload"]["places"]["n"] == len(known) + len(LISTED), "closed ones wait in it"


def test_a_link_gives_its_filter_to_every_output(run, tmp_path):
    out = tmp_path / "places.csv"
    code, said, _ = run("export", "--link", "map.html#side=GT&at=9/14.9/-92.3", "-o", out)
    known = len(make_view(load(), Filter(side=("GT",))).places)
    assert (code, f" {known} of" in said) == (0, True)
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 1 + known


@pytest.mark.parametrize(
    ("command", "link", "words"),
    [
        ("export", f"?list={LISTED[0]}", ["list", "belong to the map", "atlas map --link"]),
        ("report", "?with=side%3DGT", ["with", "belong to the map"]),
        ("map", "?list=nowhere", ["list: 'nowhere'"]),
        ("map", "?side=XX", ["side: 'XX'", "allowed: "]),
        ("map", "https://[x", ["link: 'https://[x'"]),
    ],
)
def test_a_link_that_cannot_be_used_is_refused(run, tmp_path, command, link, words):
    suffix = {"export": "csv", "report": "md", "map": "html"}[command]
    fails(run(command, "--link", link, "-o", tmp_path / f"x.{suffix}"), *words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_every_stage_of_a_partners_file_is_told_in_words(tmp_path, monkeypatch):
    told = []

    @contextlib.contextmanager
    def bar():
        yield lambda doing, share: told.append((doing, share))

    monkeypatch.setattr(partner_files, "progress_bar", bar)
    (tmp_path / "x.csv").write_text("nombre,lat,lon\nCasa,32.53,-117.01\n", encoding="utf-8")
    command = ["ingest", str(tmp_path / "x.csv"), "--as", "shelters", "--lang", "es"]
    CliRunner().invoke(app, [*command, "-o", str(tmp_path / "o.csv")])
    stages = ("reading", "values", "checking", "positions", "writing")
    assert list(dict.fromkeys(doing for doing, _ in told)) == [
        t(f"ingest.stage_{stage}", "es") for stage in stages
    ]
    assert told[-1][1] == 1.0


def test_what_planners_take_along_is_whole_in_a_language_that_has_its_words(run, tmp_path):
    wanted = ("--corridor", "juarez-el-paso", "--lang")
    for lang in ("es", "ht"):
        (tmp_path / lang).mkdir()
        code, said, _ = run("report", *wanted, lang, "-o", tmp_path / lang / "brief.md")
        assert code == 0
    assert said.startswith("In Español: Kreyòl")
    briefs = {(tmp_path / lang / "brief.md").read_text("utf-8") for lang in ("es", "ht")}
    assert len(briefs) == 1
    assert run("cite", *wanted, "ht")[1] == run("cite", *wanted, "es")[1]
