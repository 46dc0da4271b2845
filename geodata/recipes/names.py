"""Put the real name of a place, an organisation or an agreement first, in every language.

A proper name is not translated: whoever asks for the "Garden of the Butterflies" finds nobody.
Each line of `review/names.csv` gives a name as it is shown, with the gloss after it in brackets,
and why. Changes nothing when it is run again.

    python geodata/recipes/names.py
"""

import csv
from pathlib import Path

GEODATA = Path(__file__).resolve().parents[1]
REVIEW = GEODATA / "recipes" / "review" / "names.csv"
KEYS = {"actors.csv": "actor_id", "actions.csv": "action_id"}


def main() -> None:
    """Write the names into the tables."""
    with REVIEW.open(encoding="utf-8", newline="") as lines:
        review = list(csv.DictReader(lines))
    for table in dict.fromkeys(line["table"] for line in review):
        file, key = GEODATA / table, KEYS.get(table, "facility_id")
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            columns, rows = list(reader.fieldnames or ()), list(reader)
        known = {row[key]: row for row in rows}
        own = [line for line in review if line["table"] == table]
        changed = sum(known[line["id"]][line["column"]] != line["value"] for line in own)
        for line in own:
            known[line["id"]][line["column"]] = line["value"]
        with file.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        print(f"{table}: {changed} of {len(own)} names changed")


if __name__ == "__main__":
    main()
