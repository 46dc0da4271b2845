"""The errors of the atlas, one family.

::

    AtlasError
    ├── DataPackageError    the data package is missing, broken or inconsistent
    ├── VocabularyError     a code that the vocabularies do not know
    ├── FilterError         a filter value that cannot be used
    ├── IngestError         an outside file that cannot be read at all
    └── ExportError         an output that cannot be made or written

A message is one line: what was wrong, the value, what is allowed. Problems of single rows are
never raised: they are rows of a problem table (see `atlas.schema`).
"""


class AtlasError(Exception):
    """Base of every error that the atlas raises on purpose."""


class DataPackageError(AtlasError):
    """The data package is missing, broken or inconsistent."""


class VocabularyError(AtlasError, KeyError):
    """A code or a vocabulary that does not exist."""

    def __str__(self) -> str:
        """Give the message as written; KeyError would show it in quotes."""
        return str(self.args[0]) if self.args else ""


class FilterError(AtlasError, ValueError):
    """A filter value that cannot be used."""


class IngestError(AtlasError, ValueError):
    """An outside file that cannot be read at all."""


class ExportError(AtlasError):
    """An output that cannot be made or written."""
