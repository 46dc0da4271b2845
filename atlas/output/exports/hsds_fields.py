"""The fields of HSDS 3.0 that the atlas fills, and those that it adds.

A name ends in `*` where HSDS requires a value, and begins with `+` where the field is ours.
"""

from typing import Any, Final

from atlas.base.translations import every_text_column

PROFILE: Final = "border-corridor-atlas"
_TITLES, _NOTES = (
    " ".join(f"+{column}" for column in every_text_column(name)[1:]) for name in ("title", "notes")
)

RESOURCES: Final[dict[str, tuple[str, str]]] = {
    "organization": (
        "organizations.csv",
        "id* name* alternate_name description* +level +actor_id",
    ),
    "service": (
        "services.csv",
        "id* organization_id* name* alternate_name description url email status*"
        " application_process fees_description eligibility_description assured_date alert"
        " +status_code +status_date +capacity +capacity_unit +capacity_date"
        " +access +contact_date +source_ids",
    ),
    "attribute": (
        "attributes.csv",
        "id* link_id* taxonomy_term_id* link_type link_entity*",
    ),
    "service_at_location": (
        "service_at_location.csv",
        "id* service_id* location_id*",
    ),
    "location": (
        "locations.csv",
        "id* location_type* name alternate_name description latitude longitude"
        " external_identifier external_identifier_type"
        " +corridor_id +side +country +admin1 +municipality_code +municipality"
        " +precision +precision_m +sensitivity +nearest_crossing_id +nearest_crossing_km",
    ),
    "phone": (
        "phones.csv",
        "id* location_id service_id number* type description +date",
    ),
    "schedule": (
        "schedules.csv",
        "id* service_id location_id freq interval byday description opens_at closes_at notes",
    ),
    "language": (
        "languages.csv",
        "id* service_id location_id name code",
    ),
    "cost_option": (
        "cost_options.csv",
        "id* service_id* amount_description",
    ),
    "required_document": (
        "required_documents.csv",
        "id* service_id document",
    ),
    "address": (
        "addresses.csv",
        "id* location_id address_1* city* state_province* postal_code* country* address_type*",
    ),
    "taxonomy": (
        "taxonomies.csv",
        "id* name* description* version",
    ),
    "taxonomy_term": (
        "taxonomy_terms.csv",
        "id* code name* description* taxonomy taxonomy_id language",
    ),
    "metadata": (
        "metadata.csv",
        "id* resource_id* resource_type* last_action_date* last_action_type* field_name*"
        " previous_value* replacement_value* updated_by*",
    ),
    "source": (
        "sources.csv",
        f"+source_id* +title* {_TITLES} +publisher +kind +url +repository +path +commit +date"
        f" +licence +notes {_NOTES}",
    ),
}
"""Every table: its file, and its fields in the order of the columns."""

OWN_LOCATION_FIELDS: Final = tuple(
    mark.removeprefix("+") for mark in RESOURCES["location"][1].split() if mark.startswith("+")
)

_TYPES: Final = {
    "latitude": "number",
    "longitude": "number",
    "assured_date": "date",
    "last_action_date": "date",
    "capacity": "integer",
    "interval": "integer",
    "precision_m": "number",
    "nearest_crossing_km": "number",
}
_ENUMS: Final = {
    ("service", "status"): ["active", "inactive", "defunct", "temporarily closed"],
    ("schedule", "freq"): ["WEEKLY", "MONTHLY"],
    ("location", "location_type"): ["physical", "postal", "virtual"],
    ("address", "address_type"): ["physical", "postal", "virtual"],
}
_REFERENCES: Final = {
    "organization_id": "organization",
    "service_id": "service",
    "location_id": "location",
    "taxonomy_id": "taxonomy",
    "taxonomy_term_id": "taxonomy_term",
}


def schema(table: str) -> dict[str, Any]:
    """Give the Table Schema of a table of the package."""
    fields = [_field(table, mark) for mark in RESOURCES[table][1].split()]
    keys = [item["name"] for item in fields]
    return {
        "fields": fields,
        "primaryKey": keys[0],
        "foreignKeys": [
            {"fields": name, "reference": {"resource": _REFERENCES[name], "fields": "id"}}
            for name in keys
            if name in _REFERENCES
        ],
        "missingValues": [""],
    }


def _field(table: str, mark: str) -> dict[str, Any]:
    name = mark.strip("+*")
    constraints: dict[str, Any] = {}
    if mark.endswith("*"):
        constraints["required"] = True
    if name == "id" or (table, name) in {("taxonomy_term", "code"), ("source", "source_id")}:
        constraints["unique"] = True
    if (table, name) in _ENUMS:
        constraints["enum"] = _ENUMS[table, name]
    made: dict[str, Any] = {"name": name, "type": _TYPES.get(name, "string")}
    if constraints:
        made["constraints"] = constraints
    if mark.startswith("+"):
        made["hsds_profile"] = PROFILE
    return made
