"""Input files and what is read of them, in pairs named by case.

`python -m tests.support.ingest_cases` writes the expected side anew; look at what changed
before keeping it.
"""

import json
from functools import cache
from pathlib import Path

from atlas.curation.ingest import read

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "ingest"
INPUT, EXPECTED = FOLDER / "input", FOLDER / "expected"
RESOURCES = {"3w.csv": "services", "crossing-flows.csv": "crossing_flows"}
MADE = ("sensitivity", "kind", "source_ids", "position_source_ids", "position_method")
"""Columns that are the same in most cases; told only where they differ from the usual."""
USUAL = {"sensitivity": "open", "kind": "shelter", "position_method": "published_point"}


def cases():
    return sorted(path.name for path in INPUT.iterdir())


@cache
def ingest(name):
    """Read a case; what is given is shared, so it is not to be changed."""
    return read(INPUT / name, resource=RESOURCES.get(name, "shelters"))


def described(found):
    """Say what was read, short enough to be looked through by a person."""
    own = {f"file-{found.table.file.partition(':')[0].rpartition('.')[0]}"}

    def row(number, cells):
        told = {name: text for name, text in cells.items() if text}
        told = {name: text for name, text in told.items() if USUAL.get(name) != text}
        for name in ("source_ids", "position_source_ids"):
            if told.get(name) in own:
                del told[name]
        return {"row": number, **told}

    problems = found.problems[["row", "column", "code", "value", "severity"]]
    return {
        "format": found.table.kind,
        "clean": [row(number, cells) for number, cells in found.frame.to_dict("index").items()],
        "held": [row(number, cells) for number, cells in found.held.to_dict("index").items()],
        "problems": [" | ".join(map(str, row)) for row in problems.itertuples(index=False)],
    }


def expected(name):
    return json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))


def main():
    EXPECTED.mkdir(exist_ok=True)
    for name in cases():
        text = json.dumps(described(ingest(name)), ensure_ascii=False, indent=1)
        (EXPECTED / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
