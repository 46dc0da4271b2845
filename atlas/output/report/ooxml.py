"""The parts of a Word file that python-docx has no calls for: fields, links, shades, language."""

from typing import Any, Final

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_PADDING: Final = "108"
"""What Word leaves between the edge of a cell and its text, in twentieths of a point."""


_STRIPES: Final = "23566B"


def element(name: str, **attributes: str) -> Any:  # noqa: ANN401, lxml has no types here
    """Make an element of WordprocessingML; `w_val` stands for the attribute `w:val`."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key.replace("_", ":", 1)), value)
    return made


def add_field(paragraph: Any, instruction: str, shown: str) -> Any:  # noqa: ANN401
    """Add a field, such as a page number, that Word can bring up to date; give its run."""
    field = element("w:fldSimple", w_instr=instruction)
    run = paragraph.add_run(shown)
    field.append(run._r)
    paragraph._p.append(field)
    return run


def add_link(paragraph: Any, text: str, url: str, size: Any) -> None:  # noqa: ANN401
    """Add a link to a web address, in a type size."""
    identifier = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = element("w:hyperlink", r_id=identifier)
    run = paragraph.add_run(text)
    run.font.size, run.font.underline = size, True
    link.append(run._r)
    paragraph._p.append(link)


def shade(cell: Any, colour: str, pattern: str = "clear") -> None:  # noqa: ANN401
    """Fill a cell of a table with a colour, #rrggbb, or with stripes on it."""
    line = "auto" if pattern == "clear" else _STRIPES
    fill = element("w:shd", w_val=pattern, w_color=line, w_fill=colour.lstrip("#").upper())
    cell._tc.get_or_add_tcPr().append(fill)


def frame(table: Any, description: str) -> None:  # noqa: ANN401
    """Draw a thin line around a table that is a picture, and describe it."""
    edges = ("w:top", "w:left", "w:bottom", "w:right")
    properties = table._tbl.tblPr
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(_with("w:tblBorders", *(_rule(edge, "4", "8B8494") for edge in edges)))
    margins = (element(edge, w_w="0", w_type="dxa") for edge in ("w:left", "w:right"))
    layout.addnext(_with("w:tblCellMar", *margins))
    properties.append(element("w:tblDescription", w_val=description))


def repeat_on_pages(row: Any) -> None:  # noqa: ANN401
    """Repeat a row at the top of every page of its table, as its header."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def keep_whole(row: Any) -> None:  # noqa: ANN401
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def add_table_style(document: Any, name: str) -> None:  # noqa: ANN401
    """Add a table style: rules above, below and between rows, and a header row set apart."""
    style = element("w:style", w_type="table", w_customStyle="1", w_styleId=name.replace(" ", ""))
    style.append(element("w:name", w_val=name))
    style.append(element("w:basedOn", w_val="TableNormal"))
    properties = element("w:tblPr")
    properties.append(
        _with(
            "w:tblBorders",
            _rule("w:top", "8", "22272B"),
            _rule("w:bottom", "8", "22272B"),
            _rule("w:insideH", "2", "C3C9CE"),
        )
    )
    margins = {"w:top": "30", "w:left": "60", "w:bottom": "30", "w:right": "60"}
    properties.append(
        _with("w:tblCellMar", *(element(k, w_w=v, w_type="dxa") for k, v in margins.items()))
    )
    style.append(properties)
    header = element("w:tblStylePr", w_type="firstRow")
    header.append(_with("w:rPr", element("w:b")))
    header.append(_with("w:tcPr", _with("w:tcBorders", _rule("w:bottom", "6", "22272B"))))
    style.append(header)
    document.styles.element.append(style)


def use_style(table: Any, name: str) -> None:  # noqa: ANN401
    """Give a table a style that sets its header row apart, and fixed column widths."""
    properties = table._tbl.tblPr
    for tag in ("w:tblStyle", "w:tblLook"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    properties.insert(0, element("w:tblStyle", w_val=name.replace(" ", "")))
    properties.append(element("w:tblLook", w_val="0020", w_firstRow="1", w_noVBand="1"))
    table.autofit = False


def start_at_margin(table: Any) -> None:  # noqa: ANN401
    """Let the edge of a table stand where the text begins; else its padding hangs out."""
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(element("w:tblInd", w_w=_PADDING, w_type="dxa"))


def make_plain(style: Any) -> None:  # noqa: ANN401
    """Take the rule below a style's paragraphs and the space between its letters away."""
    for properties, tag in ((style.element.pPr, "w:pBdr"), (style.element.rPr, "w:spacing")):
        for found in properties.findall(qn(tag)):
            properties.remove(found)


def set_columns(section: Any, number: int) -> None:  # noqa: ANN401
    """Set the text of a section in columns."""
    columns = section._sectPr.find(qn("w:cols"))
    if columns is None:
        columns = element("w:cols")
        section._sectPr.append(columns)
    columns.set(qn("w:num"), str(number))
    columns.set(qn("w:space"), "240")


def _with(name: str, *children: Any) -> Any:  # noqa: ANN401
    made = element(name)
    for child in children:
        made.append(child)
    return made


def _rule(name: str, eighths: str, colour: str) -> Any:  # noqa: ANN401
    return element(name, w_val="single", w_sz=eighths, w_space="0", w_color=colour)


def describe(picture: Any, title: str, alt: str) -> None:  # noqa: ANN401
    """Give a picture its title and its alternative text, and no room that it does not fill."""
    for side in ("distT", "distB", "distL", "distR"):
        picture._inline.set(side, "0")
    properties = picture._inline.docPr
    properties.set("title", title)
    properties.set("descr", alt)


def set_language(document: Any, language: str) -> None:  # noqa: ANN401
    """Set the language of a document's text, such as es-MX."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for tag in defaults.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)
