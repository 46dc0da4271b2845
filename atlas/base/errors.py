"""The errors of the atlas, one family.

::

    AtlasError
    ├── DataPackageError    the data package is missing, broken or inconsistent
    ├── VocabularyError     a code that the vocabularies do not know
    ├── FilterError         a filter value that cannot be used
    ├── IngestError         an outside file that cannot be read at all
    └── ExportError         an output that cannot be made or written

A message is one line: what was wrong, the value, what is allowed. Problems of single rows are
never raised: they are rows of a problem table (see `atlas.data.schema`).
"""

from collections.abc import Mapping


class AtlasError(Exception):
    """Base of every error that the atlas raises on purpose."""

    def say(self, lang: str) -> str:  # noqa: ARG002, for those that know more than one
        """Give the message in a language; in English where it is not known in that one."""
        return str(self)


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
    """An outside file that cannot be read at all.

    Parameters
    ----------
    message
        Why, in English.
    said
        The same in other languages.
    """

    def __init__(self, message: str, *, said: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self._said = dict(said or {})

    def say(self, lang: str) -> str:
        """Give the message in a language; in English where it is not known in that one."""
        return self._said.get(lang, str(self))


class ExportError(AtlasError):
    """An output that cannot be made or written."""


def one_line(error: Exception) -> str:
    """Give the message of an error without its line breaks."""
    return " ".join(str(error).split())
