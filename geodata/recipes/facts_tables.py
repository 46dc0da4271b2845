"""Turn the collected actors, actions and context figures into their tables."""

from facts_places import _join
from facts_sources import SourceBook, read


def tables(folder, read_facts, book: SourceBook):
    """Give columns and rows of every table by name."""
    return {"corridors": _corridors(book)}


def _corridors(book: SourceBook):
    rows = read("corridors.csv")
    for row in rows:
        row["source_ids"] = _join(source for _, source in book.cite("atlas corridors"))
    return list(rows[0]), rows
