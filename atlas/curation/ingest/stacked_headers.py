"""Headers over several rows: a group above, its columns below, often in merged cells."""

import re
from collections.abc import Sequence
from typing import Final

from atlas.base.text_search import fold
from atlas.curation.ingest.text_codes import words
from atlas.curation.ingest.text_table import Known

_OF_ANYTHING: Final = words(
    "name nombre nome type tipo id code codigo phone telefono telefone tel email correo mail "
    "mobile celular address direccion domicilio endereco notes notas cargo title date fecha"
)
_OF_OTHERS = re.compile(
    r"contact|contato|responsable|encargad|focal|enlace|manag|operat|operad|organi[sz]|agency|"
    r"agencia|gesti[oó]n|administra|director|coordina|respondent|informant|enumerator|partner|socio",
    re.IGNORECASE,
)


def group_rows(rows: Sequence[list[str]], at: int) -> list[list[str]]:
    """Give the rows right above a header that name groups of its columns, the nearest first.

    A title has one cell; a row of groups has several, or one that does not begin the row.
    """
    found: list[list[str]] = []
    for cells in reversed(rows[:at]):
        filled = [i for i, cell in enumerate(cells) if cell.strip()]
        if len(filled) < 2 and not (filled and filled[0] > 0):
            break
        found.append(spread_right(cells))
    return found


def spread_right(cells: Sequence[str]) -> list[str]:
    """Give the cells of a row of groups, each as far as the next begins."""
    before = ""
    found = []
    for cell in cells:
        before = cell.strip() or before
        found.append(before)
    return found


def is_second_row(header: Sequence[str], below: Sequence[str], known: Known) -> bool:
    """Say whether the row below a header names columns of its groups.

    It has text only under a group: a cell with an empty one to its right, or that one.
    """
    width = max(len(header), len(below))
    above = [*header, *[""] * (width - len(header))]
    under = [i for i, cell in enumerate(below) if cell.strip()]
    grouped = {i for i in range(width) if not above[i].strip()}
    grouped |= {i - 1 for i in grouped if i and above[i - 1].strip()}
    if not under or not set(under) <= grouped or not any(not above[i].strip() for i in under):
        return False
    words = [below[i] for i in under]
    plain = all(len(word) <= 40 and not any(sign.isdigit() for sign in word) for word in words)
    groups = spread_right(above)
    return plain and any(known(word) or known(f"{groups[i]} {word}") for i, word in
                         zip(under, words, strict=True))  # fmt: skip


def joined_name(own: str, groups: Sequence[str], known: Known) -> str:
    """Give the header of a column, with its group where that tells more.

    Parameters
    ----------
    own
        The lowest header of the column; may be empty.
    groups
        The groups above it, the nearest first; empty ones are left out.
    known
        Whether a header is one that is known.
    """
    named = [group for group in groups if group and group != own]
    if not own:
        return named[0] if named else ""
    # `Type` and `Name` under `Management` or `Contact` are not those of the place.
    if fold(own) in _OF_ANYTHING and (who := next(filter(_OF_OTHERS.search, named), "")):
        return f"{who} {own}"
    if known(own):
        return own
    for group in named:
        if known(f"{group} {own}"):
            return f"{group} {own}"
    return next((f"{group} ({own})" for group in named if known(group)), own)
