"""Lines to copy: what they hold, and that nothing in them gets out of its place."""

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from atlas import data
from atlas.base.i18n import LANGS
from atlas.output import figures
from atlas.output.report.blocks import plain
from atlas.output.report.embed_code import (
    SIZES,
    embed_query,
    frame_line,
    frame_title,
    latex_figure,
    markdown_line,
    size_of,
)
from atlas.output.report.still_page import still_page
from atlas.places.filters import Filter, from_query
from atlas.places.view import choices, make_view
from atlas.webmap.capsule import PANELS
from tests.output.test_citation import HOSTILE, balanced

NAMES = [
    '"><script>alert(1)</script>',
    "x' onload='alert(1)",
    "{{7*191}}",
    "](x) **b** <b>",
    HOSTILE,
]
LINK = "https://atlas.example.org/?corridor=juarez-el-paso&lang=en"


def view_of(name=None, lang="en"):
    """One corridor, or one with a name that somebody meant ill with."""
    package = data.load()
    view = make_view(package, Filter(corridor=("juarez-el-paso",), lang=lang))
    if name is None:
        return view
    return replace(view, corridors=view.corridors.assign(name=name, name_en=name))


class Elements(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found, self.words = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data


@pytest.mark.parametrize("panels", PANELS)
def test_query_of_the_frame_is_filter_language_and_panels(panels):
    chosen = Filter(kind=("shelter", "health"), q="a&b=c", lang="en")
    query = embed_query(chosen, panels)
    assert from_query(query, choices(data.load())) == (chosen, ())
    assert (f"panels={panels}" in query) == (panels != "all")


@pytest.mark.parametrize("lang", LANGS)
def test_frame_has_a_title_is_lazy_and_has_the_size(lang):
    view = view_of(lang=lang)
    ((tag, attributes),) = Elements(frame_line(view, LINK, width=800, height=500)).found
    assert tag == "iframe"
    assert attributes["src"] == LINK
    assert attributes["title"] == frame_title(view)
    assert "Ciudad Juárez \N{EN DASH} El Paso" in attributes["title"]
    assert (attributes["loading"], attributes["width"], attributes["height"]) == (
        "lazy", "800", "500",
    )  # fmt: skip
    assert 'width="100%"' in frame_line(view, LINK)


@pytest.mark.parametrize("name", NAMES)
def test_name_stays_inside_the_title_of_the_frame(name):
    line = frame_line(view_of(name), LINK)
    page = Elements(line)
    ((tag, attributes),) = page.found
    assert tag == "iframe"
    assert set(attributes) == {"src", "title", "width", "height", "loading", "style"}
    assert plain(name) in attributes["title"]
    assert page.words == ""
    assert not set(line) & set("{}"), "templates of web sites run what stands in braces"
    assert "\n" not in line


@given(st.text(max_size=60))
def test_any_search_stays_inside_the_address_of_the_frame(text):
    chosen = Filter(q=text, lang="en")
    address = f"https://atlas.example.org/embed?{embed_query(chosen)}"
    assert not set(address) & set("\"'<>{}\\ \n`|^")


@pytest.mark.parametrize("name", [None, *NAMES])
@pytest.mark.parametrize("link", ["", LINK])
def test_markdown_is_one_picture_in_one_link(name, link):
    view = view_of(name)
    line = markdown_line(view, "map (1).png", link)
    _, inline, _ = MarkdownIt("commonmark").parse(line)
    types = [child.type for child in inline.children]
    assert types == (["link_open", "image", "link_close"] if link else ["image"])
    picture = next(child for child in inline.children if child.type == "image")
    assert unquote(picture.attrs["src"]) == "map (1).png"
    assert picture.content.replace("\\", "") == plain(figures.alt_text(view)).replace("\\", "")
    assert "\n" not in line
    if link:
        assert inline.children[0].attrs["href"] == LINK


@pytest.mark.parametrize("name", [None, *NAMES])
def test_latex_is_one_figure(name):
    block = latex_figure(view_of(name), "map.pdf", f"{LINK}&q=50%25%23")
    assert balanced(block)
    assert re.findall(r"\\(begin|end)\{(\w+)\}", block) == [("begin", "figure"), ("end", "figure")]
    assert "{map.pdf}" in block
    assert r"\label{fig:map}" in block
    assert not re.findall(r"(?<!\\)[%$#&~^]", block)
    assert "CC-BY-4.0" in block


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex (texlive-latex-base)")
@pytest.mark.parametrize("name", [None, *NAMES])
def test_latex_compiles(name, tmp_path):
    view = view_of(name)
    figures.save_figure(view, tmp_path / "map.pdf", kind="services")
    article = (
        r"\documentclass{article}\usepackage{graphicx}\begin{document}"
        + latex_figure(view, "map.pdf", f"{LINK}&q=50%25%23")
        + r"\listoffigures\end{document}"
    )
    (tmp_path / "article.tex").write_text(article, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "article.tex"]
    for _ in range(2):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize("name", SIZES[1:])
def test_size_is_in_px_or_a_ratio_with_a_height_for_sites_that_drop_styles(name):
    width, height, ratio = size_of(name)
    across, down = map(int, name.split("x"))
    line = frame_line(view_of(), LINK, width=width, height=height, ratio=ratio)
    ((_, attributes),) = Elements(line).found
    if ratio:
        assert f"aspect-ratio: {across} / {down}; height: auto" in attributes["style"]
        assert attributes["width"] == "100%"
        assert int(attributes["height"]) == pytest.approx(900 * down / across, abs=1)
    else:
        assert (attributes["width"], attributes["height"]) == (str(across), str(down))


@pytest.mark.parametrize("name", [None, *NAMES])
def test_picture_is_a_link_to_the_map_that_needs_no_script_and_loads_nothing(name):
    page = still_page(view_of(name), "map.html?a=1&b='\"")
    found = Elements(page).found
    (link,) = [attributes for tag, attributes in found if tag == "a"]
    assert link["href"] == "map.html?a=1&b='\""
    assert "target" not in link, "the map takes the place of the picture"
    assert {tag for tag, _ in found} <= {
        "html", "head", "meta", "title", "link", "style", "body", "a", "div", "b", "p",
        "svg", "rect", "path", "circle", "text",
    }  # fmt: skip
    assert not [key for _, attributes in found for key in attributes if key.startswith("on")]
    loaded = [
        attributes[key] for _, attributes in found for key in ("src", "href") if key in attributes
    ]
    assert sorted(loaded) == sorted(["data:,", link["href"]])
    (svg,) = [attributes for tag, attributes in found if tag == "svg"]
    assert (svg["role"], bool(svg["aria-label"])) == ("img", True)
    assert len(page.encode("utf-8")) < 40_000
