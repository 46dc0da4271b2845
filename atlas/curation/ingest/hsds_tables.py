"""The tables of an HSDS package: how files name them, and their records by what they point to."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from atlas.curation.ingest.hsds_protection import telling_columns
from atlas.curation.ingest.hsds_visit_tables import VISIT_TABLES, Record

TABLES: Final = {
    "organization": ("organization", "organizations"),
    "service": ("service", "services"),
    "location": ("location", "locations"),
    "service_at_location": ("service_at_location", "services_at_location", "service_at_locations"),
    "address": ("address", "addresses", "physical_address", "physical_addresses"),
    "phone": ("phone", "phones"),
    "attribute": ("attribute", "attributes", "service_attribute"),
    "taxonomy_term": ("taxonomy_term", "taxonomy_terms"),
    "service_capacity": ("service_capacity", "service_capacities"),
    **VISIT_TABLES,
}
"""The tables that are read, with the names that files and lists have for each."""


class Package:
    """The tables, with their records by id and by what they point to."""

    def __init__(self, tables: Mapping[str, Sequence[Record]]) -> None:
        self.tables = tables
        self.by_id = {
            table: {row["id"]: row for row in rows if row.get("id")}
            for table, rows in tables.items()
        }
        self.telling = telling_columns(tables)
        self._by_value: dict[tuple[str, str], dict[str, list[Record]]] = {}

    def where(self, table: str, column: str, value: str) -> list[Record]:
        """Give the records of a table whose column has a value; none for an empty value."""
        if (table, column) not in self._by_value:
            groups: dict[str, list[Record]] = {}
            for row in self.tables[table]:
                groups.setdefault(row.get(column, ""), []).append(row)
            self._by_value[table, column] = groups
        return self._by_value[table, column].get(value, []) if value else []


def members(names: Iterable[str]) -> dict[str, str]:
    """Give the archive member of each HSDS table, or nothing when the archive is not HSDS."""
    stems = {PurePosixPath(name).stem.lower(): name for name in names if name.endswith(".csv")}
    found = {
        table: next(stems[form] for form in forms if form in stems)
        for table, forms in TABLES.items()
        if any(form in stems for form in forms)
    }
    return found if "organization" in found and {"service", "location"} & found.keys() else {}


def linked(table: str, tables: Mapping[str, Sequence[Record]]) -> Sequence[Record]:
    """Give the records of a table; services that name their location are linked to it.

    HSDS 1 has `location_id` in the services, the later versions a table of its own.
    """
    records = tables.get(table, [])
    if table != "service_at_location":
        return records
    known = {(row.get("service_id"), row.get("location_id")) for row in records}
    places = {row.get("id") for row in tables.get("location", [])}
    more = [
        {"id": f"{row['id']}-{place}", "service_id": row["id"], "location_id": place}
        for row in tables.get("service", [])
        for place in filter(None, row.get("location_id", "").split(";"))
        if place in places and (row["id"], place) not in known
    ]
    return [*records, *more]
