"""A text put together of several columns, as people write it: `[Street] [Number], [Town]`.

A column in brackets stands for its cell; zeros after it fill a number up: `[Number 000]`.
"""

import re
from collections.abc import Sequence

from atlas.curation.ingest import Source

_PLACEHOLDER = re.compile(r"\{(\d)(?::0(\d))?\}")
_BRACKETS = re.compile(r"\[[^\]]*\]|[{}]")
_MOST = 9


def pattern_of(source: Source) -> str:
    """Write the template of a source as a pattern; without one, its columns side by side."""
    if not source.template:
        return " ".join(f"[{header}]" for header in source.headers)

    def column(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        zeros = f" {'0' * int(found[2])}" if found[2] else ""
        return f"[{source.headers[at]}{zeros}]" if 0 <= at < len(source.headers) else ""

    return _PLACEHOLDER.sub(column, source.template)


def read_pattern(text: str, headers: Sequence[str]) -> tuple[Source | None, str]:
    """Read a pattern.

    Parameters
    ----------
    text
        The pattern.
    headers
        The columns of the file.

    Returns
    -------
    source, wrong
        The source with its template; or none, and what of the text is no column of the file
        (nothing where the text names no column at all).
    """
    longest_first = sorted(headers, key=len, reverse=True)
    column = re.compile(rf"\[({'|'.join(map(re.escape, longest_first))})(?: (0{{2,9}}))?\]")
    used: list[str] = []

    def placeholder(found: re.Match[str]) -> str:
        if found[1] not in used:
            used.append(found[1])
        number = used.index(found[1]) + 1
        return f"{{{number}:0{len(found[2])}}}" if found[2] else f"{{{number}}}"

    wrong = _BRACKETS.search(column.sub("", text))
    template = column.sub(placeholder, text)
    if wrong or not used or len(used) > _MOST:
        return None, wrong[0] if wrong else ""
    return Source(tuple(used), template), ""
