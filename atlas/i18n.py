"""The words of the interface, in Spanish and English, from `locale/*.toml`.

Labels of data codes (kinds, services, ...) are not here: they come from the vocabularies.
"""

import tomllib
from functools import cache
from pathlib import Path

from atlas.errors import VocabularyError

LANGS = ("es", "en")
DEFAULT_LANG = "es"

_LOCALE = Path(__file__).resolve().parent / "locale"


@cache
def messages(lang: str) -> dict[str, str]:
    """Read every message of one language.

    Parameters
    ----------
    lang
        One of `LANGS`.

    Returns
    -------
    messages
        Text by dotted key, `section.key`.

    Raises
    ------
    VocabularyError
        When there is no such language.
    """
    if lang not in LANGS:
        message = f"unknown language {lang!r}; use one of {', '.join(LANGS)}"
        raise VocabularyError(message)
    tree = tomllib.loads((_LOCALE / f"{lang}.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{key}": text for section, items in tree.items() for key, text in items.items()
    }


def t(key: str, lang: str, **values: object) -> str:
    """Give one message in one language, its `{placeholders}` filled from `values`.

    Raises
    ------
    VocabularyError
        When there is no such message or language.
    """
    text = messages(lang).get(key)
    if text is None:
        message = f"no message {key!r} in locale/{lang}.toml"
        raise VocabularyError(message)
    return text.format(**values) if values else text
