"""What a cell or a pair of cells says of a position, and columns of it."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.curation.ingest.cell_values import header_of
from atlas.curation.ingest.ingest_problems import problem
from atlas.curation.ingest.mapping import ColumnMapping
from atlas.curation.ingest.text_codes import coded
from atlas.curation.ingest.text_table import TEXT, Table

Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.bool_]
T = TypeVar("T")


class Reading(NamedTuple):
    """A position: degrees, the last digit written (degrees), how exact it is and how it is known.

    `precision_m` is NaN and `method` empty where the text does not tell.
    """

    lat: float
    lon: float
    step_deg: float = 0.0
    precision_m: float = float("nan")
    method: str = ""


class Located(NamedTuple):
    """Positions of rows (the fields of `Reading` as columns), and what could not be read."""

    points: pd.DataFrame
    problems: list[pd.DataFrame]


_NOTHING = Reading(float("nan"), float("nan"))


def frame_of(readings: Iterable[Reading | None], index: pd.Index) -> pd.DataFrame:
    """Make a frame of readings; None gives NaN."""
    rows = [_NOTHING if reading is None else reading for reading in readings]
    columns = list(zip(*rows, strict=True)) or [()] * len(Reading._fields)
    frame = pd.DataFrame(dict(zip(Reading._fields, columns, strict=True)), index=index)
    return frame.astype({"lat": float, "lon": float, "step_deg": float, "precision_m": float})


def nowhere(index: pd.Index) -> pd.DataFrame:
    """Give rows without a position."""
    return pd.DataFrame(_NOTHING._asdict(), index=index).astype({"method": TEXT})


def read_texts(texts: pd.Series, read: Callable[[str], T | None]) -> list[T | None]:
    """Read every text of a column, equal ones once, empty ones not at all."""
    codes, distinct = coded(texts.tolist())
    known = [read(str(text)) if text else None for text in distinct]
    return [known[code] for code in codes]


def column_text(table: Table, mapping: ColumnMapping, column: str) -> pd.Series | None:
    """Give the text of a column, or None when the file has no such column."""
    source = mapping.columns.get(column)
    return source.read(table.cells) if source else None


def wrong_cells(
    code: str, texts: pd.Series, wrong: Rows, table: Table, columns: Sequence[str]
) -> list[pd.DataFrame]:
    """Report cells; `columns` are their headers in the file."""
    if not wrong.any():
        return []
    column = " + ".join(columns)
    rows, values = texts.index[wrong], texts[wrong]
    return [problem(code, file=table.file, row=rows, column=column, value=values)]


def headers(mapping: ColumnMapping, *columns: str) -> list[str]:
    """Give the headers of the file for columns, for messages."""
    return [header_of(column, mapping) for column in columns]
