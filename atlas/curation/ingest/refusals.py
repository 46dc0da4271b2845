"""Why an outside file is refused as a whole, in every language."""

from collections.abc import Mapping
from typing import Any

from atlas.base import i18n
from atlas.base.errors import IngestError
from atlas.curation.ingest.ingest_problems import shorten


def refused(code: str, **words: Any) -> IngestError:  # noqa: ANN401, whatever a message names
    """Make the error for a file that cannot be read at all.

    Parameters
    ----------
    code
        The messages are `refused.<code>` in the locale files, where `words` may stand.
    words
        Text, as the file or its reader has it, of which the beginning is shown; a list of all that
        is allowed; a number of something, which is written as the language writes it; or a text
        in each language.

    Returns
    -------
    error
        To be raised; its own message is the one in `CONSOLE_LANG`.
    """
    said = {lang: _said(code, lang, words) for lang in i18n.LANGS}
    return IngestError(said[i18n.CONSOLE_LANG], said=said)


def cannot_open(path: object, error: OSError) -> IngestError:
    """Make the error for a file that the system does not give."""
    known = (
        (FileNotFoundError, "why_missing"),
        (PermissionError, "why_forbidden"),
        (IsADirectoryError, "why_folder"),
    )
    key = next((key for kind, key in known if isinstance(error, kind)), "")
    said = {lang: i18n.messages(lang).get(f"refused.{key}", "") for lang in i18n.LANGS}
    return refused("cannot_open", path=path, why=said if key else error.strerror or error)


def _said(code: str, lang: str, words: Mapping[str, Any]) -> str:
    told = {name: _told(word, lang) for name, word in words.items()}
    return i18n.messages(lang)[f"refused.{code}"].format(**told)


def _told(word: Any, lang: str) -> str:  # noqa: ANN401
    if isinstance(word, int | float):
        return i18n.number(word, lang)
    if isinstance(word, list):
        return ", ".join(word)
    return shorten(word[lang] if isinstance(word, Mapping) else str(word))
