"""Write the part of docs/data.md that describes the tables, from datapackage.json.

python geodata/recipes/describe.py
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from atlas.data import read_descriptor
from atlas.data.schema import PROTECTIONS

GEODATA = Path(__file__).resolve().parents[1]
GUIDE = GEODATA.parent / "docs" / "data.md"
START, END = "<!-- tables: start -->", "<!-- tables: end -->"

_LIMITS = {"minimum": "at least {}", "maximum": "at most {}"}


def tables(descriptor: Mapping[str, Any]) -> str:
    """Describe every resource of a data package in Markdown."""
    parts: list[str] = []
    told: dict[str, str] = {}
    for resource in descriptor["resources"]:
        schema, name = repr(resource["schema"]), resource["name"]
        licence = ", ".join(item["name"] for item in resource["licenses"])
        parts += [
            f"### {resource['title_en']} (`{resource['path']}`)",
            f"{resource['description_en']} Licence: {licence}.",
        ]
        if schema in told:
            parts.append(f"The same columns as `{told[schema]}`.")
            continue
        told[schema] = name
        parts.append("\n".join(_columns(resource["schema"])))
        if added := resource["schema"].get("derived"):
            parts += ["The atlas adds:", "\n".join(_columns({"fields": added}))]
        if rules := list(_rules(resource["schema"])):
            parts.append("\n".join(rules))
    return "\n\n".join(parts) + "\n"


def with_tables(guide: str, descriptor: Mapping[str, Any]) -> str:
    """Put the description of the tables between its marks in the guide."""
    before, rest = guide.split(START)
    after = rest.split(END)[1]
    return f"{before}{START}\n\n{tables(descriptor)}\n{END}{after}"


def _columns(schema: Mapping[str, Any]) -> Iterator[str]:
    keys = schema.get("primaryKey", ())
    foreign = {key["fields"]: key["reference"] for key in schema.get("foreignKeys", ())}
    yield "| column | type | what it is |"
    yield "| --- | --- | --- |"
    for field in schema["fields"]:
        about = [field["description_en"], *_constraints(field), *_declared(field)]
        if field["name"] in keys:
            about.append("Key.")
        if reference := foreign.get(field["name"], field.get("references")):
            about.append(f"Refers to `{reference['resource']}`.")
        kind = "list" if "list" in field else "date" if "partial_date" in field else field["type"]
        yield f"| `{field['name']}` | {kind} | {' '.join(about)} |"


def _constraints(field: Mapping[str, Any]) -> Iterator[str]:
    constraints = field.get("constraints", {})
    if constraints.get("required"):
        yield "Required."
    limits = [text.format(constraints[key]) for key, text in _LIMITS.items() if key in constraints]
    if limits:
        yield f"{' and '.join(limits).capitalize()}."
    if "vocabulary" in field:
        yield f"Codes of `vocab/{field['vocabulary']}.csv`."
    if "enum" in constraints:
        yield f"One of {', '.join(constraints['enum'])}."


def _declared(field: Mapping[str, Any]) -> Iterator[str]:
    if "public_for" in field:
        some = " or ".join(field["public_for"])
        yield "Public." if len(field["public_for"]) == len(PROTECTIONS) else f"Public if {some}."
    if "show" in field:
        yield f"Shown: {', '.join(field['show'])}."


def _rules(schema: Mapping[str, Any]) -> Iterator[str]:
    for rule in schema.get("rules", ()):
        yield f"- `{rule['code']}`: {_when(rule)}{_then(rule)}."


def _when(rule: Mapping[str, Any]) -> str:
    conditions = [
        f"`{column}` is {' or '.join(value or 'empty' for value in values)}"
        for column, values in rule.get("when", {}).items()
    ]
    conditions += [f"`{column}` is filled" for column in rule.get("when_filled", ())]
    return f"where {' and '.join(conditions)}, " if conditions else ""


def _then(rule: Mapping[str, Any]) -> str:
    named = {part: ", ".join(f"`{name}`" for name in rule.get(part, ())) for part in _PARTS}
    asked = [text.format(named[part]) for part, text in _PARTS.items() if named[part]]
    for column, values in rule.get("equals", {}).items():
        allowed = [values] if isinstance(values, str) else values
        asked.append(f"`{column}` is {' or '.join(allowed)}")
    if "cell_centre_deg" in rule:
        asked = [f"{asked[0]} on the centre of a cell of {rule['cell_centre_deg']} degrees"]
    if current := rule.get("current"):
        asked.append(
            f"`{current['date']}` is within {current['months']} months before the date of the "
            f"package, or `{current['term']}` is not over"
        )
    return " and ".join(asked)


_PARTS = {
    "empty": "{} must be empty",
    "filled": "{} must be filled",
    "ordered": "{} must not descend",
    "fields": "{} must lie",
}


if __name__ == "__main__":
    text = with_tables(GUIDE.read_text(encoding="utf-8"), read_descriptor(GEODATA))
    GUIDE.write_text(text, encoding="utf-8")
