"""The page on reports is run: its commands, its Python, its LaTeX and its web page."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
import yaml
from matplotlib.figure import Figure
from PIL import Image
from typer.testing import CliRunner

from atlas.cli import app
from atlas.figures import KINDS
from atlas.filters import strict
from atlas.tables import load
from atlas.view import choices
from tests.test_report import Page

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "reports.md"
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
            program, *arguments = line.split()
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


def test_notebook_shows_figure_and_map(tmp_path):
    """The cells of the page in a real kernel, and behind them the view itself."""
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    text = GUIDE.read_text(encoding="utf-8")
    part = text[text.index("## Jupyter") : text.index("## Quarto")]
    cells = [body for _, name, body in BLOCK.findall(part) if name == "python"]
    first = 'import atlas\nview = atlas.select(corridor="juarez-el-paso", lang="es")'
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell(cell) for cell in (first, *cells, "view")]
    nbformat.write(book, tmp_path / "report.ipynb")
    command = [sys.executable, "-c", RUN_NOTEBOOK, "report.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    ran = nbformat.read(tmp_path / "report.ipynb", 4)
    shown = [output.data for cell in ran.cells for output in cell.outputs if "data" in output]
    assert any("image/png" in data for data in shown)
    page = Page(shown[-1]["text/html"])
    (frame,) = page.of("iframe")
    assert frame["sandbox"] == "allow-scripts allow-popups allow-downloads"
    assert "atlas-data" in frame["srcdoc"]
    assert (tmp_path / "flows.png").stat().st_size > 10_000


def test_quarto_document_is_whole():
    (page,) = blocks("qmd")
    front = re.match(r"---\n(.*?)\n---\n", page, re.DOTALL)
    assert yaml.safe_load(front[1]) == {"title": "Juárez", "lang": "es", "format": "html"}
    body = page[front.end() :]
    assert body.count("```") == 2
    (options,) = re.findall(r"```\{python\}\n((?:#\| .*\n)+)", body)
    told = yaml.safe_load(options.replace("#| ", ""))
    assert told["label"].startswith("fig-"), "else Quarto gives the figure no number"
    assert told["fig-cap"]
    assert told["fig-alt"]


def test_quarto_cell_gives_a_figure():
    (page,) = blocks("qmd")
    (cell,) = re.findall(r"```\{python\}\n(.*?)```", page, re.DOTALL)
    *lines, last = cell.strip().splitlines()
    known = {}
    exec("\n".join(lines), known)  # noqa: S102
    shown = eval(last, known)  # noqa: S307
    assert shown.alt
    assert shown._repr_png_().startswith(b"\x89PNG")


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


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
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
