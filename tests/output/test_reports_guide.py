"""The page on reports is run: its commands, its Python, its LaTeX and its web page."""

import re
import shlex
import shutil
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
import yaml
from matplotlib.figure import Figure
from PIL import Image
from typer.testing import CliRunner

from atlas.cli.command_line import app
from atlas.data import load
from atlas.output.figures import KINDS
from atlas.places.filters import strict
from atlas.places.view import choices
from tests.output.test_report import Page

pytestmark = pytest.mark.slow

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "reports.md"
BLOCK = re.compile(r"^(`{3,4})(\w+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


def blocks(language):
    text = GUIDE.read_text(encoding="utf-8")
    return [body for _, name, body in BLOCK.findall(text) if name == language]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder in which every command and all Python of the page has been run, in order."""
    folder = tmp_path_factory.mktemp("report")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for line in (line for block in blocks("sh") for line in block.splitlines()):
            program, *arguments = shlex.split(line)
            assert program == "atlas"
            done = CliRunner().invoke(app, arguments)
            assert done.exit_code == 0, (line, done.output)
    return folder


def test_commands_write_the_files_that_they_name(folder):
    named = re.findall(r"-o (\S+)", "".join(blocks("sh")))
    assert len(named) >= 8
    for name in named:
        assert (folder / name).stat().st_size > 1000
        if name.endswith(("png", "svg")):
            alt = (folder / f"{name}.alt.txt").read_text(encoding="utf-8")
            assert len(alt) > 40


def test_python_runs_and_ends_in_figures(folder, monkeypatch):
    monkeypatch.chdir(folder)
    known = {}
    for block in blocks("python"):
        exec(compile(block, str(GUIDE), "exec"), known)  # noqa: S102, the page is ours
        last = block.strip().splitlines()[-1]
        if last.startswith("atlas.figure(view) "):
            assert isinstance(eval(last, known), Figure)  # noqa: S307
    with Image.open("juarez-bare.png") as image:
        assert image.size == (1890, 1890)
    assert Page(Path("brief.html").read_text(encoding="utf-8")).of("img")


def test_quoted_sentence_is_what_its_lines_print(capsys):
    """The guide quotes what is said now, with scope, date, range and source."""
    (code,) = [block for block in blocks("python") if "headline_sentences" in block]
    exec(compile(f"import atlas\n{code}", str(GUIDE), "exec"), {})  # noqa: S102, the page is ours
    printed = capsys.readouterr().out.strip()
    assert printed
    assert blocks("text") == [f"{printed}\n"]
    for line in printed.split("\n\n"):
        assert line.startswith("Ciudad Juárez \N{EN DASH} El Paso, ")
        assert all(part in line for part in ("% of the", "22 November 2026", "version 2026"))


def test_word_file_opens_with_its_figures(folder):
    document = docx.Document(folder / "brief.docx")
    assert len(document.inline_shapes) == 3
    document.add_picture(str(folder / "juarez.png"))


RUN_NOTEBOOK = """
import sys, nbclient, nbformat
book = nbformat.read(sys.argv[1], 4)
nbclient.NotebookClient(book, timeout=300, kernel_name="python3").execute()
nbformat.write(book, sys.argv[1])
"""


def quarto_cells():
    """Give front matter, and options and code of every cell of the Quarto document."""
    (page,) = blocks("qmd")
    front = re.match(r"---\n(.*?)\n---\n", page, re.DOTALL)
    body = page[front.end() :]
    cells = re.findall(r"^```\{python\}\n((?:#\| [^\n]*\n)*)(.*?)^```$", body, re.M | re.S)
    assert body.count("```") == 2 * len(cells)
    told = [yaml.safe_load(options.replace("#| ", "")) for options, _ in cells]
    return yaml.safe_load(front[1]), told, [code for _, code in cells]


def test_quarto_document_is_whole():
    front, (figure, live), _ = quarto_cells()
    assert front == {"title": "Juárez", "lang": "es", "format": "html"}
    assert figure["label"].startswith("fig-"), "else Quarto gives the figure no number"
    assert figure["fig-cap"]
    assert figure["fig-alt"]
    assert live == {"echo": False}


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Give what the cells of Quarto, and after them Jupyter's, put out in a real kernel."""
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    folder = tmp_path_factory.mktemp("notebook")
    text = GUIDE.read_text(encoding="utf-8")
    part = text[text.index("## Jupyter") : text.index("## Quarto")]
    cells = [body for _, name, body in BLOCK.findall(part) if name == "python"]
    *_, quarto = quarto_cells()
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell(cell) for cell in (*quarto, *cells, "view")]
    nbformat.write(book, folder / "report.ipynb")
    command = [sys.executable, "-c", RUN_NOTEBOOK, "report.ipynb"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (folder / "flows.png").stat().st_size > 10_000
    done = [
        [output.data for output in cell.outputs if "data" in output]
        for cell in nbformat.read(folder / "report.ipynb", 4).cells
    ]
    return done[: len(quarto)], done[len(quarto) :]


def assert_is_map(shown):
    """One frame that holds the whole map and may not reach the page around it."""
    (frame,) = Page(shown["text/html"]).of("iframe")
    assert frame["sandbox"] == "allow-scripts allow-popups allow-downloads"
    assert "atlas-data" in frame["srcdoc"]


def test_quarto_cells_give_figure_and_map(ran):
    ((figure,), (live,)), _ = ran
    assert b64decode(figure["image/png"]).startswith(b"\x89PNG")
    assert_is_map(live)


def test_notebook_shows_figure_and_map(ran):
    _, ((figure,), *_, (live,)) = ran
    assert b64decode(figure["image/png"]).startswith(b"\x89PNG")
    assert_is_map(live)


def test_web_page_refers_only_to_files_that_were_made(folder):
    page = Page("".join(blocks("html")))
    sources = [attributes["src"] for tag in ("img", "iframe") for attributes in page.of(tag)]
    live = [source for source in sources if source.startswith("https://atlas.example.org/embed?")]
    assert (len(sources), len(live)) == (3, 1)
    assert all((folder / source).exists() for source in sources if source not in live)
    asked = parse_qs(urlsplit(live[0]).query)
    assert asked.pop("panels") == ["list"]
    assert strict(asked, choices(load())).corridor == ("juarez-el-paso",)
    assert all(frame["title"] and frame["loading"] == "lazy" for frame in page.of("iframe"))
    assert all(image["alt"] for image in page.of("img"))


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex (texlive-latex-base)")
def test_latex_article_compiles(folder):
    (article,) = blocks("latex")
    (folder / "article.tex").write_text(article, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "article.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    assert (folder / "article.pdf").read_bytes().startswith(b"%PDF")


def test_page_names_every_kind_of_figure():
    text = GUIDE.read_text(encoding="utf-8")
    assert all(f"| `{kind}` |" in text for kind in KINDS)
