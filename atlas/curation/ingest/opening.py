"""Open an outside file: what kind it is, and the table in it."""

import io
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from atlas.curation.ingest.cell_tidying import tidy
from atlas.curation.ingest.delimited_text import read_text
from atlas.curation.ingest.detect import SHAPEFILE_PARTS, detect
from atlas.curation.ingest.header_lookup import column_of
from atlas.curation.ingest.hsds_reader import read_hsds
from atlas.curation.ingest.json_features import (
    is_geojson,
    joined_layers,
    parse_json,
    read_geojson,
    read_overpass,
)
from atlas.curation.ingest.json_tables import (
    is_esri,
    is_hsds,
    read_esri,
    read_hsds_json,
    read_records,
    records_of,
)
from atlas.curation.ingest.limits import Limits, check_size, open_archive
from atlas.curation.ingest.mapping import ADDRESS_PARTS, POSITION, ColumnMapping
from atlas.curation.ingest.ods_workbooks import read_ods_sheets
from atlas.curation.ingest.old_workbooks import read_old_sheets
from atlas.curation.ingest.presets import survey_table
from atlas.curation.ingest.refusals import cannot_open
from atlas.curation.ingest.summary_rows import tell_apart
from atlas.curation.ingest.text_table import Choices, Remark, Table
from atlas.curation.ingest.threew_reader import presence_table
from atlas.curation.ingest.vector_files import read_parquet, read_vector
from atlas.curation.ingest.workbooks import read_sheets
from atlas.data import Package

if TYPE_CHECKING:
    from collections.abc import Callable


_ABOUT: Final = ("properties", "metadata", "meta", "info")
_TITLES: Final = ("name", "title", "description", "access", "classification", "nombre", "titulo",
                  "descripcion", "notas", "notes")  # fmt: skip
"""Where a JSON file says what it is, beside its records or in one of `_ABOUT`."""


@dataclass(frozen=True)
class Upload:
    """A file in memory: its name and its bytes."""

    name: str
    data: bytes = field(repr=False)


def open_table(file: str | Path | Upload, choices: Choices) -> tuple[Table, int]:
    """Read the table of a file, its cells tidied, and count the rows of the file."""
    table, rows_in = open_file(file, choices)
    return tidy(tell_apart(table), choices.limits), rows_in


def open_file(file: str | Path | Upload, choices: Choices) -> tuple[Table, int]:
    """Read the table of a file, its cells as they are, and count the rows of the file."""
    table = cells_of(file, choices)
    return presence_table(survey_table(table)), len(table.cells)


def cells_of(file: str | Path | Upload, choices: Choices) -> Table:
    """Read the table of a file as its format has it."""
    upload = file if isinstance(file, Upload) else _open(Path(file), choices.limits)
    return _table(upload, choices)


def choices_for(
    package: Package,
    targets: list[str],
    mapping: ColumnMapping | None,
    sheet: str,
    limits: Limits,
) -> Choices:
    """Give what a mapping or a person has chosen, for the reader of the format."""
    wanted = [*targets, *POSITION, *ADDRESS_PARTS]
    headers = mapping.headers() if mapping else frozenset()
    known: dict[str, bool] = {}

    def is_known(header: str) -> bool:
        plain = " ".join(header.split())
        if plain not in known:
            found = plain in headers or bool(column_of(plain, package.vocab, wanted))
            known[plain] = found and len(plain) <= 100
        return known[plain]

    return Choices(
        known=is_known,
        column=lambda header: column_of(" ".join(header.split()), package.vocab, wanted),
        limits=limits,
        sheet=sheet or (mapping.sheet if mapping else ""),
        header_row=mapping.header_row if mapping else None,
        crs=mapping.crs if mapping else "",
    )


def _open(path: Path, limits: Limits) -> Upload:
    try:
        check_size(path.name, path.stat().st_size, limits.file_bytes)
        if path.suffix.lower() == ".shp":
            return Upload(f"{path.stem}.zip", _shapefile(path, limits))
        return Upload(path.name, path.read_bytes())
    except OSError as error:
        raise cannot_open(path, error) from error


def _shapefile(path: Path, limits: Limits) -> bytes:
    """Pack the parts of a Shapefile that lie side by side."""
    parts = [part for part in path.parent.glob("*") if part.stem == path.stem]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in parts:
            if part.suffix.lower() in SHAPEFILE_PARTS:
                check_size(part.name, part.stat().st_size, limits.file_bytes)
                archive.write(part, part.name)
    return packed.getvalue()


def _table(upload: Upload, choices: Choices) -> Table:
    check_size(upload.name, len(upload.data), choices.limits.file_bytes)
    found = detect(upload.name, upload.data, choices)
    readers: dict[str, Callable[[], Table]] = {
        "csv": lambda: read_text(found.name, found.data, choices),
        "xlsx": lambda: read_sheets(found.name, found.data, choices),
        "xls": lambda: read_old_sheets(found.name, found.data, choices),
        "ods": lambda: read_ods_sheets(found.name, found.data, choices),
        "json": lambda: _json_table(found.name, found.data, choices),
        "parquet": lambda: read_parquet(found.name, found.data, choices),
        "hsds": lambda: read_hsds(
            found.name, open_archive(found.name, found.data, choices.limits), choices
        ),
    }
    reader = readers.get(found.kind)
    if reader is None:
        return read_vector(found.name, found.data, choices, kind=found.kind)
    return reader()


def _json_table(name: str, data: bytes, choices: Choices) -> Table:
    content = joined_layers(parse_json(name, data, choices))
    table = _table_of_json(name, content, choices)
    return replace(table, remarks=[Remark(text) for text in _said_beside(content)])


def _said_beside(content: object) -> list[str]:
    """Give the texts that stand beside the records of a JSON file: its name, what it is."""
    if not isinstance(content, dict):
        return []
    parts = [content, *(content.get(name) for name in _ABOUT)]
    texts = [part.get(name) for part in parts if isinstance(part, dict) for name in _TITLES]
    return [text for text in texts if isinstance(text, str)]


def _table_of_json(name: str, content: Any, choices: Choices) -> Table:  # noqa: ANN401
    if isinstance(content, dict) and isinstance(content.get("elements"), list):
        return read_overpass(name, content, choices)
    if is_esri(content):
        return read_esri(name, content, choices)
    records = None if is_geojson(content) else records_of(content)
    if records:
        read = read_hsds_json if is_hsds(records) else read_records
        return read(name, records, choices)
    return read_geojson(name, content, choices)
