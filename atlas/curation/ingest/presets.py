"""Files of well-known make: how their columns are to be read.

A preset is recognised by the headers alone. DENUE is the directory of businesses of Mexico's
statistics institute; KoboToolbox exports surveys; 3W tables say who does what where.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.mapping import ColumnMapping, Source
from atlas.curation.ingest.protection import speaks_of_protection
from atlas.curation.ingest.text_table import Table

_DENUE = {"nom estab", "codigo act", "cve ent", "cve mun", "latitud", "longitud"}
_KOBO = {"_uuid", "_submission_time"}
_KOBO_OWN = re.compile(
    r"start|end|today|deviceid|username|phonenumber|__version__|meta/.*|formhub/.*|"
    r"_(?:id|uuid|submission_time|validation_status|notes|status|submitted_by|tags|index|"
    r"attachments|geolocation)"
)
_KOBO_POINT = re.compile(r"_(.+)_(latitude|longitude|altitude|precision)")
_FLAGS = frozenset({"", "0", "1", "true", "false"})


def denue(table: Table) -> ColumnMapping | None:
    """Give the mapping of a DENUE file, or None when it is none."""
    by_fold = {fold(header): header for header in table.cells.columns}
    if not by_fold.keys() >= _DENUE:
        return None

    def source(*names: str, template: str = "", between: str = ", ") -> Source:
        found = tuple(by_fold[name] for name in names if name in by_fold)
        return Source(found, template, between)

    street = ("tipo vial", "nom vial", "numero ext", "letra ext")
    area = ("nomb asent", "cod postal", "localidad")
    columns = {
        "facility_id": source("id", template="denue-{1}"),
        "name": source("nom estab"),
        "operator": source("raz social"),
        "kind": source("codigo act"),
        "country": source(),
        "admin1": source("entidad"),
        "municipality_code": source("cve ent", "cve mun", template="MX{1:02}{2:03}"),
        "address": source(*street, *area),
        "phone": source("telefono"),
        "website": source("www"),
        "lat": source("latitud"),
        "lon": source("longitud"),
    }
    return ColumnMapping(
        columns={target: found for target, found in columns.items() if found.headers},
        defaults={"country": "MX", "precision": "geocoded", "precision_m": "100"},
    )


def survey_table(table: Table) -> Table:
    """Give a KoboToolbox export without its bookkeeping, or the table as it is when it is none.

    Headers lose the group before the question, the columns of a position become `lat`, `lon` and
    `precision_m`, and the columns that repeat one answer of a question with several are left out.
    """
    headers = list(table.cells.columns)
    if not set(headers) >= _KOBO:
        return table
    renamed = _survey_points(table.cells)
    kept = {}
    for header in headers:
        if header in renamed:
            kept[header] = renamed[header]
        elif _point_part(header):
            continue
        # Notes and tags of a submission may forbid to show the place.
        elif not _KOBO_OWN.fullmatch(header) or speaks_of_protection(header, table.cells[header]):
            kept[header] = header
    answers = {h for h in kept if _is_answer_of(h, headers, table.cells)}
    kept = {h: name for h, name in kept.items() if h not in answers}
    points = {part[0] for h in headers if (part := _point_part(h))}
    kept = {h: name for h, name in kept.items() if h.split("/")[-1] not in points}
    cells = table.cells[list(kept)].rename(columns=kept)
    notice = problem("preset", file=table.file, preset="KoboToolbox")
    return replace(table, cells=cells, problems=[*table.problems, notice], kind="kobo")


def _survey_points(cells: pd.DataFrame) -> dict[str, str]:
    """Name the columns of the position that is filled in most often."""
    parts = {header: found for header in cells.columns if (found := _point_part(header))}
    questions = dict.fromkeys(question for question, _ in parts.values())
    if not questions:
        return {}

    def filled(question: str) -> int:
        latitudes = [header for header, part in parts.items() if part == (question, "latitude")]
        return sum(int((cells[header] != "").sum()) for header in latitudes)

    best = max(questions, key=filled)
    names = {"latitude": "lat", "longitude": "lon", "precision": "precision_m"}
    return {
        header: names[axis] for header, (question, axis) in parts.items()
        if question == best and axis in names
    }  # fmt: skip


def _point_part(header: str) -> tuple[str, str] | None:
    """Give the question and the part of its position, in whatever group: `_place/gps_latitude`."""
    group, _, last = header.rpartition("/")
    plain = f"_{last}" if group.startswith("_") and not last.startswith("_") else last
    found = _KOBO_POINT.fullmatch(plain)
    return (found[1], found[2]) if found else None


def _is_answer_of(header: str, headers: Sequence[str], cells: pd.DataFrame) -> bool:
    question = header.rpartition("/")[0]
    return question in headers and set(cells[header].str.casefold()) <= _FLAGS
