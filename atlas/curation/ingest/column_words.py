"""What the texts of a column are read as, one by one, for a person to look through."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from atlas.base.text_search import fold
from atlas.curation.ingest.cell_values import parts_of, read_column
from atlas.curation.ingest.file_reading import Ingested
from atlas.curation.ingest.mapping import ColumnMapping
from atlas.curation.ingest.protection import SENSITIVITY, meaning_of
from atlas.data.vocab import Vocabularies


class Word(NamedTuple):
    """A text of the file, how many cells have it, and what it is read as; empty for nothing."""

    text: str
    cells: int
    value: str


def words_of(found: Ingested, field: Mapping[str, Any], vocabularies: Vocabularies) -> list[Word]:
    """Give the texts of a column, the commonest first.

    Parameters
    ----------
    found
        The file, read.
    field
        The column of the resource, as the Table Schema describes it.
    vocabularies
        Codes and synonyms.

    Returns
    -------
    words
        Of a column that holds lists, the parts of its texts.
    """
    name, mapping = str(field["name"]), found.mapping
    source = mapping.columns.get(name)
    if source is None:
        return []
    texts = source.read(found.table.cells)
    if name == SENSITIVITY:
        read = _protection(found, vocabularies)
    elif "list" in field and "vocabulary" in field:
        read = _parts(texts, field, mapping, vocabularies)
    elif name == "municipality_code":
        rows = pd.concat([found.frame, found.held])[name].reindex(texts.index).fillna("")
        read = zip(texts, rows, strict=True)
    else:
        values = read_column(texts, field, mapping, vocabularies, file="").values
        read = zip(texts, values, strict=True)
    counted = Counter(pair for pair in read if pair[0])
    values_of: dict[str, str] = {}
    for text, value in counted:
        values_of[text] = values_of.get(text) or value
    cells = Counter(dict.fromkeys(values_of, 0))
    for (text, _), n in counted.items():
        cells[text] += n
    return [Word(text, n, values_of[text]) for text, n in cells.most_common()]


def _parts(
    texts: pd.Series, field: Mapping[str, Any], mapping: ColumnMapping, vocabularies: Vocabularies
) -> Iterator[tuple[str, str]]:
    told = mapping.told(field["name"])
    for text, n in Counter(texts).items():
        whole = told.get(fold(text))
        parts = [(text, whole)] if whole else parts_of(
            text, name=field["vocabulary"], vocabularies=vocabularies, told=told
        )  # fmt: skip
        for part in parts:
            yield from [part] * n


def _protection(found: Ingested, vocabularies: Vocabularies) -> Iterator[tuple[str, str]]:
    told = found.mapping.told(SENSITIVITY)
    for header in found.mapping.columns[SENSITIVITY].headers:
        if header not in found.table.cells:
            continue
        texts = found.table.cells[header]
        read = {text: meaning_of(text, header, told, vocabularies) for text in texts.unique()}
        yield from ((text, read[text] or "") for text in texts)
