"""One table of an outside file, as text, before anything is known about its columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

import pandas as pd

from atlas.curation.ingest.limits import Limits

TEXT: Final = "object"
"""Type of text columns while a file is read: walking through Python strings is several times
faster than through the text type of pandas, which the finished tables have."""

LOST: Final = frozenset(
    ("cell_error", "formula_lost", "formula_text", "cell_too_long", "invalid_cell", "number_lost")
)
"""Problems of cells of which it is not known any more what they said."""

Known = Callable[[str], bool]
"""Says whether a header is one that the synonyms or the mapping know."""


@dataclass(frozen=True)
class Choices:
    """What a person has chosen about a file, for the reader of its format.

    Attributes
    ----------
    known
        Whether a header is known: it tells headers from titles and sheets from each other.
    column
        The column that a header stands for, or an empty text.
    limits
        The largest file that is read.
    sheet
        Name or number of the sheet, layer or archive member; empty when not chosen.
    header_row
        Number of the header row; None when not chosen.
    crs
        Coordinate reference system of positions, where the file does not state one.
    """

    known: Known
    column: Callable[[str], str] = str
    limits: Limits = field(default_factory=Limits)
    sheet: str = ""
    header_row: int | None = None
    crs: str = ""


class Remark(NamedTuple):
    """What a file says outside the cells of its records: in a title, a note, a comment."""

    text: str
    rows: frozenset[int] | None = None
    """The rows that it speaks of; all of them without."""


@dataclass(frozen=True)
class Table:
    """What a reader gives.

    Attributes
    ----------
    file
        Name for messages: the file, with the sheet, layer or member where it has several.
    cells
        Text, one column a header (unique, never empty), missing text empty. The index is the row
        of the file, counted as a spreadsheet shows it; for features it is their number from 1.
    tags
        HXL tag by header, where the file has a row of them.
    points
        `lon`, `lat` (degrees, WGS84), `precision_m` and `method` with the index of `cells`, for
        formats whose rows have a geometry.
    problems
        Problem tables of what could not be read.
    held
        Rows of `cells` that cannot be a record; each has an error among the problems.
    kind
        The format: `csv`, `xlsx`, `geojson`, ...
    remarks
        What is said of the rows elsewhere than in their cells; it may forbid to show them.
    """

    file: str
    cells: pd.DataFrame
    tags: Mapping[str, str] = field(default_factory=dict)
    points: pd.DataFrame | None = None
    problems: Sequence[pd.DataFrame] = ()
    held: frozenset[int] = frozenset()
    kind: str = "csv"
    remarks: Sequence[Remark] = ()

    def filled(self, header: str) -> int:
        """Count the cells of a column that have text."""
        texts = self.cells[header].tolist()
        return len(texts) - texts.count("")

    def has_said(self, header: str) -> bool:
        """Say whether a column has text, or had some that could not be kept."""
        return header in self._lost_from or self.filled(header) > 0

    @cached_property
    def _lost_from(self) -> frozenset[str]:
        """The headers of columns of which cells could not be kept."""
        parts = [part for part in self.problems if len(part) and part["code"].iloc[0] in LOST]
        return frozenset(str(part["column"].iloc[0]) for part in parts)
