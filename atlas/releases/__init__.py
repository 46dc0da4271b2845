"""What changed from one version of a data package to the next.

`read_release` reads a package as its tables say it, corrections applied; `changes` compares two of
them row by row, cell by cell and point by point, in words of both languages.
"""

from atlas.releases.comparing import changes
from atlas.releases.reading import Release, read_release
from atlas.releases.words import CHANGE_COLUMNS

__all__ = ["CHANGE_COLUMNS", "Release", "changes", "read_release"]
