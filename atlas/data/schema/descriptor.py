"""Read the descriptor of a data package: its resources, columns, keys and lists."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, TypeAlias

from atlas.base.errors import DataPackageError
from atlas.data.schema.problems import Fault

PROTECTIONS: Final = ("open", "generalised", "withheld")
"""What `public_for` of a column may name."""

SHOWN_IN: Final = ("map", "card", "list", "table", "print", "search", "brief", "filter")
"""What `show` of a column may name."""

Field: TypeAlias = Mapping[str, Any]
"""One column of a Table Schema, as the descriptor has it."""


def resource_named(descriptor: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Give one resource of a descriptor.

    Raises
    ------
    DataPackageError
        When there is no such resource.
    """
    for resource in descriptor["resources"]:
        if resource["name"] == name:
            found: Mapping[str, Any] = resource
            return found
    names = ", ".join(resource["name"] for resource in descriptor["resources"])
    message = f"the data package has no resource {name!r}; it has {names}"
    raise DataPackageError(message)


def data_date(descriptor: Mapping[str, Any]) -> str:
    """Give the day of the data in ISO form; today where the descriptor has none."""
    made = str(descriptor.get("created", ""))[:10]
    try:
        return date.fromisoformat(made).isoformat()
    except ValueError:
        return datetime.now(UTC).date().isoformat()


def declaration_faults(resource: Mapping[str, Any]) -> Iterator[Fault]:
    """Give what is wrong in what the columns of a resource declare: values that mean nothing."""
    schema = resource["schema"]
    for field in (*schema["fields"], *schema.get("derived", ())):
        for name, allowed in (("public_for", PROTECTIONS), ("show", SHOWN_IN)):
            given = field.get(name, [])
            wrong = (
                [one for one in given if one not in allowed] if isinstance(given, list) else [given]
            )
            words = {"property": name, "allowed": ", ".join(allowed)}
            for value in wrong:
                yield Fault(1, field["name"], "declaration", str(value), words)


def columns_of(resource: Mapping[str, Any]) -> list[str]:
    """Give the names of the columns of a resource, in order."""
    return [field["name"] for field in resource["schema"]["fields"]]


def key_columns(resource: Mapping[str, Any]) -> list[str]:
    """Give the columns that together name a row; none when the rows have no name."""
    return list(resource["schema"].get("primaryKey", ()))


def naming_columns(resource: Mapping[str, Any]) -> frozenset[str]:
    """Give the columns that tell a row from others: one of a month without it is one of a year."""
    together = resource["schema"].get("uniqueKeys", ())
    return frozenset(name for columns in together for name in columns)


def list_columns(resource: Mapping[str, Any]) -> dict[str, str]:
    """Give the separator of every column whose cells are lists."""
    fields = resource["schema"]["fields"]
    return {field["name"]: field["list"] for field in fields if "list" in field}


def values_of(field: Field, cell: str) -> list[str]:
    """Give the values in one cell: the members of a list, or the cell itself; none when empty."""
    if "list" not in field:
        return [cell] if cell else []
    return [value.strip() for value in cell.split(field["list"])] if cell else []


def references(schema: Mapping[str, Any]) -> Iterator[tuple[Field, str, str]]:
    """Give every column that refers to another table, with that resource and its column."""
    keys = {key["fields"]: key["reference"] for key in schema.get("foreignKeys", ())}
    for field in schema["fields"]:
        if "references" in field:
            yield field, field["references"]["resource"], field["references"]["field"]
        elif field["name"] in keys:
            reference = keys[field["name"]]
            yield field, reference["resource"], reference["fields"]
