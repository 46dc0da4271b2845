"""Put what a later reading of the sources found into the tables of places, and the rest aside.

    python geodata/recipes/readings.py

`review/readings.csv` holds one row a value that was read, with the verdict of a reader and why:

- `use`: the places get the value, with the date and the sources of the evidence. Words are added
  to notes; in other columns the value takes the place of what is there, and nothing empties it.
- `rewrite`: notes that the readings overtake, whole.
- `claim`: the value goes to `claims.csv`: low confidence, older evidence, or what was replaced.
- `leave`: neither; the atlas has it, or it is not for the public.

Sources that are used or claimed get their rows in `sources.csv`. Running it again changes nothing.
"""

import csv
from collections.abc import Iterable
from pathlib import Path

from facts_places import join
from facts_sources import FIELDS, Row, SourceBook, read, reviewed

GEODATA = Path(__file__).resolve().parents[1]
PLACES = ("shelters", "offices", "services")
DATED = ("status", "capacity")
"""Columns that have a date and sources of their own."""

MIRRORS = ("http://104.237.130.195/", "https://ukobiw.net")
"""Copies of other publishers' pages, described in `review/sources.csv`: cited without a link."""

_CITED = "ids:"
_KEYS = ("facility_id", "field", "value", "source_ids", "date", "used")
_MIRRORED = {
    "notes": "Leída en una copia; no se enlaza mientras no se conozca la página original.",
    "notes_en": "Read in a copy; not linked until the original page is known.",
}


class Sources:
    """The sources of the package, old ones as they are and new ones as they are cited."""

    def __init__(self, rows: list[Row]) -> None:
        self.known = {row["source_id"]: row for row in rows}
        self.book = SourceBook()
        keys = {text["source_id"]: key for key, text in reviewed().items()}
        for row in rows:
            key = keys.get(row["source_id"]) or _key(row)
            self.book.rows[key], self.book.ids[key] = dict(row), row["source_id"]

    def ids(self, citation: str) -> str:
        """Give the ids of a citation, as a list column has them."""
        if citation.startswith(_CITED):
            return citation.removeprefix(_CITED)
        return join(source for _, source in self.book.cite(citation))

    def table(self, cited: set[str]) -> list[Row]:
        """Give the rows of the package and the new ones that are cited, by their ids."""
        new = {
            self.book.ids[key]: row | {"source_id": self.book.ids[key]}
            for key, row in self.book.rows.items()
        }
        rows = self.known | {
            name: _unlinked(row)
            for name, row in new.items()
            if name in cited and name not in self.known
        }
        return [rows[name] for name in sorted(rows)]


def _key(row: Row) -> str:
    if row["kind"] == "repository":
        return f"repo:{row['repository']}:{row['path']}"
    return f"web:{row['url'] or row['source_id']}"


def _unlinked(row: Row) -> Row:
    return row | {"url": "", **_MIRRORED} if row["url"].startswith(MIRRORS) else row


def put(place: Row, reading: Row, sources: str) -> None:
    """Put one value into a place."""
    field, value = reading["field"], reading["value"]
    if field == "position":
        point, precision, metres, method = value.split(" ")
        place["lat"], place["lon"] = point.split(",")
        place |= {"precision": precision, "precision_m": metres, "position_method": method}
        place["position_source_ids"] = sources
    elif field == "capacity":
        place["capacity"], place["capacity_unit"] = value.split(" ")
    elif field == "notes" and reading["verdict"] == "use":
        for column, words in (("notes", value), ("notes_en", reading["value_en"])):
            if words not in place[column]:
                place[column] = f"{place[column]} {words}".strip()
    else:
        place[field] = value
        if f"{field}_en" in place:
            place[f"{field}_en"] = reading["value_en"]
    if field in DATED:
        place |= {f"{field}_date": reading["date"], f"{field}_source_ids": sources}
    place["source_ids"] = join([*place["source_ids"].split(";"), *sources.split(";")])


def claims(readings: Iterable[Row], sources: Sources) -> list[Row]:
    """Give what sources say of a field where they differ, the value in use among them."""
    rows = [row for row in readings if row["verdict"] in ("use", "claim") and row["source"]]
    differ = {(row["facility_id"], row["field"]) for row in rows if row["verdict"] == "claim"}
    return [
        {
            "facility_id": row["facility_id"],
            "field": row["field"],
            "value": row["value"],
            "source_ids": sources.ids(row["source"]),
            "date": row["date"],
            "used": "yes" if row["verdict"] == "use" else "",
        }
        for row in rows
        if (row["facility_id"], row["field"]) in differ and row["value"]
    ]


def table(name: str) -> list[Row]:
    """Read a table of the package."""
    with (GEODATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write(name: str, rows: list[Row], columns: Iterable[str]) -> None:
    """Write a table of the package."""
    with (GEODATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(columns), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Write places, claims and sources."""
    readings = read("readings.csv")
    sources = Sources(table("sources"))
    tables = {name: table(name) for name in PLACES}
    places = {row["facility_id"]: row for rows in tables.values() for row in rows}
    order = {"rewrite": 0, "use": 1}
    for reading in sorted(readings, key=lambda row: order.get(row["verdict"], 2)):
        if reading["verdict"] in order:
            put(places[reading["facility_id"]], reading, sources.ids(reading["source"]))
    said = claims(readings, sources)
    said += [row for row in table("claims") if row not in said]
    for name, rows in tables.items():
        write(name, rows, rows[0])
    write("claims", said, _KEYS)
    cited = {
        source
        for rows in [*tables.values(), said]
        for row in rows
        for column, ids in row.items()
        if column.endswith("source_ids")
        for source in ids.split(";")
    }
    write("sources", sources.table(cited), FIELDS)
    print(f"{len(readings)} values read; {len(said)} claims; {len(cited)} sources of places")


if __name__ == "__main__":
    main()
