"""What people write about a cell of an XLSX workbook, in a comment beside it."""

import posixpath
import re
import zipfile
from typing import Final

from atlas.curation.ingest.limits import read_member
from atlas.curation.ingest.text_table import Remark

_OF_COMMENTS = re.compile(rb'<Relationship\b(?=[^>]*/comments")[^>]*?\bTarget="([^"]+)"')
_COMMENT = re.compile(r'<comment\b[^>]*?\bref="\$?[A-Z]+\$?(\d+)"[^>]*>(.*?)</comment>', re.DOTALL)
_TEXT = re.compile(r"<t\b[^>]*>([^<]*)</t>")
_MOST_BYTES: Final = 4_000_000


def read_comments(name: str, archive: zipfile.ZipFile, sheet: str) -> list[Remark]:
    """Read the comments on the cells of a sheet, each with its row.

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
        The comments in the order of the file.
    """
    folder, file = posixpath.split(sheet)
    links = f"{folder}/_rels/{file}.rels"
    members = set(archive.namelist())
    if links not in members:
        return []
    found = _OF_COMMENTS.search(read_member(name, archive, links, _MOST_BYTES))
    target = found[1].decode("utf-8", "replace") if found else ""
    path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    if not target or path not in members:
        return []
    text = read_member(name, archive, path, _MOST_BYTES).decode("utf-8", "replace")
    return [
        Remark("".join(_TEXT.findall(body)), frozenset([int(row)]))
        for row, body in _COMMENT.findall(text)
    ]
