"""How many rows a choice makes clean: the rows that wait for it are judged with it made."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from atlas.curation import ingest
from atlas.curation.ingest import POSITION, ColumnMapping, Ingested, Source, Table
from atlas.curation.merge.draft import Draft
from atlas.curation.merge.incoming import judge_positions, typed
from atlas.data import PLACES
from atlas.places.join import locate

Cause = tuple[str, str]
"""A column of the atlas and the text of the file that is asked about it; no text for rows that
say nothing."""

_JUDGED: Final = ("level", "kind", "country", "admin1", "municipality_code", "locality", "services",
                  "lat", "lon", *POSITION, "precision", "precision_m")  # fmt: skip
"""What decides whether a row is clean once each of its mistakes is one that a choice mends."""

_ASKED: Final = ("level", "kind", "country", "admin1")
_NAME: Final = "name"


@dataclass(frozen=True)
class Choice:
    """An answer that is tried: what `cause` asks is `code`, for some rows of the file."""

    cause: Cause
    code: str
    rows: Collection[int]


def clean_with(draft: Draft, choices: Sequence[Choice]) -> list[frozenset[int]]:
    """Give the rows that each choice makes clean by itself.

    Parameters
    ----------
    draft
        The file.
    choices
        What is tried. Their rows are held back for nothing but what such choices mend.

    Returns
    -------
    clean
        One a choice: those of its rows that are clean with it.
    """
    tried = [(at, row) for at, choice in enumerate(choices) for row in choice.rows]
    found: list[set[int]] = [set() for _ in choices]
    if not tried:
        return [frozenset() for _ in choices]
    rows = [row for _, row in tried]
    said, first = _needed(draft, rows), 0
    for choice in choices:
        # The answer stands in the cells that say nothing, or that say the text that is asked.
        last = first + len(choice.rows)
        said.loc[first : last - 1, choice.cause[0]] = choice.code
        first = last
    for number in _judged(draft, said, rows, draft.found.mapping):
        found[tried[number][0]].add(tried[number][1])
    return [frozenset(clean) for clean in found]


def clean_together(draft: Draft, answers: Mapping[Cause, str], rows: Collection[int]) -> int:
    """Count the rows that are clean with several choices at once."""
    if not rows:
        return 0
    told = {cause[0]: code for cause, code in answers.items() if not cause[1]}
    values = {name: dict(said) for name, said in draft.found.mapping.values.items()}
    for (name, text), code in answers.items():
        if text:
            values.setdefault(name, {})[text] = code
    mapping = draft.found.mapping
    mapping = replace(mapping, defaults={**mapping.defaults, **told}, values=values)
    order = list(rows)
    return len(_judged(draft, _needed(draft, order), order, mapping))


def _needed(draft: Draft, rows: Sequence[int]) -> pd.DataFrame:
    """Give what rows say, by column of the atlas, one after the other; a row may come twice."""
    cells = draft.found.table.cells.loc[list(rows)]
    said = {
        name: source.read(cells).to_numpy(object)
        for name, source in draft.found.mapping.columns.items()
        if name in _JUDGED
    }
    asked = {field["name"]: "" for field in draft.fields if field["name"] in _ASKED}
    names = [str(number) for number in range(len(rows))]
    return pd.DataFrame({**asked, **said, _NAME: names}, index=range(len(rows)), dtype=object)


def _judged(
    draft: Draft, said: pd.DataFrame, rows: Sequence[int], mapping: ColumnMapping
) -> list[int]:
    """Read rows as a file whose columns are those of the atlas; give the numbers of clean ones."""
    points = draft.found.table.points
    if points is not None:
        points = points.loc[list(rows)].set_index(said.index)
    table = Table(draft.found.table.file, said, points=points)
    known = {name: Source((name,)) for name in said.columns}
    found: Ingested = ingest.interpret(
        table,
        replace(mapping, columns=known),
        (),
        resource=draft.resource,
        package=draft.package,
        rows_in=len(said),
    )
    return judge_positions(found, draft.package).frame.index.tolist()


def regions_of(draft: Draft, rows: Collection[int]) -> pd.DataFrame:
    """Give country and corridor of rows that are held back, by their point where they have one."""
    held = draft.found.held
    some = held[held.index.isin(rows)]
    if draft.resource not in PLACES or not len(some):
        return pd.DataFrame({"country": [], "corridor_id": []}, dtype="str")
    located = locate(typed(some, draft.package), draft.package).set_index(some.index)
    country = some["country"].where(some["country"] != "", located["side"])
    return pd.DataFrame({"country": country, "corridor_id": located["corridor_id"]})


def likely_region(draft: Draft, regions: pd.DataFrame) -> pd.Series:
    """Give a municipality of the package in the country and corridor of most of some rows."""
    table = draft.package.municipalities
    country, corridor = (_most(regions[name]) for name in ("country", "corridor_id"))
    fits = (table["country"] == country).astype(int) * 2 + (table["corridor_id"] == corridor)
    return table.iloc[int(fits.to_numpy().argmax())]


def _most(texts: pd.Series) -> str:
    counted = Counter(text for text in texts.tolist() if text)
    return str(counted.most_common(1)[0][0]) if counted else ""
