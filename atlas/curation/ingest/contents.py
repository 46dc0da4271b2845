"""What a file holds, before one of its tables is read: sheets, layers, files of an archive."""

from collections.abc import Sequence
from typing import NamedTuple

from atlas.curation.ingest.detect import choosable, detect
from atlas.curation.ingest.limits import Limits, check_size, open_archive
from atlas.curation.ingest.ods_workbooks import ods_sheet_names
from atlas.curation.ingest.old_workbooks import old_sheet_names
from atlas.curation.ingest.opening import Upload
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.text_table import Choices
from atlas.curation.ingest.workbooks import open_workbook


class Tables(NamedTuple):
    """The tables of a file that a person can choose from.

    `names` is empty when there is only one; with `must_choose`, none is read without a choice.
    """

    names: tuple[str, ...] = ()
    must_choose: bool = False


def list_tables(upload: Upload, *, limits: Limits | None = None) -> Tables:
    """Name the tables of a file.

    Parameters
    ----------
    upload
        The file.
    limits
        The largest file that is looked into.

    Returns
    -------
    tables
        Sheets of a workbook, layers of a GeoPackage, tables in a zip archive.

    Raises
    ------
    IngestError
        When the file cannot be read at all.
    """
    choices = Choices(known=lambda _header: False, limits=limits or Limits())
    check_size(upload.name, len(upload.data), choices.limits.file_bytes)
    if upload.data.startswith(b"PK"):
        names = choosable(open_archive(upload.name, upload.data, choices.limits))
        if names:
            return Tables(tuple(names), must_choose=True) if len(names) > 1 else Tables()
    found = detect(upload.name, upload.data, choices)
    if found.kind == "ods":
        return _several(ods_sheet_names(found.name, found.data, choices.limits))
    listers = {"xlsx": _sheets, "xls": old_sheet_names, "gpkg": _layers}
    names = listers[found.kind](found.name, found.data) if found.kind in listers else []
    return _several(names)


def _several(names: Sequence[str]) -> Tables:
    return Tables(tuple(names)) if len(names) > 1 else Tables()


def _sheets(name: str, data: bytes) -> list[str]:
    book = open_workbook(name, data, values=True)
    try:
        return [sheet.title for sheet in book.worksheets]
    finally:
        book.close()


def _layers(name: str, data: bytes) -> list[str]:
    import pyogrio

    try:
        return [str(layer) for layer, _ in pyogrio.list_layers(data)]
    except (pyogrio.errors.DataSourceError, ValueError, RuntimeError) as error:
        raise refused("damaged", name=name, why=error) from error
