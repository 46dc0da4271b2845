"""What kind of file it is, recognised by its content before its name."""

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from atlas.base.text_search import fold
from atlas.curation.ingest import hsds_tables
from atlas.curation.ingest.limits import open_archive, read_member
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.text_table import Choices

TEXT_SUFFIXES: Final = (".csv", ".tsv", ".tab", ".txt")
_MEMBERS = (
    *TEXT_SUFFIXES,
    ".xlsx",
    ".geojson",
    ".json",
    ".gpkg",
    ".kml",
    ".gpx",
    ".gml",
    ".parquet",
    ".xls",
    ".ods",
)
_PACKED: Final = (".xlsx", ".ods")
"""Members that are archives themselves, and may be."""

SHAPEFILE_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_HEAD = 64 * 1024

_UNREADABLE: Final = (
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "seven_zip"),
    (b"Rar!", "rar"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"{\\rtf", "rtf"),
)
_XML_KINDS: Final = {b"kml": "kml", b"gpx": "gpx", b"osm": "osm", b"featurecollection": "gml"}
_POINTERS = rb"<OGRVRT|<VRTDataset|<OGRWFS|<GDALG|gdal_streamed_alg"
"""What makes GDAL read other files, or ask other servers, whatever the file is called."""

_POINTING = re.compile(_POINTERS, re.I)
_FORBIDDEN_XML = re.compile(rb"<!DOCTYPE|<!ENTITY|" + _POINTERS, re.I)
_OF_SHEETS: Final = b"opendocument.spreadsheet"
_SHAPE_START: Final = b"\x00\x00\x27\x0a"
_PBF_START: Final = b"\x0a\x09OSMHeader"
"""How the first block of an OpenStreetMap PBF begins, after the four bytes of its length."""


class Detected(NamedTuple):
    """A file to read: its name, its bytes (unpacked where needed) and its kind."""

    name: str
    data: bytes
    kind: str


def detect(name: str, data: bytes, choices: Choices) -> Detected:
    """Tell the kind of a file.

    Parameters
    ----------
    name
        Name of the file.
    data
        Its bytes, not empty.
    choices
        What a person has chosen; `sheet` also names a member of a zip archive.

    Returns
    -------
    detected
        `kind` is `csv`, `xlsx`, `xls`, `ods`, `json`, `kml`, `gpx`, `osm`, `gml`, `gpkg`,
        `shapefile`, `flatgeobuf`, `parquet` or `hsds`. A zip
        archive with one table in it gives that table.

    Raises
    ------
    IngestError
        When it is a kind that cannot be read; the message says what to do.
    """
    for start, code in _UNREADABLE:
        if data.startswith(start):
            raise refused(code, name=name)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_archive(name, data, choices)
    for start, kind in (
        (b"\xd0\xcf\x11\xe0", "xls"),
        (b"SQLite format 3\x00", "gpkg"),
        (b"PAR1", "parquet"),
        (b"fgb\x03", "flatgeobuf"),
        (_SHAPE_START, "lone_shp"),
    ):
        if data.startswith(start):
            return _single(name, data, kind)
    if data[4:].startswith(_PBF_START):
        return _single(name, data, "osm")
    return Detected(name, data, _text_kind(name, data))


def _single(name: str, data: bytes, kind: str) -> Detected:
    if kind == "lone_shp":
        raise refused("shapefile_part", name=name)
    _check_pointers(name, data)
    return Detected(name, data, kind)


def _check_pointers(name: str, data: bytes) -> None:
    if _POINTING.search(data[:_HEAD]):
        raise refused("points_elsewhere", name=name)


def _text_kind(name: str, data: bytes) -> str:
    head = data[:_HEAD].replace(b"\x00", b"")
    start = re.sub(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*", b"", head)
    is_text = PurePosixPath(name).suffix.lower() in TEXT_SUFFIXES
    if start[:1] == b"{" or (start[:1] == b"[" and not is_text):
        return "json"
    if start[:1] != b"<":
        return "csv"
    if _FORBIDDEN_XML.search(head):
        raise refused("xml_declarations", name=name)
    root = _root(start)
    if root in _XML_KINDS:
        return _XML_KINDS[root]
    if root in (b"html", b"!doctype", b"head", b"body", b"meta"):
        raise refused("web_page", name=name)
    if root == b"":
        return "csv"
    raise refused("xml_of_other_kind", name=name, kind=root.decode("ascii", "replace")[:30])


def _root(start: bytes) -> bytes:
    """Give the name of the root element of XML, in lower case."""
    without = re.sub(rb"^(?:<\?.*?\?>|<!--.*?-->|\s)+", b"", start, flags=re.S)
    found = re.match(rb"<(?:\w+:)?([!\w]+)", without)
    return found[1].lower() if found else b""


def _in_archive(name: str, data: bytes, choices: Choices) -> Detected:
    archive = open_archive(name, data, choices.limits)
    names = _names(archive)
    if "xl/workbook.xml" in names:
        return Detected(name, data, "xlsx")
    if _is_opendocument(names):
        if _OF_SHEETS not in read_member(name, archive, "mimetype", _HEAD):
            raise refused("opendocument", name=name)
        return Detected(name, data, "ods")
    if "word/document.xml" in names:
        raise refused("word", name=name)
    if "xl/workbook.bin" in names or any(member.endswith(".iwa") for member in names):
        raise refused("other_workbook", name=name)
    if hsds_tables.members(names):
        return Detected(name, data, "hsds")
    if shapes := [member for member in names if member.lower().endswith(".shp")]:
        return _shapefile(name, archive, _one_of(name, shapes, choices.sheet))
    return _member(name, archive, names, choices)


def _is_opendocument(names: Sequence[str]) -> bool:
    return "mimetype" in names and ("content.xml" in names or "encrypted-package" in names)


def choosable(archive: zipfile.ZipFile) -> list[str]:
    """Give the tables of an archive that one is chosen from, or none when it is one table."""
    names = _names(archive)
    if "xl/workbook.xml" in names or _is_opendocument(names) or hsds_tables.members(names):
        return []
    shapes = [member for member in names if member.lower().endswith(".shp")]
    return shapes or [member for member in names if member.lower().endswith(_MEMBERS)]


def _names(archive: zipfile.ZipFile) -> list[str]:
    return [
        member.filename
        for member in archive.infolist()
        if not member.filename.endswith("/") and not _is_hidden(member.filename)
    ]


def _is_hidden(member: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(member).parts)


def _shapefile(name: str, archive: zipfile.ZipFile, shape: str) -> Detected:
    """Pack the parts of one Shapefile again, at the top of an archive, and nothing else."""
    stem = shape[:-4].lower()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for member in archive.namelist():
            suffix = member[-4:].lower()
            if member[:-4].lower() == stem and suffix in SHAPEFILE_PARTS:
                part = read_member(name, archive, member)
                if suffix == ".shp" and not part.startswith(_SHAPE_START):
                    raise refused("no_shapefile", name=name, member=PurePosixPath(member).name)
                _check_pointers(name, part)
                target.writestr(f"layer{suffix}", part)
    return Detected(f"{name}:{PurePosixPath(shape).name}", packed.getvalue(), "shapefile")


def _member(
    name: str, archive: zipfile.ZipFile, names: Sequence[str], choices: Choices
) -> Detected:
    tables = [member for member in names if member.lower().endswith(_MEMBERS)]
    # INEGI packs the data with their dictionary and metadata, each in a folder of its own.
    data_folder = [member for member in tables if "conjunto_de_datos" in member.lower()]
    if not tables:
        raise refused("no_member", name=name)
    member = _one_of(name, data_folder or tables, choices.sheet)
    data = read_member(name, archive, member)
    suffix = PurePosixPath(member).suffix.lower()
    if not data or (data.startswith(b"PK") and suffix not in _PACKED):
        raise refused("member_empty", name=name, member=member)
    inner = f"{name}:{PurePosixPath(member).name}"
    if data.startswith(b"PK"):
        open_archive(inner, data, choices.limits)
        return Detected(inner, data, suffix.removeprefix("."))
    return detect(inner, data, choices)


def _one_of(name: str, members: Sequence[str], wanted: str) -> str:
    if wanted:
        for member in members:
            path = PurePosixPath(member)
            if fold(wanted) in (fold(member), fold(path.name), fold(path.stem)):
                return member
    if len(members) == 1:
        return members[0]
    listed = ", ".join(PurePosixPath(member).name for member in members[:10])
    raise refused("several_members", name=name, members=listed)
