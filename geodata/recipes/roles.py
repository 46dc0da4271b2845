"""Class places by what they are to a person on the move: help, authority, or enforcement.

`review/roles.csv` holds the verdict of a reader on every place, with the reason and the sources.
This writes kind and services of the places whose verdict differs from what the tables say; it
changes nothing when it is run again.

    python geodata/recipes/roles.py
"""

import csv
from pathlib import Path

GEODATA = Path(__file__).resolve().parents[1]
REVIEW = GEODATA / "recipes" / "review" / "roles.csv"
OFFICES = "offices.csv"
TABLES = ("shelters.csv", OFFICES, "services.csv")
OF_OFFICES = {"authority", "detention", "custody"}
"""Kinds that belong to the table of offices, whatever list a place once stood in."""


def main() -> None:
    """Write kind and services into the tables of places."""
    verdicts = {row["facility_id"]: row for row in read(REVIEW)}
    tables = {name: read(GEODATA / name) for name in TABLES}
    columns = list(tables[OFFICES][0])
    changed = 0
    for row in [row for rows in tables.values() for row in rows]:
        new = {name: verdicts[row["facility_id"]][name] for name in ("kind", "services")}
        changed += any(row[name] != value for name, value in new.items())
        row.update(new)
    for name in TABLES:
        moved = [row for row in tables[name] if name != OFFICES and row["kind"] in OF_OFFICES]
        tables[name] = [row for row in tables[name] if row not in moved]
        tables[OFFICES] += moved
        print(f"{name}: {len(moved)} places moved to {OFFICES}")
    for name, rows in tables.items():
        with (GEODATA / name).open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    print(f"{changed} places have another kind or other services")


def read(file: Path) -> list[dict[str, str]]:
    """Read the rows of a table."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    main()
