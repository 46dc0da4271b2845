"""The parts of a Word file that python-docx has no calls for: fields, links, shades, language."""

from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def element(name: str, **attributes: str) -> Any:  # noqa: ANN401, lxml has no types here
    """Make an element of WordprocessingML; `w_val` stands for the attribute `w:val`."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key.replace("_", ":", 1)), value)
    return made


def add_field(paragraph: Any, instruction: str, shown: str) -> None:  # noqa: ANN401
    """Add a field, such as a page number, that Word can bring up to date."""
    field = element("w:fldSimple", w_instr=instruction)
    run, text = element("w:r"), element("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def add_link(paragraph: Any, text: str, url: str) -> None:  # noqa: ANN401
    """Add a link to a web address."""
    identifier = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = element("w:hyperlink", r_id=identifier)
    run = paragraph.add_run(text)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def shade(cell: Any, colour: str) -> None:  # noqa: ANN401
    """Fill a cell of a table with a colour, #rrggbb."""
    fill = element("w:shd", w_val="clear", w_color="auto", w_fill=colour.lstrip("#").upper())
    cell._tc.get_or_add_tcPr().append(fill)


def repeat_on_pages(row: Any) -> None:  # noqa: ANN401
    """Repeat a row at the top of every page of its table, as its header."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def keep_whole(row: Any) -> None:  # noqa: ANN401
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def mark_header_only(table: Any) -> None:  # noqa: ANN401
    """Let the style of a table set its header row apart, and nothing else."""
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        table._tbl.tblPr.remove(look)
    flags = {"w_firstRow": "1", "w_lastRow": "0", "w_firstColumn": "0", "w_lastColumn": "0"}
    table._tbl.tblPr.append(
        element("w:tblLook", w_val="0020", **flags, w_noHBand="1", w_noVBand="1")
    )


def describe(picture: Any, title: str, alt: str) -> None:  # noqa: ANN401
    """Give a picture its title and its alternative text."""
    properties = picture._inline.docPr
    properties.set("title", title)
    properties.set("descr", alt)


def set_language(document: Any, language: str) -> None:  # noqa: ANN401
    """Set the language of a document's text, such as es-MX."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for tag in defaults.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)


def without_time(packed: bytes) -> bytes:
    """Pack an Office file again without the time of packing."""
    stream = BytesIO()
    with ZipFile(BytesIO(packed)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for item in old.infolist():
            entry = ZipInfo(item.filename, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, old.read(item.filename))
    return stream.getvalue()
