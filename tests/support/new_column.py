"""Add a column to the places of a copy of the package: schema and CSV, no code."""

import csv
import json

PLACES = ("shelters", "offices", "services")


def add_column(folder, field, cell):
    """Declare a column and fill it with `cell(row)`."""
    file = folder / "schemas/place.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    schema["fields"].append(field)
    file.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    for name in PLACES:
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, [*rows[0], field["name"]], lineterminator="\n")
            writer.writeheader()
            writer.writerows({**row, field["name"]: cell(row)} for row in rows)
