"""The rows of the HSDS export as the JSON of its interface: services and organizations, whole.

Where the tables name another row by its identifier the documents hold that row itself, as HSDS 3.0
has it; what is empty is left out.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from atlas.output.exports import export_columns, hsds_export
from atlas.places.kept_with_view import kept_with_view
from atlas.places.view import View

Document: TypeAlias = dict[str, Any]
Documents: TypeAlias = Mapping[str, Document]

# The tables whose rows belong to a service, and what they are called there.
_OF_SERVICE: Final = {
    "phone": "phones",
    "schedule": "schedules",
    "language": "languages",
    "cost_option": "cost_options",
    "required_document": "required_documents",
}
_LINKS: Final = ("service_id", "location_id")


@kept_with_view
def hsds_documents(view: View) -> tuple[Documents, Documents]:
    """Give every service and every organization of a view.

    Parameters
    ----------
    view
        The view; for the public it must be one of the audience `public`.

    Returns
    -------
    services, organizations
        Documents by their identifier, in the order of the export.
    """
    cleaned, _ = export_columns.clean(view)
    tables, _ = hsds_export.tables(cleaned)
    attributes = _attributes(tables)
    organizations = {
        row["id"]: _filled(row | {"attributes": attributes[row["id"]]})
        for row in tables["organization"]
    }
    parts = _parts_of_services(tables)
    services = {
        row["id"]: _filled(
            row
            | parts[row["id"]]
            | {"attributes": attributes[row["id"]]}
            | {"organization": _alone(organizations[row["organization_id"]])}
        )
        for row in tables["service"]
    }
    named: defaultdict[str, list[Document]] = defaultdict(list)
    for one in services.values():
        short = {name: one[name] for name in ("id", "name", "status")}
        named[one["organization_id"]].append(short)
    whole = {name: document | {"services": named[name]} for name, document in organizations.items()}
    return services, whole


def hsds_page(documents: Sequence[Document], number: int, size: int) -> Document:
    """Give a page of documents with the header that HSDS wants.

    Parameters
    ----------
    documents
        All of them.
    number
        The number of the page, from 1.
    size
        At most how many documents a page holds.
    """
    pages = max(math.ceil(len(documents) / size), 1)
    contents = list(documents[(number - 1) * size : number * size])
    return {
        "total_items": len(documents),
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _attributes(tables: Mapping[str, list[Document]]) -> defaultdict[str, list[Document]]:
    """Give the attributes of everything by its identifier, each with its term."""
    terms = {row["id"]: _filled(row) for row in tables["taxonomy_term"]}
    found: defaultdict[str, list[Document]] = defaultdict(list)
    for row in tables["attribute"]:
        term = terms[row["taxonomy_term_id"]]
        found[row["link_id"]].append(_filled(row) | {"taxonomy_term": term})
    return found


def _parts_of_services(
    tables: Mapping[str, list[Document]],
) -> defaultdict[str, defaultdict[str, list[Document]]]:
    """Give what belongs to each service, by its identifier and the name that it has there."""
    parts: defaultdict[str, defaultdict[str, list[Document]]]
    parts = defaultdict(lambda: defaultdict(list))
    for table, name in _OF_SERVICE.items():
        for row in tables[table]:
            parts[row["service_id"]][name].append(_inside(row))
    for row in tables["metadata"]:
        parts[row["resource_id"]]["metadata"].append(_filled(row))
    locations = _locations(tables)
    for row in tables["service_at_location"]:
        there = {"location": locations[row["location_id"]]}
        parts[row["service_id"]]["service_at_locations"].append(_inside(row) | there)
    return parts


def _locations(tables: Mapping[str, list[Document]]) -> Documents:
    addresses: defaultdict[str, list[Document]] = defaultdict(list)
    for row in tables["address"]:
        addresses[row["location_id"]].append(_inside(row))
    return {
        row["id"]: _filled(row | {"addresses": addresses[row["id"]]}) for row in tables["location"]
    }


def _alone(organization: Document) -> Document:
    return {name: value for name, value in organization.items() if name != "attributes"}


def _inside(row: Document) -> Document:
    """Give a row that stands inside the one that it names."""
    return _filled({name: value for name, value in row.items() if name not in _LINKS})


def _filled(row: Mapping[str, Any]) -> Document:
    """Leave out what is empty."""
    return {name: value for name, value in row.items() if not _is_empty(value)}


def _is_empty(value: object) -> bool:
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return missing or (isinstance(value, str | list) and not value)
