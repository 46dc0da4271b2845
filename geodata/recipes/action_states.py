"""Put the reviewed state of every action into actions.csv. Running it again changes nothing.

    python geodata/recipes/action_states.py

`review/action_states.csv` holds what was decided by hand, row by row, and why. `sources` are those
that bear on the state; an empty `year_end` means that no source gives an end.
"""

import csv
from pathlib import Path

from facts_sources import Row, read

ACTIONS = Path(__file__).resolve().parents[1] / "actions.csv"
AFTER = "year_end"
ADDED = ("state", "attested", "attested_source_ids", "replaced_by")


def reviewed(actions: list[Row], review: list[Row]) -> list[Row]:
    """Give the actions with their last year and state as reviewed, in their order."""
    by_id = {row["action_id"]: row for row in review}
    if by_id.keys() != {row["action_id"] for row in actions}:
        raise SystemExit("actions.csv and review/action_states.csv hold different actions")
    return [_placed(row, by_id[row["action_id"]]) for row in actions]


def _placed(action: Row, decided: Row) -> Row:
    added = {name: decided[name] for name in ADDED}
    placed: Row = {}
    for name, cell in action.items():
        if name == AFTER:
            placed |= {name: decided[name], **added}
        elif name not in added:
            placed[name] = cell
    # A source that shows the action at work is a source of its row.
    sources = [*action["source_ids"].split(";"), *decided["sources"].split(";")]
    return placed | {"source_ids": ";".join(dict.fromkeys(filter(None, sources)))}


if __name__ == "__main__":
    with ACTIONS.open(encoding="utf-8", newline="") as lines:
        rows = reviewed(list(csv.DictReader(lines)), read("action_states.csv"))
    with ACTIONS.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
