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

from atlas.exports.columns import SEPARATOR, Column, Table, labels_of, records, typed, words
from atlas.exports.hsds_fields import PROFILE, RESOURCES, schema
from atlas.exports.provenance import Record
from atlas.exports.tables import csv, zipped
from atlas.i18n import t
from atlas.view import View

VERSION: Final = "3.0"

_SPACE = uuid5(NAMESPACE_URL, "border-corridor-atlas")
_TAXONOMIES = ("service", "population", "kind", "level")

# HSDS knows four statuses. "inactive" is the only one that promises nothing.
_STATUS = {"open": "active", "unknown": "inactive", "planned": "inactive", "closed": "defunct"}
_SAID_LESS = ("unknown", "planned")

# The two ways to write a postal code: "..., 22010 Tijuana" and "..., San Diego, CA 92173".
_POSTAL_FIRST = re.compile(r"(?P<street>.+), (?P<code>\d{5}) (?P<city>[^,\d]+)")
_POSTAL_LAST = re.compile(r"(?P<street>.+), (?P<city>[^,\d]+), [A-Z]{2} (?P<code>\d{5}(?:-\d{4})?)")
_PLAIN_PHONE = re.compile(r"\+?[0-9()][0-9() .-]*")

Row = dict[str, Any]


@dataclass
class _Tables:
    """The rows of every table while they are collected, and what got lost on the way."""

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
    made = _Tables()
    _taxonomies(made, view)
    seen: set[str] = set()
    for place in records(view.places):
        organization_id = _organization(made, place, view, seen)
        _place(made, place, organization_id, view)
    for source in records(view.sources):
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
        "created": made.get("date") or made["data_date"],
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
    columns = [
        Column(item["name"], item["type"], item["name"], "") for item in schema(name)["fields"]
    ]
    known = {"date": "string"}
    columns = [Column(c.name, known.get(c.type, c.type), c.title, "") for c in columns]
    frame = pd.DataFrame(rows, columns=[column.name for column in columns], dtype=object)
    clean, replaced = typed(frame, columns)
    return Table(clean, tuple(columns), replaced=replaced)


def _taxonomies(made: _Tables, view: View) -> None:
    for name in _TAXONOMIES:
        made.add(
            "taxonomy",
            id=_id("taxonomy", name),
            name=t(f"exports.taxonomy_{name}", view.lang),
            description=t(f"exports.taxonomy_{name}_is", view.lang),
            version=view.version,
        )
        for code, term in view.vocab.terms(name).items():
            made.add(
                "taxonomy_term",
                id=_id("term", name, code),
                code=f"{name}:{code}",
                name=term.label(view.lang),
                description=term.definition(view.lang) or term.label(view.lang),
                taxonomy=t(f"exports.taxonomy_{name}", view.lang),
                taxonomy_id=_id("taxonomy", name),
                language=view.lang,
            )


def _organization(made: _Tables, place: Row, view: View, seen: set[str]) -> str:
    """Add the operator of a place once, and give its id."""
    actors = view.actors[view.actors["actor_id"] == (place.get("actor_id") or " ")]
    level = words(view, "level").get(place["level"], place["level"])
    if len(actors):
        actor = actors.iloc[0]
        key, role = ("actor", actor["actor_id"]), "role_en" if view.lang == "en" else "role"
        name, other = actor["name"], actor["acronym"] or actor["name_en"]
        description = actor[role] or level
    elif place["operator"]:
        key, name, other, description = (
            ("operator", place["operator"]),
            place["operator"],
            "",
            level,
        )
    else:
        key, name, other = ("place", place["facility_id"]), place["name"], place["name_en"]
        description = f"{level}. {t('exports.no_operator', view.lang)}"
        made.lose("operator")
    organization_id = _id("organization", *key)
    if organization_id not in seen:
        seen.add(organization_id)
        made.add(
            "organization",
            id=organization_id,
            name=name,
            alternate_name=other,
            description=description,
            level=place["level"],
            actor_id=place.get("actor_id", ""),
        )
        _attribute(made, "organization", organization_id, "level", place["level"], view)
    return organization_id


def _place(made: _Tables, place: Row, organization_id: str, view: View) -> None:
    """Add a place as a service, a location and the link between them."""
    service_id = _id("service", place["facility_id"])
    location_id = _id("location", place["facility_id"])
    _service(made, place, service_id, organization_id, view)
    _location(made, place, location_id, view)
    made.add(
        "service_at_location",
        id=_id("service_at_location", place["facility_id"]),
        service_id=service_id,
        location_id=location_id,
    )
    for number in filter(None, (part.strip() for part in place["phone"].split(SEPARATOR))):
        made.add(
            "phone",
            id=_id("phone", place["facility_id"], number),
            location_id=location_id,
            service_id=service_id,
            number=number,
        )


def _service(made: _Tables, place: Row, service_id: str, organization_id: str, view: View) -> None:
    whom = labels_of(pd.Series([place["populations"]], dtype="str"), words(view, "population"))
    dated = place["status_date"] if len(place["status_date"]) == 10 else ""
    if place["status_date"] and not dated:
        made.lose("date")
    alert = ""
    if place["status"] in _SAID_LESS:
        made.lose("status")
        alert = view.vocab.terms("status")[place["status"]].definition(view.lang)
        made.add("metadata", **_status_change(place, service_id, view))
    made.add(
        "service",
        id=service_id,
        organization_id=organization_id,
        name=place["name"],
        alternate_name=place["name_en"],
        description=place.get("notes_en" if view.lang == "en" else "notes", ""),
        url=place["website"],
        status=_STATUS.get(place["status"], "inactive"),
        eligibility_description=whom.iloc[0],
        assured_date=dated,
        alert=alert,
        status_code=place["status"],
        status_date=place["status_date"],
        capacity=place["capacity"],
        capacity_unit=place.get("capacity_unit", ""),
        capacity_date=place["capacity_date"],
        source_ids=place["source_ids"],
    )
    for taxonomy, column in (
        ("service", "services"),
        ("population", "populations"),
        ("kind", "kind"),
    ):
        for code in filter(None, place[column].split(SEPARATOR)):
            _attribute(made, "service", service_id, taxonomy, code, view)


def _location(made: _Tables, place: Row, location_id: str, view: View) -> None:
    address = _address(place["address"])
    if place["address"] and not address:
        made.lose("address")
    described = [
        t(
            "exports.precision_of",
            view.lang,
            label=words(view, "precision").get(place["precision"], ""),
        ),
        "" if address else place["address"],
    ]
    made.add(
        "location",
        id=location_id,
        location_type="physical",
        name=place["name"],
        alternate_name=place["name_en"],
        description=" ".join(part for part in described if part),
        latitude=place["lat"],
        longitude=place["lon"],
        external_identifier=place["facility_id"],
        external_identifier_type="border-corridor-atlas facility_id",
        **{name: place[name] for name in ("corridor_id", "side", "country", "admin1")},
        **{name: place[name] for name in ("municipality_code", "municipality", "precision")},
        **{name: place[name] for name in ("precision_m", "sensitivity", "nearest_crossing_id")},
        nearest_crossing_km=place["nearest_crossing_km"],
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


def _attribute(
    made: _Tables, entity: str, entity_id: str, taxonomy: str, code: str, view: View
) -> None:
    if code in view.vocab.terms(taxonomy):
        made.add(
            "attribute",
            id=_id("attribute", entity_id, taxonomy, code),
            link_id=entity_id,
            taxonomy_term_id=_id("term", taxonomy, code),
            link_type=taxonomy,
            link_entity=entity,
        )


def _status_change(place: Row, service_id: str, view: View) -> Row:
    """Record that HSDS has no word for a status, and which one stands there instead."""
    return {
        "id": _id("metadata", place["facility_id"], "status"),
        "resource_id": service_id,
        "resource_type": "service",
        "last_action_date": str(view.descriptor.get("created", ""))[:10],
        "last_action_type": "update",
        "field_name": "status",
        "previous_value": place["status"],
        "replacement_value": _STATUS[place["status"]],
        "updated_by": f"Border Corridor Atlas {view.version}",
    }


def _id(*parts: str) -> str:
    """Give the same identifier for the same thing for ever."""
    return str(uuid5(_SPACE, json.dumps(parts)))


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
