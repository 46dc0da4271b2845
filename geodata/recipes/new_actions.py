"""Add actors and actions found by later readings. Running it again changes nothing.

    python geodata/recipes/new_actions.py && python geodata/recipes/action_states.py

`review/new_actors.csv` and `review/new_actions.csv` hold the rows, with the citations that became
their sources; `action_states.py` then says how each action stands. A row that is there already
stays as it is.
"""

from facts_sources import FIELDS, Row, read
from readings import Sources, table, write


def added(rows: list[Row], new: list[Row], sources: Sources) -> list[Row]:
    """Give a table with the new rows after its own."""
    key = next(iter(new[0]))
    known = {row[key] for row in rows}
    return rows + [
        {name: row.get(name, "") for name in rows[0]} | {"source_ids": sources.ids(row["source"])}
        for row in new
        if row[key] not in known
    ]


if __name__ == "__main__":
    sources = Sources(table("sources"))
    for name in ("actors", "actions"):
        own = table(name)
        rows = added(own, read(f"new_{name}.csv"), sources)
        write(name, rows, rows[0])
        print(f"{name}: {len(rows) - len(own)} added")
    cited = {source for name in ("actors", "actions") for row in table(name)
             for source in row["source_ids"].split(";")}  # fmt: skip
    write("sources", sources.table(cited), FIELDS)
