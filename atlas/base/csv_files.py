"""CSV files: the one writer of all that the atlas gives, and the one reader of its own tables.

What partners send has a tolerant reader in `atlas.curation.ingest`, which finds out encoding and
delimiter and holds single rows back; millions of points are read by pyarrow in
`atlas.spatial.bulk`. A table of the atlas has one form, and what is not in it is an error.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from atlas.base.errors import DataPackageError, one_line
from atlas.base.spreadsheet import neutralise, printable

if TYPE_CHECKING:
    import pandas as pd

FIRST_ROW: Final = 2
"""Number of the first row after the header, as spreadsheets count."""

_PARTING = re.compile('[,"\r\n]')


def csv_text(
    table: "pd.DataFrame",
    *,
    marked: bool = True,
    plain: re.Pattern[str] | None = None,
    line_end: str = "\n",
) -> str:
    """Write a table as the text of a CSV file, as `DataFrame.to_csv` does, in a third of the time.

    A lone carriage return is quoted too: before Python 3.13, the library leaves it bare and the
    row breaks.

    Parameters
    ----------
    table
        Columns of text, of numbers, or of both.
    marked
        Whether texts that a spreadsheet could run are marked, see `neutralise`, and characters
        that it cannot show replaced. Data for the atlas itself is written as it is.
    plain
        Text that matches as a whole is not marked.
    line_end
        What ends every row.
    """

    def safe(text: str) -> str:
        return text if plain and plain.fullmatch(text) else neutralise(printable(text))

    shown = safe if marked else str
    header = ",".join(_quoted(str(name)) for name in table.columns)
    columns = [_cells(table.iloc[:, at], shown) for at in range(table.shape[1])]
    # An empty line would be no row.
    rows = (",".join(cells) or '""' for cells in zip(*columns, strict=True))
    return line_end.join([header, *rows, ""])


def csv_bytes(
    table: "pd.DataFrame", *, bom: bool = True, plain: re.Pattern[str] | None = None
) -> bytes:
    """Write a table as a CSV file that a spreadsheet opens without running anything in it.

    Parameters
    ----------
    table
        Numbers stay numbers; text is marked where a spreadsheet could run it.
    bom
        Begin with a byte-order mark, without which Excel garbles accents.
    plain
        Text that matches as a whole is not marked.

    Returns
    -------
    content
        UTF-8, commas, a header row.
    """
    text = csv_text(table, plain=plain, line_end="\r\n")
    return text.encode("utf-8-sig" if bom else "utf-8")


def _cells(column: "pd.Series", shown: Callable[[str], str]) -> Iterable[str]:
    values = column.astype(object).where(column.notna(), "").tolist()
    # Texts repeat themselves, so each is looked at once.
    texts = {text: _quoted(shown(text)) for text in {v for v in values if isinstance(v, str)}}
    return [texts[value] if isinstance(value, str) else str(value) for value in values]


def _quoted(text: str) -> str:
    if not _PARTING.search(text):
        return text
    inside = text.replace('"', '""')
    return f'"{inside}"'


def read_csv(file: Path, name: str = "") -> "pd.DataFrame":
    """Read a CSV file as text, every column `str`.

    Parameters
    ----------
    file
        Its path.
    name
        What messages call it; its own name when not given.

    Raises
    ------
    DataPackageError
        When the file is missing or broken; the message names the row.
    """
    import pandas as pd

    name = name or file.name
    header, *rows = _rows(file, name)
    for number, row in enumerate(rows, start=FIRST_ROW):
        if len(row) != len(header):
            message = f"{name} row {number} has {len(row)} cells, the header {len(header)}"
            raise DataPackageError(message)
    if len(set(header)) < len(header):
        message = f"{name} has a column twice: {', '.join(header)}"
        raise DataPackageError(message)
    return pd.DataFrame(rows, columns=header, dtype="str")


def _rows(file: Path, name: str) -> list[list[str]]:
    """Split a CSV file into its rows, the header the first of them."""
    rows: list[list[str]] = []
    try:
        text = file.read_bytes().decode("utf-8-sig")
        rows.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except OSError as error:
        message = f"{name} cannot be read: {one_line(error)}"
        raise DataPackageError(message) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"{name} line {line} is no UTF-8 text; save the file as UTF-8"
        raise DataPackageError(message) from error
    except csv.Error as error:  # the rows before it are there
        message = f"{name} row {len(rows) + 1} cannot be read: {one_line(error)}"
        raise DataPackageError(message) from error
    if not rows:
        message = f"{name} is empty; it needs a row with the names of its columns"
        raise DataPackageError(message)
    return rows
