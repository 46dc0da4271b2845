"""The brief: what it says, in every format, in both languages, and always the same."""

import dataclasses
import re
import shutil
import subprocess
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from markdown_it import MarkdownIt
from pypdf import PdfReader

from atlas import data
from atlas.analysis.coverage import working
from atlas.base.errors import ExportError
from atlas.base.i18n import LANGS, date, t
from atlas.base.public_address import BASE_URL
from atlas.base.translations import localised_column
from atlas.output import report
from atlas.output.figures.sheet import size_in
from atlas.output.report import FORMATS, build, render, save_report
from atlas.output.report.blocks import (
    Bullets,
    Cards,
    Heading,
    Listing,
    Picture,
    References,
    Table,
    plain,
)
from atlas.output.report.docx import to_docx
from atlas.output.report.html import to_html
from atlas.output.report.markdown import to_markdown
from atlas.output.report.pdf import to_pdf
from atlas.output.report.picture_files import picture_bytes
from atlas.places.filters import Filter
from atlas.places.view import make_view

pytestmark = pytest.mark.slow

CORRIDOR = "juarez-el-paso"


class Page(HTMLParser):
    """What a reader of a page gets: its elements and its text."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.words, self._skipped = [], [], 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._skipped += tag in ("style", "script")

    def handle_endtag(self, tag):
        self._skipped -= tag in ("style", "script")

    def handle_data(self, data):
        if not self._skipped:
            self.words.append(data)

    def of(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@cache
def view_of(lang="es", **chosen):
    return make_view(data.load(), Filter(corridor=(CORRIDOR,), lang=lang, **chosen))


@cache
def short(corridor, lang, **chosen):
    """The brief without its annex; to draw its figures takes seconds, and no test changes them."""
    return build(make_view(data.load(), Filter(corridor=(corridor,), lang=lang, **chosen)))


@cache
def whole(lang):
    """The brief with everything: its annex repeats in full what the first pages say in short."""
    return build(view_of(lang), annex=True)


@pytest.fixture(params=LANGS)
def brief(request):
    return whole(request.param)


@pytest.fixture(scope="module")
def empty():
    return build(view_of(q="no place is called this"))


def blocks(brief, kind):
    return [block for block in brief.blocks if isinstance(block, kind)]


def everything(brief):
    """Every text of a brief."""

    def walk(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from (text for item in value.values() for text in walk(item))
        elif isinstance(value, list | tuple):
            yield from (text for item in value for text in walk(item))

    fields = dataclasses.asdict(dataclasses.replace(brief, pictures={}))
    return list(walk(fields))


def test_brief_has_every_part_in_the_language_of_the_view(brief):
    titles = [block.text for block in blocks(brief, Heading)]
    parts = ("comparison", "services", "coverage", "unknown_title", "crossings", "cooperation",
             "directory", "references", "annex", "references")  # fmt: skip
    assert titles == [t(f"report.{part}", brief.lang) for part in parts]
    assert [block.kind for block in blocks(brief, Picture)] == [
        "overview",
        "services",
        "flows",
        "cooperation",
    ]
    assert all(block.alt and block.caption for block in blocks(brief, Picture))
    flows = brief.pictures["flows"]
    assert len(flows.axes) == 9
    assert min(size_in(axes)[1] for axes in flows.axes) > 0.3, "lines pressed flat say nothing"
    assert brief.title.startswith("Ciudad Juárez")
    said = " ".join(brief.about)
    assert "2026.11.0" in said
    assert "?corridor=" not in said, "without a host nobody can open it"


def test_no_message_is_left_unfilled(brief):
    assert not [text for text in everything(brief) if re.search(r"\{\w*\}|\breport\.\w", text)]


@pytest.mark.parametrize("lifted", [{}, {"kind": ("any",), "status": ("any",)}], ids=str)
@pytest.mark.parametrize("corridor", ["tijuana-san-diego", CORRIDOR])
def test_headline_numbers_count_the_help_of_each_side(corridor, lifted):
    view = make_view(data.load(), Filter(corridor=(corridor,), **lifted))
    (cards,) = blocks(short(corridor, "es", **lifted), Cards)
    edge = f"{int(view.made[:4]) - 2}{view.made[4:]}"
    for card, side in zip(cards.cards, ("MX", "US"), strict=True):
        places = working(view.places[view.places["side"] == side])
        places = places[~places["kind"].isin(["authority", "detention", "custody"])]
        shelters = places[places["kind"] == "shelter"]
        slept_in = shelters[(shelters["capacity_unit"] == "beds") & shelters["capacity"].notna()]
        new = (slept_in["capacity_date"] + "-01-01").str[:10] >= edge
        beds = [int(rows["capacity"].sum()) for rows in (slept_in[new], slept_in[~new])]
        told = [int(re.sub(r"\D", "", value)) for value, _ in card.numbers]
        assert card.title == view.vocab.label("side", side, "es")
        assert told[0] == len(places)
        assert told[2] == len(shelters)
        assert told[3:-1] == [one for one in beds if one], "by age, and nothing where none is known"


def test_beds_of_years_apart_are_never_one_sum():
    (cards,) = blocks(whole("en"), Cards)
    labels = [label for _, label in cards.cards[0].numbers]
    assert any(re.search(r"the last 24 months, in \d+ shelters?$", one) for one in labels)
    older = next(one for one in labels if "older sources" in one)
    assert re.search(r"in \d+ shelters \([A-Z][a-z]{2} 20\d\d \S [A-Z][a-z]{2} 20\d\d\)$", older)


def test_every_place_of_the_view_is_in_the_directory_once(brief):
    view = view_of(brief.lang)
    directory = blocks(brief, Table)[-1]
    rows = [row for section in directory.sections for row in section.rows]
    assert len(rows) == len(view.places)
    numbers = [int(row[0]) for row in rows if row[0]]
    assert sorted(numbers) == sorted(brief.pictures["overview"].numbers.values())
    assert all(row[4] and row[5] for row in rows)  # status with date, and precision, in words


def test_directory_writes_dates_and_precision_in_words():
    directory = blocks(whole("en"), Table)[-1]
    rows = [row for section in directory.sections for row in section.rows]
    for said in ("Open in", "Was open in"):
        assert any(re.fullmatch(rf"{said} [A-Z][a-z]{{2}} 20\d\d", row[4]) for row in rows), said
    assert not any(row[4].startswith("Open in 20") for row in rows), "a year alone is no proof"
    assert any(re.fullmatch(r"Approximate, ±[\d.]+\sk?m", row[5]) for row in rows)
    assert any(row[5] == "Municipality only" for row in rows)


def test_brief_lists_every_place_and_publisher_in_short(brief):
    view = view_of(brief.lang)
    directory, publishers = blocks(brief, Listing)
    items = [item for group in directory.groups for item in group.items]
    assert len(items) == len(view.places)
    assert sum(bool(item.number) for item in items) == len(brief.pictures["overview"].numbers)
    assert all(item.text for item in items)
    (group,) = publishers.groups
    assert [item.number for item in group.items] == [str(n + 1) for n in range(len(group.items))]
    assert {item.name for item in group.items} == {
        plain(name) for name in view.sources["publisher"]
    }


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("es", ("alojamiento; estaba abierto en mar 2022", "cerrado desde")),
        ("en", ("lodging; was open in Mar 2022", "closed since")),
    ],
)
def test_short_entry_says_services_and_the_status_with_its_date(lang, said):
    shelters = short(CORRIDOR, lang, kind=("shelter",), status=("any",))
    (directory, _) = blocks(shelters, Listing)
    texts = {item.name: item.text for group in directory.groups for item in group.items}
    was_open, closed = said
    assert texts["Casa Eudes:"] == was_open
    assert any(f"; {closed} " in text for text in texts.values())
    (directory, _) = blocks(whole(lang), Listing)
    assert not [i.text for g in directory.groups for i in g.items if closed in i.text]


@pytest.mark.parametrize(
    ("corridor", "lang"),
    [
        ("tijuana-san-diego", "es"),  # the most places, in the longer language
        ("juarez-el-paso", "es"),
        ("tapachula-tecun-uman", "es"),
        ("tijuana-san-diego", "en"),
        ("tapachula-tecun-uman", "en"),
    ],
)
def test_brief_of_a_corridor_has_two_to_six_pages(corridor, lang):
    pages = PdfReader(BytesIO(to_pdf(short(corridor, lang)))).pages
    assert 2 <= len(pages) <= 6
    assert all(page.extract_text().strip() for page in pages)


def squeezed(text):
    """A text without its spaces: a line may end anywhere."""
    return "".join(text.split())


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_word_brief_is_whole_whatever_the_fonts_of_the_machine(tmp_path):
    made = short(CORRIDOR, "es")
    (tmp_path / "brief.docx").write_bytes(to_docx(made))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "brief.docx"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    pages = [page.extract_text() for page in PdfReader(tmp_path / "brief.pdf").pages]
    assert all(page.strip() for page in pages), "an empty page is a break too many"
    assert len(pages) <= 8, "twice what it needs with its own fonts"
    footers = [
        made.footer + t("report.page", "es", page=n, pages=len(pages))
        for n in range(1, len(pages) + 1)
    ]
    bodies = [squeezed(page) for page in pages]
    assert all(map(str.endswith, bodies, map(squeezed, footers)))
    body = "".join(map(str.removesuffix, bodies, map(squeezed, footers)))
    document = docx.Document(tmp_path / "brief.docx")
    texts = [one.text for one in document.paragraphs if one.style.name != "Caption"]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert [text for text in texts if squeezed(text) not in body] == []
    assert body.count("Tabla1.") == 1
    figures = [page for page in pages if "Figura 1. " in page]
    assert len(figures) == 1
    (table,) = [page for page in pages if "Los dos lados" in page]
    assert "Academia" in table, "a short table stays whole"


def test_code_of_the_live_view_is_printed_where_there_is_a_public_address(monkeypatch):
    monkeypatch.delenv(BASE_URL, raising=False)
    assert build(view_of(kind=("consulate",))).link == ""
    monkeypatch.setenv(BASE_URL, "https://atlas.example.org")
    made = build(view_of("en", kind=("consulate",)))
    assert made.link == view_of("en", kind=("consulate",)).filter.web_link()
    said = t("report.code", "en")
    page = Page(to_html(made))
    assert page.of("img")[0]["alt"] == said
    assert made.link in page.text
    document = docx.Document(BytesIO(to_docx(made)))
    (code, *_) = document.element.iter(qn("wp:docPr"))
    assert (code.get("title"), code.get("descr")) == (said, made.link)
    first = PdfReader(BytesIO(to_pdf(made))).pages[0].extract_text()
    assert "https://atlas.example.org/" in first


def test_render_refuses_other_formats():
    with pytest.raises(ExportError, match="unknown format of a brief 'odt'; use one of html"):
        render(view_of(), "odt")


def test_what_is_not_known_is_counted(brief):
    view = view_of(brief.lang)
    said = " ".join(text for block in blocks(brief, Bullets) for text in block.items)
    pointless = int(view.places["lon"].isna().sum())
    assert f"{pointless} " in said
    assert t("report.asymmetry", brief.lang, sides="").split(". ")[1] in said
    protected = int((view.places["sensitivity"] != "open").sum())
    assert f"{protected} " in said


def test_all_sources_of_the_view_are_listed_with_web_addresses_only(brief):
    (references,) = blocks(brief, References)
    assert len(references.items) == len(view_of(brief.lang).sources)
    assert all(not item.url or item.url.startswith("http") for item in references.items)


def test_address_that_is_no_web_address_is_no_link():
    view = view_of()
    urls = ["javascript:alert(1)", "https://example.org/a b", "https://example.org/ok"]
    sources = view.sources.head(3).assign(url=urls, publisher=["a", "b", "c"])
    made = build(dataclasses.replace(view, sources=sources), annex=True)
    (references,) = blocks(made, References)
    assert [item.url for item in references.items] == ["", "", "https://example.org/ok"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_brief_shows_no_detention_and_nothing_closed_unless_asked(lang):
    def listed(brief):
        (directory, _) = blocks(brief, Listing)
        return {item.name.rstrip(":") for group in directory.groups for item in group.items}

    lifted = view_of(lang, kind=("any",), status=("any",))
    rows = lifted.places
    hidden = rows[(rows["role"] == "enforcement") | (rows["status"] == "closed")]
    assert {"enforcement"} < set(hidden["role"])
    left_out = {plain(name) for name in localised_column(hidden, "name", lang)}
    assert listed(whole(lang)).isdisjoint(left_out)
    detention = int((hidden["role"] == "enforcement").sum())
    numbers = f"{t('map.left_out', lang, parts='').split(':')[0]}: {detention} "
    assert any(line.startswith(numbers) for line in whole(lang).about)
    asked = short(CORRIDOR, lang, kind=("any",), status=("any",))
    assert left_out <= listed(asked)
    assert not [line for line in asked.about if line.startswith(numbers)]


def test_a_brief_of_shelters_names_the_other_places_that_do_offer_a_service():
    everything = make_view(data.load(), Filter(corridor=("tijuana-san-diego",), lang="en")).places
    offers = everything["services"].str.split(";").map(lambda codes: "legal_aid" in codes)
    here = everything[offers & (everything["side"] == "US") & (everything["kind"] != "shelter")]
    chosen = Filter(corridor=("tijuana-san-diego",), kind=("shelter",), lang="en")
    said = [one for block in blocks(build(make_view(data.load(), chosen)), Bullets)
            for one in block.items]  # fmt: skip
    (line,) = [one for one in said if "legal aid" in one]
    assert "San Diego, among places with kind “Shelter”, not counting closed places: no" in line
    assert f"Legal aid ({len(here)})" in line


def test_filter_is_said_in_words():
    said = " ".join(build(view_of("en", kind=("shelter",), verified_since="2024-05")).about)
    assert "Shown are only: kind “Shelter”, status dated since “May 2024”." in said
    assert re.search(r"Not shown: \d+ closed places?\.", said)
    assert "detention" not in said, "who asks for a kind is left out nothing by kind"


def test_several_corridors_have_a_column_for_each_side():
    made = build(make_view(data.load(), Filter(lang="en")))
    comparison = blocks(made, Table)[0]
    assert len(comparison.columns) == 1 + 6
    assert len({column.title for column in comparison.columns}) == 7
    assert made.title == "Border Corridor Atlas"
    caption = blocks(made, Picture)[1].caption
    plain_caption = t("report.caption_overview_plain", "en", made=date(made.made, "en"))
    assert caption.endswith(f": {plain_caption}"), "its map has no numbers"


def test_nothing_left_is_a_valid_brief_that_says_so(empty):
    assert "Ningún lugar cumple con este filtro" in " ".join(everything(empty))
    assert blocks(empty, Picture)[0].kind == "overview"
    names = {kind: kind for kind in empty.pictures}
    assert "Ningún lugar" in Page(to_html(empty)).text
    assert "Ningún lugar" in to_markdown(empty, names)
    assert "Ningún lugar" in PdfReader(BytesIO(to_pdf(empty))).pages[0].extract_text()
    document = docx.Document(BytesIO(to_docx(empty)))
    assert any("Ningún lugar" in paragraph.text for paragraph in document.paragraphs)


def test_page_needs_nothing_else_and_can_be_read_aloud(brief):
    page = Page(to_html(brief))
    assert page.of("html") == [{"lang": brief.lang}]
    policy = next(m["content"] for m in page.of("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'")
    assert not page.of("script")
    assert not page.of("link")
    assert len(page.of("h1")) == 1
    images = page.of("img")
    assert [image["alt"] for image in images] == [block.alt for block in blocks(brief, Picture)]
    assert all(image["src"].startswith("data:image/svg+xml;base64,") for image in images)
    assert len(page.of("caption")) == len(blocks(brief, Table))
    assert all(cell.get("scope") for cell in page.of("th"))
    said = [brief.title, brief.subtitle, *brief.about, brief.footer]
    said += [item for block in blocks(brief, Bullets) for item in block.items]
    said += [
        cell for table in blocks(brief, Table) for s in table.sections for r in s.rows for cell in r
    ]
    assert not [text for text in said if " ".join(text.split()) not in page.text]


def test_word_document_has_headings_styles_captions_and_alternative_texts(brief):
    document = docx.Document(BytesIO(to_docx(brief)))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    levels = [block.level for block in blocks(brief, Heading)]
    assert styles.count("Heading 1") == levels.count(1)
    assert styles.count("Heading 2") == levels.count(2)
    assert styles.count("Title") == 1
    assert styles.count("Caption") == len(blocks(brief, Picture)) + len(blocks(brief, Table))
    about = document.core_properties
    assert about.title == brief.title
    assert about.language == {"es": "es-MX", "en": "en-US"}[brief.lang]
    assert about.created.date().isoformat() == brief.made
    xml = document.element
    alts = [node.get("descr") for node in xml.iter(qn("wp:docPr"))]
    assert alts == [block.alt for block in blocks(brief, Picture)]
    defaults = document.styles.element.find(qn("w:docDefaults"))
    languages = {node.get(qn("w:val")) for node in defaults.iter(qn("w:lang"))}
    assert languages == {about.language}
    shown = blocks(brief, Table)
    # A bar is a row of cells too; it says in words what it shows.
    made = [
        table for table in document.tables if table._tbl.tblPr.find(qn("w:tblDescription")) is None
    ][-len(shown) :]
    for table, block in zip(made, shown, strict=True):
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert [cell.text for cell in table.rows[0].cells] == [c.title for c in block.columns]
        rows = sum(len(section.rows) + bool(section.title) for section in block.sections)
        assert len(table.rows) == 1 + rows
    fields = [node.get(qn("w:instr")) for node in xml.iter(qn("w:fldSimple"))]
    assert len([field for field in fields if field.startswith("SEQ ")]) == styles.count("Caption")


def test_pdf_is_tagged_titled_and_numbered(brief):
    reader = PdfReader(BytesIO(to_pdf(brief)))
    assert reader.metadata.title == brief.title
    assert reader.trailer["/Root"]["/Lang"].startswith(brief.lang)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    first = " ".join(reader.pages[0].extract_text().split())
    pages = len(reader.pages)
    assert t("report.page", brief.lang, page=1, pages=pages) in first
    assert brief.subtitle in first
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert any("SourceSans" in font for font in fonts)


def test_markdown_shows_the_same_tables_links_and_figures(brief):
    names = {kind: f"brief-{kind}.png" for kind in brief.pictures}
    tokens = MarkdownIt("commonmark").enable("table").parse(to_markdown(brief, names))
    assert not [token for token in tokens if "html" in token.type]
    assert [token.type for token in tokens].count("table_open") == len(blocks(brief, Table))
    inline = [child for token in tokens for child in token.children or ()]
    images = [child.attrs["src"] for child in inline if child.type == "image"]
    assert images == [names[block.kind] for block in blocks(brief, Picture)]
    (references,) = blocks(brief, References)
    links = [child.attrs["href"] for child in inline if child.type == "link_open"]
    assert len(links) == len([item for item in references.items if item.url])


def test_equal_views_give_equal_documents():
    def documents():
        brief = build(view_of("en", kind=("consulate",)))
        names = {kind: kind for kind in brief.pictures}
        return to_html(brief), to_pdf(brief), to_docx(brief), to_markdown(brief, names)

    assert documents() == documents()


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written_whole(form, tmp_path, monkeypatch):
    view, brief = view_of(kind=("consulate",)), short(CORRIDOR, "es", kind=("consulate",))
    monkeypatch.setattr(report, "build", lambda given, **_: brief if given is view else None)
    save_report(view, tmp_path / f"informe de prueba.{form}")
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    made = files[f"informe de prueba.{form}"]
    rendered = render(view, form)
    starts = {"html": b"<!doctype html>", "pdf": b"%PDF-", "docx": b"PK", "md": b"# "}
    assert made.startswith(starts[form])
    if form == "docx":
        assert {item.date_time for item in ZipFile(BytesIO(made)).infolist()} == {
            (1980, 1, 1, 0, 0, 0)
        }
    if form == "md":
        assert "informe de prueba-overview.png" in files
        assert "](informe%20de%20prueba-overview.png)" in made.decode()
        with ZipFile(BytesIO(rendered)) as packed:
            other = {name.replace("brief", "informe de prueba"): packed.read(name)
                     for name in packed.namelist()}  # fmt: skip
        text = other["informe de prueba.md"].replace(b"](brief-", b"](informe%20de%20prueba-")
        assert other | {"informe de prueba.md": text} == files
    else:
        assert files == {f"informe de prueba.{form}": rendered}, "render gives the same bytes"


def test_unknown_format_and_folder_are_one_clear_line(tmp_path):
    with pytest.raises(ExportError, match=r"brief\.odt: a brief can be html, pdf, docx, md"):
        save_report(view_of(), tmp_path / "brief.odt")
    with pytest.raises(ExportError, match="does not exist"):
        save_report(view_of(kind=("consulate",)), tmp_path / "nowhere" / "brief.html")
    assert not list(tmp_path.iterdir())


def test_several_corridors_have_a_cover_of_one_scale_in_every_format():
    brief = build(make_view(data.load(), Filter(lang="es")))
    cover = brief.blocks[0]
    assert isinstance(cover, Picture)
    assert cover.kind == "cover"
    drawn = brief.pictures["cover"]
    drawing = etree.fromstring(drawn.svg.encode())
    assert len(drawing.findall("{*}svg/{*}svg")) == 3
    assert "Ciudad Juárez" in drawn.svg
    assert "MX 54" in drawn.svg
    assert cover.alt.count("MX ") == 3
    assert picture_bytes(drawn, "png", dpi=50)[1:4] == b"PNG"
    assert picture_bytes(drawn, "png", dpi=50) == picture_bytes(drawn, "png", dpi=50)
    assert Page(to_html(brief)).of("img")[0]["alt"] == cover.alt
    first = docx.Document(BytesIO(to_docx(brief))).inline_shapes[0]
    assert first.width / first.height == pytest.approx(7.0 / drawn.size_in[1], rel=0.01)
    named = dataclasses.replace(drawn, svg=drawn.svg.replace("Ciudad", "Ciudad\x0c"))
    assert picture_bytes(named, "png", dpi=50) == picture_bytes(drawn, "png", dpi=50)
    assert "cover" not in build(view_of()).pictures
