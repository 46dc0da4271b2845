"""HSDS, the Open Referral standard for directories of services: a zip archive of CSV tables.

A row of ours is a location with its organisation and services. Services that are at no location
and organisations with neither are rows without a point, so that nothing is lost.
"""

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

import pandas as pd

from atlas.base.translations import OTHER_NAME
from atlas.curation.ingest.delimited_text import read_text
from atlas.curation.ingest.hsds_protection import joined, said
from atlas.curation.ingest.hsds_tables import TABLES, Package, linked, members
from atlas.curation.ingest.hsds_visit_tables import (
    VISIT_COLUMNS,
    Record,
    numbers,
    visit,
)
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.limits import read_member
from atlas.curation.ingest.protection import SENSITIVITY
from atlas.curation.ingest.refusals import refused
from atlas.curation.ingest.text_table import TEXT, Choices, Table

_COLUMNS: Final = (
    "facility_id", "name", OTHER_NAME, "kind", "operator", "level", "country", "admin1",
    "municipality_code", "address", "lon", "lat", "precision", "precision_m", "sensitivity",
    "services", "populations", "capacity", "capacity_unit", "capacity_date", "status",
    "status_date", "phone", "website", *VISIT_COLUMNS, "notes",
)  # fmt: skip
_OWN_FIELDS: Final = (
    "level", "country", "admin1", "municipality_code", "precision", "precision_m", "capacity",
    "capacity_unit", "capacity_date", "status_date", "access", "contact_date",
)  # fmt: skip
"""Fields that the atlas's own profile of HSDS adds, where they are filled in."""

_TERM_COLUMNS: Final = {
    "service": "services", "population": "populations", "kind": "kind", "level": "level",
    "sensitivity": "sensitivity",
}  # fmt: skip
"""Columns by the taxonomy that states them; its terms have codes such as `kind:shelter`."""


def read_hsds(name: str, archive: zipfile.ZipFile, choices: Choices) -> Table:
    """Read an HSDS package, version 2 or 3.

    Parameters
    ----------
    name
        Name of the file.
    archive
        The archive, within the limits.
    choices
        What a person has chosen.

    Returns
    -------
    table
        One row a location, counted as in its table; then the services and organisations without
        one. Headers are those of the atlas.

    Raises
    ------
    IngestError
        When a table is damaged or lacks its identifiers.
    """
    problems: list[pd.DataFrame] = []
    tables: dict[str, Sequence[Record]] = {table: [] for table in TABLES}
    rows: list[int] = []
    for table, member in members(archive.namelist()).items():
        data = read_member(name, archive, member)
        if not data.strip():
            continue
        read = read_text(f"{name}:{PurePosixPath(member).name}", data, _as_written(choices))
        problems += [part for part in read.problems if part["severity"].iloc[0] != "notice"]
        tables[table] = _records(read.cells)
        if table == "location":
            rows = [int(row) for row in read.cells.index]
    _check_ids(name, tables)
    return tables_to_rows(name, tables, rows, problems)


def tables_to_rows(
    name: str,
    tables: Mapping[str, Sequence[Record]],
    rows: list[int],
    problems: list[pd.DataFrame],
) -> Table:
    """Give one row a location, and one for each service and organisation without one.

    Parameters
    ----------
    name
        Name of the file.
    tables
        The records of each table; those that are missing count as empty.
    rows
        The row of the file of each location.
    problems
        What the reader has found.
    """
    package = Package({table: linked(table, tables) for table in TABLES})
    tables = package.tables
    records = [_location(location, package) for location in tables["location"]]
    extra = [*_services_nowhere(package), *_lone_organizations(package)]
    last = rows[-1] if rows else 1
    rows = [*rows, *range(last + 1, last + 1 + len(extra))]
    index = pd.Index(rows, name="row", dtype="int64")
    columns = [*_COLUMNS, *map(_extra_name, package.telling)]
    cells = pd.DataFrame(
        [{**dict.fromkeys(columns, ""), **record} for record in [*records, *extra]],
        index=index,
        columns=columns,
        dtype=TEXT,
    )
    problems.append(problem("preset", file=name, preset="HSDS"))
    if extra:
        at = index[len(records) :]
        names = [record["name"] for record in extra]
        problems.append(problem("no_location", file=name, row=at, value=names))
    return Table(name, cells, {}, None, problems, kind="hsds")


def _as_written(choices: Choices) -> Choices:
    """HSDS files have their header in the first row, whatever it says."""
    return Choices(known=choices.known, limits=choices.limits, header_row=1)


def _records(cells: pd.DataFrame) -> list[Record]:
    names = [str(name) for name in cells.columns]
    return [dict(zip(names, row, strict=True)) for row in cells.itertuples(index=False, name=None)]


def _check_ids(name: str, tables: Mapping[str, Sequence[Record]]) -> None:
    for table in ("organization", "service", "location"):
        if tables[table] and "id" not in tables[table][0]:
            raise refused("table_without_id", name=name, table=table)


def _location(location: Record, package: Package) -> dict[str, str]:
    at = package.where("service_at_location", "location_id", location.get("id", ""))
    services = [
        package.by_id["service"][link["service_id"]]
        for link in at
        if link.get("service_id") in package.by_id["service"]
    ]
    organization_id = location.get("organization_id") or _first(services, "organization_id")
    organization = package.by_id["organization"].get(organization_id, {})
    physical = location.get("location_type", "physical") in ("physical", "")
    owners = [location, *at, *services, organization]
    record = {
        **_of_services(services, package),
        "name": location.get("name") or _first(services, "name") or organization.get("name", ""),
        OTHER_NAME: location.get("alternate_name") or _first(services, "alternate_name"),
        "operator": organization.get("name", ""),
        "lat": location.get("latitude", "") if physical else "",
        "lon": location.get("longitude", "") if physical else "",
        **numbers(owners, package.where),
        **visit(owners, package.where),
        "website": location.get("url") or _website(services, organization),
        "notes": _first(services, "description") or location.get("description", ""),
        "facility_id": _own_id(location),
    }
    return {
        **record,
        **_address(location, package),
        **_terms(owners, package),
        **_own(owners),
        **_protection(owners, package),
    }


def _own_id(location: Record) -> str:
    is_ours = location.get("external_identifier_type", "").endswith("facility_id")
    return location.get("external_identifier", "") if is_ours else ""


def _own(owners: Sequence[Record]) -> dict[str, str]:
    found = {column: _first(owners, column) for column in _OWN_FIELDS}
    found["status"] = _first(owners, "status_code")
    return {column: text for column, text in found.items() if text}


def _protection(owners: Sequence[Record], package: Package) -> dict[str, str]:
    """Give all that is said of who may see a place: the reader of rows takes the strictest."""
    terms = [term for owner in owners for term in _attributes(owner, package)]
    codes = [code for column, code in terms if column == SENSITIVITY]
    own = joined([*(owner.get(SENSITIVITY, "") for owner in owners), *codes])
    found = said(owners, package.telling, package.tables, package.where)
    extra = {_extra_name(column): text for column, text in found.items()}
    return {**extra, SENSITIVITY: own} if own else extra


def _extra_name(column: str) -> str:
    return f"{column} (HSDS)" if column in _COLUMNS else column


def _services_nowhere(package: Package) -> Iterable[dict[str, str]]:
    placed = {link.get("service_id") for link in package.tables["service_at_location"]}
    for service in package.tables["service"]:
        if service.get("id") in placed:
            continue
        organization = package.by_id["organization"].get(service.get("organization_id", ""), {})
        owners = [service, organization]
        yield {
            **_of_services([service], package),
            "name": service.get("name", ""),
            "operator": organization.get("name", ""),
            **numbers(owners, package.where),
            **visit(owners, package.where),
            "website": _website([service], organization),
            "notes": service.get("description", ""),
            **_terms(owners, package),
            **_protection(owners, package),
        }


def _lone_organizations(package: Package) -> Iterable[dict[str, str]]:
    known = {row.get("organization_id") for row in package.tables["service"]}
    known |= {row.get("organization_id") for row in package.tables["location"]}
    for organization in package.tables["organization"]:
        if organization.get("id") not in known:
            yield {
                "name": organization.get("name", ""),
                "operator": organization.get("name", ""),
                **numbers([organization], package.where),
                "website": _website([], organization),
                "notes": organization.get("description", ""),
                **_terms([organization], package),
                **_protection([organization], package),
            }


def _of_services(services: Sequence[Record], package: Package) -> dict[str, str]:
    statuses = list(dict.fromkeys(row["status"] for row in services if row.get("status")))
    status = "active" if "active" in statuses else "".join(statuses[:1])
    dates = sorted(row["assured_date"][:10] for row in services if row.get("assured_date"))
    capacities = [
        row["maximum"]
        for service in services
        for row in package.where("service_capacity", "service_id", service.get("id", ""))
        if row.get("maximum")
    ]
    terms = [term for service in services for term in _service_terms(service, package)]
    return {
        "services": ";".join(dict.fromkeys(terms)),
        "status": status,
        "status_date": dates[-1] if dates else "",
        "capacity": capacities[0] if len(capacities) == 1 else "",
    }


def _attributes(owner: Record, package: Package) -> list[tuple[str, str]]:
    """Give what is attributed to a record: the column that it states, and the term."""
    found = []
    for row in package.where("attribute", "link_id", owner.get("id", "")):
        term = package.by_id["taxonomy_term"].get(row.get("taxonomy_term_id", ""), {})
        code = term.get("code") or term.get("name", "")
        prefix, colon, rest = code.partition(":")
        column = _TERM_COLUMNS.get(prefix if colon else term.get("taxonomy", ""), "services")
        found.append((column, rest if colon else code))
    return found


def _service_terms(service: Record, package: Package) -> list[str]:
    terms = [code for column, code in _attributes(service, package) if column == "services"]
    return terms or ([service["name"]] if service.get("name") else [])


def _terms(owners: Sequence[Record], package: Package) -> dict[str, str]:
    """Give the columns other than services that terms state."""
    found: dict[str, list[str]] = {}
    for column, code in (term for owner in owners for term in _attributes(owner, package)):
        if column != "services":
            found.setdefault(column, []).append(code)
    return {
        column: ";".join(dict.fromkeys(codes)) if column == "populations" else codes[0]
        for column, codes in found.items()
    }


def _address(location: Record, package: Package) -> dict[str, str]:
    found = package.where("address", "location_id", location.get("id", ""))
    physical = [row for row in found if row.get("address_type", "physical") in ("physical", "")]
    if not physical:
        return {}
    row = physical[0]
    parts = [row.get(key, "") for key in ("address_1", "address_2", "city", "postal_code")]
    return {
        "address": ", ".join(filter(None, parts)),
        "country": row.get("country", ""),
        "admin1": row.get("state_province", ""),
        "municipality_code": row.get("region", ""),
    }


def _website(services: Sequence[Record], organization: Record) -> str:
    own = organization.get("website") or organization.get("uri", "")
    return _first(services, "url") or own


def _first(records: Sequence[Record], column: str) -> str:
    values: Callable[[Record], str] = lambda record: record.get(column, "")  # noqa: E731
    return next(filter(None, map(values, records)), "")
