"""What people write beside the cells of an XLSX workbook: comments on them, and boxes of text."""

import html
import posixpath
import re
import zipfile
from typing import Final

from atlas.curation.ingest.limits import read_member
from atlas.curation.ingest.text_table import Remark

_LINK: Final = r'<Relationship\b(?=[^>]*/{kind}")[^>]*?\bTarget="([^"]+)"'
_COMMENT = re.compile(r'<comment\b[^>]*?\bref="\$?[A-Z]+\$?(\d+)"[^>]*>(.*?)</comment>', re.DOTALL)
_BOX = re.compile(r"<((?:\w+:)?)txBody\b.*?</\1txBody>", re.DOTALL)
_PARAGRAPH_END = re.compile(r"</(?:\w+:)?p>")
_TEXT = re.compile(r"<(?:\w+:)?t\b[^>]*>([^<]*)</")
_MOST_BYTES: Final = 4_000_000


def read_remarks(name: str, archive: zipfile.ZipFile, sheet: str) -> list[Remark]:
    """Read the comments on the cells of a sheet, each with its row, and its boxes of text.

    Only whether one asks not to show a place is of use: the rest is about the work on the list.

    Parameters
    ----------
    name
        Name of the workbook, for messages.
    archive
        The workbook.
    sheet
        Path of the sheet in it.

    Returns
    -------
    remarks
        The comments in the order of the file, then the boxes, which are about the whole sheet.
    """
    comments = _COMMENT.findall(_linked(name, archive, sheet, "comments"))
    boxes = _BOX.finditer(_linked(name, archive, sheet, "drawing"))
    return [
        *(Remark(_text_of(body), frozenset([int(row)])) for row, body in comments),
        *(Remark(_text_of(box[0])) for box in boxes),
    ]


def _text_of(body: str) -> str:
    paragraphs = ("".join(_TEXT.findall(part)) for part in _PARAGRAPH_END.split(body))
    return html.unescape("\n".join(paragraphs)).strip()


def _linked(name: str, archive: zipfile.ZipFile, sheet: str, kind: str) -> str:
    """Give the member that a sheet links to as its comments or drawings; empty without one."""
    folder, file = posixpath.split(sheet)
    links = f"{folder}/_rels/{file}.rels"
    members = set(archive.namelist())
    if links not in members:
        return ""
    said = read_member(name, archive, links, _MOST_BYTES).decode("utf-8", "replace")
    found = re.search(_LINK.format(kind=kind), said)
    path = posixpath.normpath(posixpath.join("/", folder, found[1])).lstrip("/") if found else ""
    if path not in members:
        return ""
    return read_member(name, archive, path, _MOST_BYTES).decode("utf-8", "replace")
