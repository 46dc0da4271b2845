"""Zip archives, also those that office files are, without clock times: equal parts, equal bytes."""

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip archive can give its parts."""


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Pack files, each under its name, into a zip archive."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name, _EPOCH), content, ZIP_DEFLATED)
    return packed.getvalue()


def unzipped(packed: bytes) -> dict[str, bytes]:
    """Give the files in a zip archive of our own making, each under its name."""
    with ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
