"""Text that every file format can hold, and that a spreadsheet shows without running it.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, also when the cell
came from a CSV file; where it expects `;` between cells, it takes one inside a cell for the start
of the next. `neutralise` puts an apostrophe before every such beginning, `restore` takes it away:
`restore(neutralise(text)) == text` for every text.
"""

import re

# Space, quotes and apostrophes before the sign do not stop a spreadsheet; full-width signs count.
# An apostrophe more or less does not change what matches: that is why the way back is exact.
_FORMULA = r"[\s\"']*[=+\-@\uff1d\uff0b\uff0d\uff20]"
_BREAK = r"'*[\t\r\n]"


def _starts(mark: str) -> re.Pattern[str]:
    """Match `mark` wherever it stands before something that a spreadsheet could run."""
    return re.compile(rf"(?:^(?={mark}(?:{_FORMULA}|{_BREAK}))|(?<=;)(?={mark}{_FORMULA})){mark}")


_RISKY = _starts("")
_MARKED = _starts("'")

# What XML 1.0 cannot hold, and where other formats end a text: control characters, surrogates,
# non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def neutralise(text: str) -> str:
    """Put an apostrophe before everything in a text that a spreadsheet could run."""
    return _RISKY.sub("'", text)


def restore(text: str) -> str:
    """Take away the apostrophes that `neutralise` put there."""
    return _MARKED.sub("", text)


def printable(text: str) -> str:
    """Replace what not every format can hold by U+FFFD, the replacement character."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
