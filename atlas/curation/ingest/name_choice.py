"""Which of several columns is the name of a place, and which is who runs it."""

import re
from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import dataclass

import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.cell_contents import are_names
from atlas.curation.ingest.header_forms import parted
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.text_table import Table

_ORGANISATION = re.compile(
    r"\borgani[sz]\w*|\binstituci\w*|\binstitution\w*|\bagenc\w*|\bdependencia|\boperador\w*|\borg\b|"
    r"\bpartner\b|\bsocio\b"
)
_OF_THE_PLACE = re.compile(
    r"\bsite\b|\bplace\b|\bfacility\b|\blocation\b|\blugar\b|\bsitio\b|\balbergue\b|\bshelter\b|"
    r"\brefugio\b|\bunidad\b|\bcentro\b|\bestablecimiento\b|\bprogram\w*\b|\bservice\b"
)
_OFFERED = re.compile(r"\bprogram\w*\b|\bservic\w*\b(?<!punto de servicio)")
_PROJECT = re.compile(
    r"^(?:(?:project|program\w*|proyecto|programa|service|servicio)(?: name| nombre)?"
    r"|nombre (?:del? |de la )?(?:proyecto|programa|servicio))$"
)
_CLEARLY = 2


@dataclass(frozen=True)
class Candidates:
    """A table, and the headers that were found for each column."""

    table: Table
    by_target: MutableMapping[str, list[str]]

    def distinct(self, header: str) -> int:
        """Count the different texts of a column."""
        return int(self.table.cells[header].replace("", pd.NA).nunique())


def choose_name(found: Candidates, targets: Sequence[str]) -> list[pd.DataFrame]:
    """Leave one header for the name; that of an organisation becomes the operator.

    The name is what differs from row to row: of `Institution` and `Unit` the unit. Where the
    cells do not tell, the words of the headers do. What is chosen is said.
    """
    headers = found.by_target.get("name", [])
    if len(headers) < 2:
        return []
    organisations = [header for header in headers if is_organisation(header)]
    places = [header for header in headers if header not in organisations] or organisations
    name = max(places, key=lambda header: (*_rank(found, header), -headers.index(header)))
    others = [header for header in headers if header != name]
    rival = max(others, key=found.distinct)
    if found.distinct(rival) > _CLEARLY * found.distinct(name):
        name, others = rival, [header for header in headers if header != rival]
    found.by_target["name"] = [name]
    operators = [header for header in others if is_organisation(header)]
    if "operator" in targets and operators:
        before = found.by_target.get("operator", [])
        found.by_target["operator"] = [*before, *operators]
    else:
        operators = []
    found.by_target["name"] += [header for header in others if header not in operators]
    if not operators:
        return []
    said = ", ".join(operators)
    return [problem("name_chosen", file=found.table.file, column=name, operator=said)]


def add_offered(found: Candidates, headers: Iterable[str]) -> None:
    """Let what is offered name the places where nothing but an organisation does, again and again.

    `Organization Name | Project Name` of a list of projects: the project is the place.
    """
    names = found.by_target.get("name", [])
    if not names or not all(map(is_organisation, names)):
        return
    most = max(map(found.distinct, names))
    projects = [header for header in headers if _PROJECT.search(fold(parted(header)))]
    texts = {header: [*filter(None, found.table.cells[header].unique())] for header in projects}
    offered = [one for one in projects if found.distinct(one) > most and are_names(texts[one])]
    found.by_target["name"] = [*names, *offered]


def is_organisation(header: str) -> bool:
    """Say whether a header names who runs a place, and not the place."""
    form = fold(header)
    return bool(_ORGANISATION.search(form)) and not _OF_THE_PLACE.search(form)


def _rank(found: Candidates, header: str) -> tuple[int, bool, bool]:
    # A program or a service is offered at a place, and is not the place.
    of_the_place = not _OFFERED.search(fold(header))
    return found.distinct(header), fold(header) in ("name", "nombre"), of_the_place
