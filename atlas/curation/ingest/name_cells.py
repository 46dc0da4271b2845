"""Cells with the name of a place and more: its number in the list, its address below it."""

import re

import pandas as pd

from atlas.curation.ingest.cell_contents import most
from atlas.curation.ingest.text_table import TEXT

_IN_LIST = re.compile(r"^\s*\d{1,3}\s*[.)\-\u2013]+\s*(?=[^\W\d])")
_MORE = re.compile(r"\d{2}|@|://")


def only_names(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Give the names alone, and what stands below them in their cells, for the notes.

    The number in the list goes where most names have one. Lines below are something else where
    they have digits: a name of two lines stays whole.
    """
    distinct = [text for text in texts.unique() if text]
    numbered = most(distinct, _IN_LIST.match)
    names: list[str] = []
    below: dict[int, str] = {}
    for row, text in texts.items():
        plain = _IN_LIST.sub("", text) if numbered else text
        first, _, rest = plain.partition("\n")
        if _MORE.search(rest):
            below[int(str(row))] = rest
            plain = first
        names.append(plain.strip())
    rest_of = pd.Series(
        list(below.values()), index=pd.Index(list(below), dtype="int64"), dtype=TEXT
    )
    return pd.Series(names, index=texts.index, dtype=TEXT), rest_of
