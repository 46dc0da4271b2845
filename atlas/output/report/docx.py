"""The brief as a Word document: real headings, table styles, captions, alternative texts."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import count, zip_longest
from textwrap import shorten
from typing import Any, Final, TypeAlias

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Inches, Length, Pt, RGBColor

from atlas.base import qr
from atlas.base.i18n import language, t
from atlas.base.zip_files import unzipped, zipped
from atlas.output.report import docx_bars, ooxml
from atlas.output.report.blocks import (
    PAPERS,
    Block,
    Brief,
    Bullets,
    Cards,
    Group,
    Heading,
    Item,
    Listing,
    Paragraph,
    Picture,
    Ranges,
    References,
    Section,
    Table,
)
from atlas.output.report.docx_styles import ACCENT, ENTRY, QUIET, set_styles
from atlas.output.report.picture_files import picture_bytes

_Numbers: TypeAlias = "Mapping[str, count[int]]"
_Setting: TypeAlias = tuple[Sequence[Length], Length]
"""Widths of the columns of a table, and its type size."""

_CODE_IN: Final = 0.9
_MARGIN_IN: Final = 0.6
_MARGIN_ABOVE_IN: Final = 0.5
_TEXT_IN: Final = PAPERS["a4"][0] - 2 * _MARGIN_IN
"""Width of the text on every paper; a wider one has wider margins."""

_TABLE_STYLE: Final = "Atlas Table"
_REFERENCE_COLUMNS: Final = 2
_DPI: Final = 220
_FEW_COLUMNS: Final = 3
_OFF_NUMBERS: Final = Pt(9)
_SECTION_TINT: Final = "#edf1f3"
_CARD_TITLE_IN: Final = 1.15
_LEAST_SHARE: Final = 15
"""Width of the first column of cards; letters that a label is given beyond its own."""


def to_docx(brief: Brief) -> bytes:
    """Write a brief for Word; equal briefs give equal bytes."""
    document = Document()
    _set_up(document, brief)
    numbers = {name: count(1) for name in ("figure", "table")}
    for block in brief.blocks:
        _WRITERS[type(block)](document, block, brief, numbers)
    stream = BytesIO()
    document.save(stream)
    return zipped(unzipped(stream.getvalue()))


def _set_up(document: Any, brief: Brief) -> None:  # noqa: ANN401, python-docx has no types
    """Set page, type, language and properties, and write what stands before the first block."""
    page = document.sections[0]
    width, height = PAPERS[brief.paper]
    page.page_width, page.page_height = Inches(width), Inches(height)
    page.left_margin = page.right_margin = Inches((width - _TEXT_IN) / 2)
    page.top_margin = page.bottom_margin = Inches(_MARGIN_ABOVE_IN)
    set_styles(document.styles)
    ooxml.add_table_style(document, _TABLE_STYLE)
    ooxml.set_language(document, language(brief.lang).tag)
    _set_properties(document.core_properties, brief)
    page.footer_distance = page.header_distance = Inches(0.3)
    foot = page.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(Inches(_TEXT_IN), WD_TAB_ALIGNMENT.RIGHT)
    foot.style = document.styles["Normal"]  # the footer style has tab stops of another page
    _small(foot.add_run(f"{brief.footer}\t"))
    before, between, after = t("report.page", brief.lang, page="\0", pages="\0").split("\0")
    for words, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        _small(foot.add_run(words))
        if field:
            _small(ooxml.add_field(foot, field, "1"))
    document.add_paragraph(brief.title, style="Title")
    if brief.subtitle:
        document.add_paragraph(brief.subtitle, style="Subtitle")
    _about(document, brief)


def _about(document: Any, brief: Brief) -> None:  # noqa: ANN401
    """Write the first lines, next to them the code of the live view where there is one."""
    if not brief.link:
        for line in brief.about:
            _small(document.add_paragraph().add_run(line))
        return
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    words, code = table.rows[0].cells
    code.width, words.width = Inches(_CODE_IN + 0.2), Inches(_TEXT_IN - _CODE_IN - 0.2)
    for index, line in enumerate(brief.about):
        _small((words.add_paragraph() if index else words.paragraphs[0]).add_run(line))
    holder = code.paragraphs[0]
    holder.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    image = BytesIO(qr.png(brief.link))
    picture = holder.add_run().add_picture(image, width=Inches(_CODE_IN))
    ooxml.describe(picture, t("report.code", brief.lang), brief.link)


def _set_properties(properties: Any, brief: Brief) -> None:  # noqa: ANN401
    properties.title, properties.subject = brief.title, brief.subtitle
    properties.author = properties.last_modified_by = brief.author
    properties.keywords = ", ".join(brief.keywords)
    # A document property holds 255 characters; the first page says all of it.
    properties.comments = shorten(" ".join(brief.about), 255, placeholder="…")
    properties.language = language(brief.lang).tag
    made = datetime.fromisoformat(brief.made or "2000-01-01").replace(tzinfo=UTC)
    properties.created = properties.modified = made.replace(tzinfo=None)


def _small(run: Any) -> None:  # noqa: ANN401
    run.font.size, run.font.color.rgb = Pt(8.5), QUIET


def _heading(document: Any, block: Heading, *_: object) -> None:  # noqa: ANN401
    document.add_heading(block.text, level=block.level)


def _paragraph(document: Any, block: Paragraph, *_: object) -> None:  # noqa: ANN401
    run = document.add_paragraph().add_run(block.text)
    if block.quiet:
        _small(run)


def _bullets(document: Any, block: Bullets, *_: object) -> None:  # noqa: ANN401
    for item in block.items:
        document.add_paragraph(item, style="List Bullet").paragraph_format.space_after = Pt(3)


def _ranges(document: Any, block: Ranges, *_: object) -> None:  # noqa: ANN401
    for one in block.items:
        docx_bars.add(document, one, _TEXT_IN)


def _cards(document: Any, block: Cards, *_: object) -> None:  # noqa: ANN401
    """Write the cards as rows of a table: their title, then each number over its label."""
    if not block.cards:
        return
    most = max(len(card.numbers) for card in block.cards)
    table = document.add_table(rows=0, cols=1 + most)
    table.autofit = False
    ooxml.start_at_margin(table)
    for card in block.cards:
        cells = table.add_row().cells
        for cell in cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            ooxml.shade(cell, card.colour)
        title = cells[0].paragraphs[0].add_run(card.title)
        title.font.bold, title.font.size = True, Pt(11)
        for cell, (number, label) in zip(cells[1:], card.numbers, strict=False):
            first = cell.paragraphs[0]
            run = first.add_run(number)
            run.font.bold, run.font.size, run.font.color.rgb = True, Pt(15), ACCENT
            first.paragraph_format.space_before = Pt(2)
            first.paragraph_format.space_after = Pt(0)
            cell.add_paragraph().add_run(label).font.size = Pt(8)
    for column, width in zip(table.columns, _card_widths(block), strict=True):
        column.width = width
        for cell in column.cells:  # some programs read the one, some the other
            cell.width = width
    _space(document)


def _card_widths(block: Cards) -> list[Length]:
    """Give the widths of the columns of cards: more to those with long labels."""
    labels = zip_longest(*(card.numbers for card in block.cards), fillvalue=("", ""))
    shares = [_LEAST_SHARE + max(len(label) for _, label in column) for column in labels]
    room = _TEXT_IN - _CARD_TITLE_IN
    return [Inches(_CARD_TITLE_IN), *(Inches(room * share / sum(shares)) for share in shares)]


def _picture(
    document: Any,  # noqa: ANN401
    block: Picture,
    brief: Brief,
    numbers: _Numbers,
) -> None:
    drawn = brief.pictures[block.kind]
    holder = document.add_paragraph()
    holder.paragraph_format.keep_with_next = True
    width = min(_TEXT_IN, float(drawn.get_size_inches()[0]))
    image = BytesIO(picture_bytes(drawn, "png", dpi=_DPI))
    picture = holder.add_run().add_picture(image, width=Inches(width))
    ooxml.describe(picture, drawn.about["title"], block.alt)
    _caption(document, "figure", block.caption, brief, numbers)


def _caption(
    document: Any,  # noqa: ANN401
    name: str,
    text: str,
    brief: Brief,
    numbers: _Numbers,
) -> Any:  # noqa: ANN401
    """Write a caption whose number Word keeps, and lists of figures can find."""
    caption = document.add_paragraph(style="Caption")
    word = t(f"report.{name}", brief.lang)
    caption.add_run(f"{word} ").font.bold = True
    number = ooxml.add_field(caption, f"SEQ {word} \\* ARABIC", str(next(numbers[name])))
    number.font.bold = True
    caption.add_run(". ").font.bold = True
    caption.add_run(text)
    return caption


def _table(
    document: Any,  # noqa: ANN401
    block: Table,
    brief: Brief,
    numbers: _Numbers,
) -> None:
    _caption(
        document, "table", block.caption, brief, numbers
    ).paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(block.columns))
    ooxml.use_style(table, _TABLE_STYLE)
    size = Pt(7.2 if block.dense else 8.8)
    shares = sum(column.share for column in block.columns)
    widths = [Inches(_TEXT_IN * column.share / shares) for column in block.columns]
    header = table.rows[0]
    _fill(header, [column.title for column in block.columns], block, (widths, size))
    ooxml.repeat_on_pages(header)
    for section in block.sections:
        _rows(table, section, block, (widths, size))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _space(document)


def _space(document: Any) -> None:  # noqa: ANN401
    """Part a table from what follows; Word would join two tables without a paragraph between."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(5)


def _rows(table: Any, section: Section, block: Table, setting: _Setting) -> None:  # noqa: ANN401
    if section.title:
        cells = table.add_row().cells
        whole = cells[0].merge(cells[-1])
        run = whole.paragraphs[0].add_run(section.title)
        run.font.bold, run.font.size = True, setting[1]
        whole.paragraphs[0].paragraph_format.space_after = Pt(0)
        whole.paragraphs[0].paragraph_format.keep_with_next = True
        ooxml.shade(whole, _SECTION_TINT)
    for row in section.rows:
        added = table.add_row()
        ooxml.keep_whole(added)
        _fill(added, row, block, setting)


def _fill(row: Any, texts: Sequence[str], block: Table, setting: _Setting) -> None:  # noqa: ANN401
    widths, size = setting
    follows_numbers = False
    for cell, text, column, width in zip(row.cells, texts, block.columns, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.paragraph_format.keep_with_next = not block.dense  # a short table stays whole
        paragraph.add_run(text).font.size = size
        if column.numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif follows_numbers:
            paragraph.paragraph_format.left_indent = _OFF_NUMBERS
        follows_numbers = column.numeric


def _references(document: Any, block: References, *_: object) -> None:  # noqa: ANN401
    """Write the sources in columns, in a section of their own."""
    ooxml.set_columns(document.add_section(WD_SECTION.CONTINUOUS), _REFERENCE_COLUMNS)
    size = Pt(7)
    for number, item in enumerate(block.items, start=1):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(1)
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.paragraph_format.left_indent = Inches(0.3)
        paragraph.paragraph_format.first_line_indent = Inches(-0.3)
        paragraph.add_run(f"{number}\t")
        paragraph.paragraph_format.tab_stops.add_tab_stop(Inches(0.3))
        if item.url:
            ooxml.add_link(paragraph, item.text, item.url, size)
        else:
            paragraph.add_run(item.text)
        for run in paragraph.runs:
            run.font.size = size


def _listing(document: Any, block: Listing, *_: object) -> None:  # noqa: ANN401
    """Write short entries: in columns, in a section of their own, or many short ones in a row."""
    if block.columns > _FEW_COLUMNS:
        for group in block.groups:
            _in_a_row(document, group)
        return
    ooxml.set_columns(document.add_section(WD_SECTION.CONTINUOUS), block.columns)
    for group in block.groups:
        if group.title:
            title = document.add_paragraph(style=ENTRY)
            title.paragraph_format.keep_with_next = True
            title.paragraph_format.space_before = Pt(3)
            _coloured(title, group.title, ACCENT).font.bold = True
        for item in group.items:
            _entry(document.add_paragraph(style=ENTRY), item)
    ooxml.set_columns(document.add_section(WD_SECTION.CONTINUOUS), 1)


def _in_a_row(document: Any, group: Group) -> None:  # noqa: ANN401
    paragraph = document.add_paragraph(style=ENTRY)
    for index, item in enumerate(group.items):
        if index:
            _coloured(paragraph, "   ", QUIET)
        _entry(paragraph, item)


def _entry(paragraph: Any, item: Item) -> None:  # noqa: ANN401
    if item.number:
        _coloured(paragraph, f"{item.number}\N{NO-BREAK SPACE}", ACCENT).font.bold = True
    paragraph.add_run(item.name)
    if item.text:
        _coloured(paragraph, f" {item.text}", QUIET)


def _coloured(paragraph: Any, text: str, colour: RGBColor) -> Any:  # noqa: ANN401
    run = paragraph.add_run(text)
    run.font.color.rgb = colour
    return run


_WRITERS: Final[Mapping[type[Block], Any]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Cards: _cards,
    Picture: _picture,
    Table: _table,
    References: _references,
    Listing: _listing,
    Ranges: _ranges,
}
