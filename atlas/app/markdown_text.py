"""Text of the data, made safe for the places where Streamlit reads Markdown."""

import re

_MEANS_SOMETHING = re.compile(r"([!-/:-@\[-`{-~])")
# Streamlit looks for these after Markdown has been read, so a backslash does not stop it.
_READ_LATER = re.compile(r"(?<=[:@$])|(?<=www)(?=\.)", re.IGNORECASE)
_BREAKS = re.compile(r"[\r\n\u2028\u2029\x00-\x08\x0b\x0c\x0e-\x1f]+")
_NOTHING = "\N{WORD JOINER}"


def plain(text: str) -> str:
    """Give Markdown that shows a text exactly as it is written.

    Punctuation is escaped, line breaks become spaces, and an invisible character parts what would
    become a colour, an icon, a formula or a link.
    """
    parted = _READ_LATER.sub(_NOTHING, _BREAKS.sub(" ", text))
    return _MEANS_SOMETHING.sub(r"\\\1", parted)
