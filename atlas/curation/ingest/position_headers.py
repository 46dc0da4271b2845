"""Positions that stand in several columns, or whose headers say their system."""

import re
from collections.abc import MutableMapping, Sequence
from typing import Final

import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.header_forms import parted
from atlas.curation.ingest.mapping import Source
from atlas.curation.ingest.metres import metric_rows, utm_crs

_PARTS: Final = (
    re.compile(r"\b(?:g|gr|gra|grados?|deg|degrees?|d)\b"),
    re.compile(r"\b(?:m|min|minutos?|minutes?)\b"),
    re.compile(r"\b(?:s|seg|sec|segundos?|seconds?)\b"),
)
_AXES: Final = {
    "lat": re.compile(r"\b(?:lat|latitude?)\b"),
    "lon": re.compile(r"\b(?:lon|long|lng|longitude?)\b"),
}
_EASTING = re.compile(r"^(?:x|este|east|easting|e)\b|\b(?:x|este|east|easting)$")
_NORTHING = re.compile(r"^(?:y|norte|north|northing|n)\b|\b(?:y|norte|north|northing)$")
_UTM = re.compile(r"\butm (?:zona |zone |z )?(\d{1,2}) ?([a-z])?\b")


def add_degree_parts(columns: MutableMapping[str, Source], headers: Sequence[str]) -> list[str]:
    """Put degrees, minutes and seconds of a column each together; give the headers of them."""
    forms = {header: fold(parted(header)) for header in headers}
    found: dict[str, tuple[str, ...]] = {}
    for axis, says in _AXES.items():
        of_axis = [header for header in headers if says.search(forms[header])]
        parts = [[header for header in of_axis if part.search(forms[header])] for part in _PARTS]
        if all(len(part) == 1 for part in parts):
            found[axis] = tuple(part[0] for part in parts)
    if len(found) < len(_AXES):
        return []
    for axis, three in found.items():
        columns[axis] = Source(three, template="{1}° {2}' {3}\"")
    return [header for three in found.values() for header in three]


def utm_of_headers(cells: pd.DataFrame) -> tuple[str, str, str] | None:
    """Give the columns of easting and northing whose headers say their zone, and its system."""
    found: dict[str, str] = {}
    systems: set[str] = set()
    for header in map(str, cells.columns):
        form = fold(parted(header))
        zone = _UTM.search(form)
        if zone is None:
            continue
        plain = " ".join(_UTM.sub(" ", form).split())
        axis = "x" if _EASTING.search(plain) else "y" if _NORTHING.search(plain) else ""
        system = utm_crs(f"{zone[1]}{zone[2] or ''}")
        if axis and system and axis not in found:
            found[axis] = header
            systems.add(system)
    if len(found) < 2 or len(systems) != 1:
        return None
    rows = cells[(cells[found["x"]] != "") & (cells[found["y"]] != "")]
    if not len(rows) or not metric_rows(rows[found["x"]], rows[found["y"]]).all():
        return None
    return found["x"], found["y"], systems.pop()
