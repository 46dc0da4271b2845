"""Open Referral's Human Services Data Specification, version 3.0, as a zipped data package.

One service, one location and one link between them for every place; one organisation for every
operator. What HSDS has no field for goes into fields and a table of our own, marked as such in
`datapackage.json`: the profile is described in `docs/exports.md`.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from atlas.base.i18n import t
from atlas.base.translations import OTHER_NAME, localised
from atlas.base.zip_files import zipped
from atlas.output.exports.export_columns import SEPARATOR, Column, Table, records, typed, words
from atlas.output.exports.hsds_fields import OWN_LOCATION_FIELDS, PROFILE, RESOURCES, schema
from atlas.output.exports.hsds_visits import service_fields, visit_rows
from atlas.output.exports.provenance import Record, cited_sources
from atlas.output.exports.table_files import csv
from atlas.places.view import View

VERSION: Final = "3.0"

_SPACE = uuid5(NAMESPACE_URL, "border-corridor-atlas")
_TAXONOMIES = ("service", "population", "kind", "level")
_ATTRIBUTES = {"service": "services", "population": "populations", "kind": "kind"}
_TYPES = {"date": "string"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

# HSDS has no word for "nobody has confirmed it" nor for "planned"; "inactive" promises nothing.
_STATUS = {"open": "active", "closed": "defunct"}
_UNSURE = "inactive"

# The two ways to write a postal code: "..., 22010 Tijuana" and "..., San Diego, CA 92173".
_POSTAL_FIRST = re.compile(r"(?P<street>.+), (?P<code>\d{5}) (?P<city>[^,\d]+)")
_POSTAL_LAST = re.compile(r"(?P<street>.+), (?P<city>[^,\d]+), [A-Z]{2} (?P<code>\d{5}(?:-\d{4})?)")
_PLAIN_PHONE = re.compile(r"\+?[0-9()][0-9() .-]*")

Row = dict[str, Any]


@dataclass
class _Tables:
    """The rows of every table while they are collected, and what got lost on the way."""

    view: View
    words: dict[str, dict[str, str]]
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in RESOURCES})
    lost: dict[str, int] = field(default_factory=dict)

    def add(self, table: str, **values: Any) -> None:  # noqa: ANN401, cells of any type
        self.rows[table].append(values)

    def lose(self, code: str) -> None:
        self.lost[code] = self.lost.get(code, 0) + 1


def tables(view: View) -> tuple[dict[str, list[Row]], dict[str, int]]:
    """Give the rows of every HSDS table that a view fills.

    Parameters
    ----------
    view
        The view.

    Returns
    -------
    rows
        Rows by table; a row holds the fields of `hsds_fields.RESOURCES` that it fills.
    lost
        Numbers of places, by what HSDS cannot hold of them.
    """
    spoken = [name for name in ("language",) if name in view.vocab.by_name]  # older packages
    made = _Tables(view, {name: words(view, name) for name in [*_TAXONOMIES, "precision", *spoken]})
    _taxonomies(made)
    actors = {actor["actor_id"]: actor for actor in records(view.actors)}
    organizations: dict[str, Row] = {}
    for place in records(view.places):
        operator = _operator(made, place, actors.get(place.get("actor_id", ""), {}))
        organizations.setdefault(operator["id"], operator)
        _place(made, place, operator["id"])
    for organization in organizations.values():
        made.add("organization", **organization)
        _attribute(made, "organization", organization["id"], "level", organization["level"])
    for source in records(cited_sources(view, [view.places])):
        made.add("source", **source)
    return made.rows, made.lost


def package(rows: dict[str, list[Row]], made: Record) -> bytes:
    """Zip the tables with their `datapackage.json`.

    Parameters
    ----------
    rows
        What `tables` gave.
    made
        The provenance; it also becomes `provenance.json` in the zip.
    """
    descriptor = {
        "name": "border-corridor-atlas-hsds",
        "title": made["title"],
        "description": made["statement"],
        "profile": "tabular-data-package",
        "version": made["data_version"],
        "created": f"{made.get('date') or made['data_date']}T00:00:00Z",
        "licenses": made["licences"],
        "sources": [{"title": source["citation"]} for source in made["sources"]],
        "hsds_version": VERSION,
        "hsds_profile": PROFILE,
        "link": made["link"],
        "resources": [
            {
                "name": name,
                "path": path,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": schema(name),
            }
            for name, (path, _) in RESOURCES.items()
        ],
    }
    parts = {"datapackage.json": _json(descriptor), "provenance.json": _json(made)}
    for name, (path, _) in RESOURCES.items():
        parts[path] = csv(_table(name, rows[name]), bom=False, plain=_PLAIN_PHONE)
    return zipped(parts)


def _table(name: str, rows: list[Row]) -> Table:
    columns = tuple(
        Column(item["name"], _TYPES.get(item["type"], item["type"]), item["name"], "")
        for item in schema(name)["fields"]
    )
    frame = pd.DataFrame(rows, columns=[column.name for column in columns], dtype=object)
    return Table(typed(frame, columns), columns)


def _taxonomies(made: _Tables) -> None:
    lang = made.view.lang
    for name in _TAXONOMIES:
        title = t(f"exports.taxonomy_{name}", lang)
        made.add(
            "taxonomy",
            id=_id("taxonomy", name),
            name=title,
            description=t(f"exports.taxonomy_{name}_is", lang),
            version=made.view.version,
        )
        for code, term in made.view.vocab.terms(name).items():
            made.add(
                "taxonomy_term",
                id=_id("term", name, code),
                code=f"{name}:{code}",
                name=term.label(lang),
                description=term.definition(lang) or term.label(lang),
                taxonomy=title,
                taxonomy_id=_id("taxonomy", name),
                language=lang,
            )


def _operator(made: _Tables, place: Row, actor: Row) -> Row:
    """Give the organisation that runs a place: the registered actor, the named one, the place."""
    level = made.words["level"].get(place["level"], place["level"])
    row = {"level": place["level"], "actor_id": place.get("actor_id", ""), "description": level}
    if actor:
        role = localised(actor, "role", made.view.lang)
        row |= {"id": _id("organization", "actor", actor["actor_id"]), "name": actor["name"]}
        row |= {"alternate_name": actor["acronym"], "description": role or level}
    elif place["operator"]:
        row |= {"id": _id("organization", "operator", place["operator"])}
        row |= {"name": place["operator"]}
    else:
        made.lose("operator")
        row |= {"id": _id("organization", "place", place["facility_id"]), "name": place["name"]}
        row |= {"description": f"{level}. {t('exports.no_operator', made.view.lang)}"}
    return row


def _place(made: _Tables, place: Row, organization_id: str) -> None:
    """Add a place as a service, a location and the link between them."""
    facility = place["facility_id"]
    service_id, location_id = _id("service", facility), _id("location", facility)
    _service(made, place, service_id, organization_id)
    _location(made, place, location_id)
    made.add(
        "service_at_location",
        id=_id("service_at_location", facility),
        service_id=service_id,
        location_id=location_id,
    )
    for table, row, parts in visit_rows(place, made.view.lang, made.words.get("language", {})):
        ids = {"id": _id(table, facility, *parts), "service_id": service_id}
        made.add(table, **row, **ids, location_id=location_id)
    for taxonomy, column in _ATTRIBUTES.items():
        for code in place[column].split(SEPARATOR):
            _attribute(made, "service", service_id, taxonomy, code)


def _service(made: _Tables, place: Row, service_id: str, organization_id: str) -> None:
    whom = made.words["population"]
    dated = place["status_date"] if _DAY.fullmatch(place["status_date"]) else ""
    if place["status_date"] and not dated:
        made.lose("date")
    made.add(
        "service",
        id=service_id,
        organization_id=organization_id,
        name=place["name"],
        alternate_name=place[OTHER_NAME],
        description=localised(place, "notes", made.view.lang),
        url=place["website"],
        **service_fields(place, made.view.lang),
        status=_STATUS.get(place["status"], _UNSURE),
        eligibility_description="; ".join(
            whom.get(code, code) for code in place["populations"].split(SEPARATOR)
        ),
        assured_date=dated,
        alert=_alert(made, place, service_id),
        status_code=place["status"],
        status_date=place["status_date"],
        capacity=place["capacity"],
        capacity_unit=place.get("capacity_unit", ""),
        capacity_date=place["capacity_date"],
        source_ids=place["source_ids"],
    )


def _alert(made: _Tables, place: Row, service_id: str) -> str:
    """Say what HSDS has no status for, and record which status stands there instead."""
    if place["status"] in _STATUS:
        return ""
    made.lose("status")
    made.add(
        "metadata",
        id=_id("metadata", place["facility_id"], "status"),
        resource_id=service_id,
        resource_type="service",
        last_action_date=str(made.view.descriptor.get("created", ""))[:10],
        last_action_type="update",
        field_name="status",
        previous_value=place["status"] or "-",
        replacement_value=_UNSURE,
        updated_by=f"Border Corridor Atlas {made.view.version}",
    )
    term = made.view.vocab.terms("status").get(place["status"])
    return term.definition(made.view.lang) if term else place["status"]


def _location(made: _Tables, place: Row, location_id: str) -> None:
    address = _address(place["address"])
    if place["address"] and not address:
        made.lose("address")
    label = made.words["precision"].get(place["precision"], place["precision"])
    precision = t("exports.precision_of", made.view.lang, label=label)
    described = f"{precision} {'' if address else place['address']}".strip()
    made.add(
        "location",
        id=location_id,
        location_type="physical",
        name=place["name"],
        alternate_name=place[OTHER_NAME],
        description=described,
        latitude=place["lat"],
        longitude=place["lon"],
        external_identifier=place["facility_id"],
        external_identifier_type="border-corridor-atlas facility_id",
        **{name: place[name] for name in OWN_LOCATION_FIELDS},
    )
    if address:
        made.add(
            "address",
            id=_id("address", place["facility_id"]),
            location_id=location_id,
            address_1=address["street"],
            city=address["city"],
            state_province=place["admin1"],
            postal_code=address["code"],
            country=place["country"],
            address_type="physical",
        )


def _address(text: str) -> dict[str, str] | None:
    """Read an address that has everything HSDS requires of one; None for any other."""
    found = _POSTAL_FIRST.fullmatch(text) or _POSTAL_LAST.fullmatch(text)
    return found.groupdict() if found else None


def _attribute(made: _Tables, entity: str, entity_id: str, taxonomy: str, code: str) -> None:
    if code in made.words[taxonomy]:
        made.add(
            "attribute",
            id=_id("attribute", entity_id, taxonomy, code),
            link_id=entity_id,
            taxonomy_term_id=_id("term", taxonomy, code),
            link_type=taxonomy,
            link_entity=entity,
        )


def _id(*parts: str) -> str:
    """Give the same identifier for the same thing for ever."""
    return str(uuid5(_SPACE, json.dumps(parts)))


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
