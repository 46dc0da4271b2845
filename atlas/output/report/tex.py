"""Text for LaTeX and BibTeX, so that it is set as it is written."""

import re
from typing import Final

_SIGNS: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # a bare brace would unbalance an entry of BibTeX, escaped or not
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    '"': r"{\char34}",  # some languages of babel give it a meaning
    "-": "-{}",
    "'": "'{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
# Hyphens and apostrophes are only joined when there are two of them.
_SIGN = re.compile(r"[\\{}~^<>|`\"&%$#_]|-(?=-)|'(?=')")


def tex(text: str) -> str:
    """Give LaTeX that sets a text as it is written, in an argument too, and runs none of it."""
    return _SIGN.sub(lambda found: _SIGNS[found[0]], text)


def tex_link(link: str) -> str:
    """Give LaTeX that sets a web address as text that may be broken over lines."""
    return re.sub(r"(?=\?)|(?<=&)(?!$)", r"\\allowbreak{}", tex(link))
