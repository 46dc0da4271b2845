"""Text from data stays text in every format of the brief, and gives nothing away."""

import dataclasses
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pypdf import PdfReader

from atlas import data
from atlas.output.report import FORMATS, build, save_report
from atlas.output.report.blocks import plain
from atlas.output.report.docx import to_docx
from atlas.output.report.html import to_html
from atlas.output.report.markdown import safe, to_markdown
from atlas.output.report.pdf import to_pdf
from atlas.places.filters import Filter
from atlas.places.view import make_view
from tests.conftest import TOY_ADDRESS
from tests.output.test_report import Page

pytestmark = pytest.mark.slow

HOSTILE = [
    '#panic("x") #read("/etc/passwd") #eval("1+1")',
    "] #set page(fill: red) [ *b* _i_ $x^2$ @ref <label> // /* \\",
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "{{7*191}} {% raw %} {# x #} ${7*7}",
    "| a | b |\\n|---| [x](javascript:alert(1)) ![x](http://example.org/x.png) `code` ~~s~~",
    "# heading -- 1. item + x = y : z ::: warning @someone $a$ ^1^ <b>",
    "1. first",
    "- item",
    "&lt;b&gt; &amp; &#x41;",
    "]]><!ENTITY x> _x0041_ nul\0 bell\x07 esc\x1b \ufffe line\u2028 sep",
    "漢字 العربية 😀 \u202eabc",
]


@pytest.fixture(scope="module")
def hostile():
    view = make_view(data.load(), Filter(corridor=("tapachula-tecun-uman",)))
    rows = view.places.iloc[: len(HOSTILE)]
    named = dict.fromkeys(("name", "name_en", "municipality", "operator"), HOSTILE)
    spoiled = {"places": rows.assign(**named)}
    for table in ("crossings", "actions", "actors", "corridors"):
        frame = getattr(view, table)
        texts = [HOSTILE[i % len(HOSTILE)] for i in range(len(frame))]
        columns = [c for c in ("name", "name_en", "name_a", "name_b", "acronym") if c in frame]
        spoiled[table] = frame.assign(**dict.fromkeys(columns, texts))
    sources = view.sources.head(len(HOSTILE))
    spoiled["sources"] = sources.assign(title=HOSTILE, publisher=HOSTILE, date="")
    return build(dataclasses.replace(view, **spoiled), annex=True)


def test_plain_takes_out_what_no_document_may_hold():
    assert plain("a\0b\x07\x1b\ufffe\u2028c\nd\te") == "abc d e"
    assert plain("  two   words  ") == "two words"


@given(st.text())
def test_plain_text_is_stable_and_fits_xml(text):
    made = plain(text)
    assert plain(made) == made
    assert "\n" not in made
    assert all(c >= " " for c in made)


def test_page_shows_hostile_text_and_runs_none_of_it(hostile):
    page = Page(to_html(hostile))
    for text in HOSTILE:
        assert " ".join(plain(text).split()) in page.text
    assert not page.of("script")
    assert all("onerror" not in attributes for _, attributes in page.elements)
    assert all(link["href"].startswith("http") for link in page.of("a"))


def test_word_document_shows_hostile_text(hostile):
    made = to_docx(hostile)
    document = docx.Document(BytesIO(made))
    shown = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    for text in HOSTILE:
        assert plain(text) in shown
    assert b"javascript:" not in ZipFile(BytesIO(made)).read("word/_rels/document.xml.rels")


def test_pdf_shows_hostile_text_as_it_is(hostile):
    reader = PdfReader(BytesIO(to_pdf(hostile)))
    shown = "".join("".join(page.extract_text().split()) for page in reader.pages)
    for text in ('#panic("x")', '#eval("1+1")', "#setpage(fill:red)[*b*_i_$x^2$@ref<label>",
                 "{{7*191}}", "</script><script>"):  # fmt: skip
        assert "".join(text.split()) in shown
    assert "root:x:0" not in shown
    links = [
        annotation.get_object().get("/A", {}).get("/URI", "")
        for page in reader.pages
        for annotation in page.get("/Annots", ())
    ]
    assert all(str(link).startswith("http") for link in links if link)


def rendered(markdown):
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)


def test_markdown_shows_hostile_text(hostile):
    tokens = rendered(to_markdown(hostile, {kind: kind for kind in hostile.pictures}))
    assert not [token for token in tokens if token.type.startswith("html")]
    inline = [child for token in tokens for child in token.children or ()]
    assert not [child for child in inline if child.type in ("html_inline", "s_open", "em_open")]
    links = [child.attrs["href"] for child in inline if child.type == "link_open"]
    assert all(link.startswith("http") for link in links)
    shown = " ".join(t.content.replace("\\", "") for t in tokens if t.type == "inline")
    for text in ("{{7*191}}", "[x](javascript:alert(1))"):
        assert text in shown


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1))
def test_escaped_markdown_reads_as_the_text_itself(text):
    text = plain(text)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(safe(text))
    if not text:
        assert not tokens
        return
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    parts = tokens[1].children
    assert {part.type for part in parts} <= {"text", "text_special"}
    assert "".join(part.content for part in parts).strip() == text.strip()


@pytest.mark.parametrize("form", FORMATS)
def test_no_address_or_true_position_of_a_protected_place_is_in_a_brief(toy, form, tmp_path):
    save_report(make_view(toy), tmp_path / f"brief.{form}", annex=True)
    text = readable(tmp_path / f"brief.{form}")
    assert "Casa Norte" in text
    assert "Casa Secreta" in text  # that it exists is public, where it is is not
    assert TOY_ADDRESS not in text
    for finer in ("29.9434", "100.0123", "29.9123", "100.0321"):
        assert finer not in text
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert TOY_ADDRESS.encode() not in raw


def test_internal_brief_says_so_first(toy):
    assert "Uso interno" in " ".join(build(make_view(toy, audience="internal")).about)


def readable(path):
    """Every text that a document holds."""
    if path.suffix == ".pdf":
        reader = PdfReader(path)
        return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    if path.suffix == ".docx":
        with ZipFile(path) as packed:
            parts = [n for n in packed.namelist() if n.endswith((".xml", ".rels"))]
            return " ".join(unescape(packed.read(name).decode()) for name in parts)
    return unescape(path.read_text(encoding="utf-8")).replace("\\", "")
