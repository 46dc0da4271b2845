"""Add places that the atlas lacked. Running it again changes nothing.

    python geodata/recipes/new_places.py && python geodata/recipes/readings.py

`review/new_places.csv` holds one row a place that was found, with the verdict of a reader, `take`
or `leave`, and why. Its citations become sources of the row, of the point, of the status and of
the capacity. A place that is there already stays as it is.
"""

from facts_places import LAYERS, join
from facts_sources import FIELDS, Row, read
from readings import Sources, table, write

PARTS = ("position", "status", "capacity")


def place(found: Row, columns: list[str], sources: Sources) -> Row:
    """Give the row of a place, every citation turned into its sources."""
    row = {name: found.get(name, "") for name in columns}
    for part in PARTS:
        row[f"{part}_source_ids"] = sources.ids(found[f"{part}_source"])
    cited = [sources.ids(found["source"]), *(row[f"{part}_source_ids"] for part in PARTS)]
    return row | {"source_ids": join(name for ids in cited for name in ids.split(";"))}


def main() -> None:
    """Write the places and the sources."""
    sources = Sources(table("sources"))
    tables = {name: table(name) for name in LAYERS}
    known = {row["facility_id"] for rows in tables.values() for row in rows}
    for name, kinds in LAYERS.items():
        columns = list(tables[name][0])
        new = [
            place(found, columns, sources)
            for found in read("new_places.csv")
            if found["verdict"] == "take"
            and found["kind"] in kinds
            and found["facility_id"] not in known
        ]
        write(name, tables[name] + new, columns)
        tables[name] += new
        print(f"{name}: {len(new)} added")
    cited = {
        source
        for rows in tables.values()
        for row in rows
        for column in ("source_ids", *(f"{part}_source_ids" for part in PARTS))
        for source in row[column].split(";")
    }
    write("sources", sources.table(cited), FIELDS)


if __name__ == "__main__":
    main()
