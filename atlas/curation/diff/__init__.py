"""What changed from one version of a data package to the next.

`read_release` reads a package as its tables say it, corrections applied; `changes` compares two of
them row by row, cell by cell and point by point, in words of both languages.
"""

from atlas.curation.diff.change_messages import CHANGE_COLUMNS
from atlas.curation.diff.compare import changes
from atlas.curation.diff.package_version import Release, read_release

__all__ = ["CHANGE_COLUMNS", "Release", "changes", "read_release"]
