"""How much an outside file may hold before it is refused.

A file is measured before it is opened: its own size, and for a zip archive (which is what
spreadsheets are) the size and the ratio of what it unpacks to. Rows and columns are counted
while reading.
"""

import io
import zipfile
from dataclasses import dataclass
from math import ceil

from atlas.base.errors import IngestError
from atlas.curation.ingest.refusals import refused

_MB = 1024 * 1024
_RATIO_MATTERS_FROM = 10 * _MB


@dataclass(frozen=True)
class Limits:
    """The largest file that is read.

    Attributes
    ----------
    file_bytes
        Size of the file.
    unpacked_bytes
        Size of everything in a zip archive, unpacked.
    ratio
        Unpacked to packed size of one archive member of 10 MB or more.
    members
        Files in a zip archive.
    json_bytes
        Size of a JSON file, which takes many times its size in memory.
    rows, columns
        Rows of data and columns of one table.
    cell_characters
        Length of the text in one cell.
    """

    file_bytes: int = 200 * _MB
    unpacked_bytes: int = 1000 * _MB
    ratio: float = 200.0
    members: int = 2_000
    json_bytes: int = 64 * _MB
    rows: int = 250_000
    columns: int = 500
    cell_characters: int = 32_767


def check_size(name: str, size: int, limit: int) -> None:
    """Refuse a file that is empty or larger than allowed.

    Raises
    ------
    IngestError
        Naming the size and the limit.
    """
    if size == 0:
        raise refused("empty", name=name)
    if size > limit:
        raise refused("too_large", name=name, size=ceil(size / _MB), limit=limit / _MB)


def check_rows(name: str, rows: int, limits: Limits) -> None:
    """Refuse a table with more rows than allowed."""
    if rows > limits.rows:
        raise refused("too_many_rows", name=name, limit=limits.rows)


def check_columns(name: str, columns: int, limits: Limits) -> None:
    """Refuse a table with more columns than allowed."""
    if columns > limits.columns:
        raise refused("too_many_columns", name=name, n=columns, limit=limits.columns)


def open_archive(name: str, data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open a zip archive that is safe to unpack.

    Parameters
    ----------
    name
        Name of the file, for messages.
    data
        Its bytes.
    limits
        What is allowed.

    Returns
    -------
    archive
        The archive; nothing of it has been unpacked.

    Raises
    ------
    IngestError
        When the archive is broken, encrypted, or unpacks to too much: a ZIP bomb.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise refused("archive_damaged", name=name, why=error) from error
    members = archive.infolist()
    if len(members) > limits.members:
        raise refused("too_many_members", name=name, n=len(members), limit=limits.members)
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_bytes:
        raise unpacks_to(name, unpacked, limits)
    for member in members:
        _check_member(name, member, limits)
    return archive


def unpacks_to(name: str, unpacked: int, limits: Limits) -> IngestError:
    """Make the error for a file that takes too much memory once it is unpacked."""
    limit = limits.unpacked_bytes / _MB
    return refused("unpacks_to_much", name=name, size=ceil(unpacked / _MB), limit=limit)


def read_member(name: str, archive: zipfile.ZipFile, member: str, size: int = -1) -> bytes:
    """Unpack one member of an archive from `open_archive`, or only its first bytes.

    Raises
    ------
    IngestError
        When the member is damaged.
    """
    try:
        with archive.open(member) as content:
            return content.read(size)
    except Exception as error:  # zipfile raises whatever its decompressors raise
        raise refused("damaged", name=f"{name}: {member}", why=error) from error


def _check_member(name: str, member: zipfile.ZipInfo, limits: Limits) -> None:
    if member.flag_bits & 0x1:
        raise refused("password", name=f"{name}: {member.filename}")
    ratio = member.file_size / max(member.compress_size, 1)
    if member.file_size >= _RATIO_MATTERS_FROM and ratio > limits.ratio:
        inner = f"{name}: {member.filename}"
        raise refused("unpacks_to_times", name=inner, times=ratio, limit=limits.ratio)
