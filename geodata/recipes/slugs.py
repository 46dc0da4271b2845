"""Stable identifiers made of words."""

import re
import unicodedata


def slug(text: str, longest: int = 80) -> str:
    """Give a text as lower-case words joined by hyphens, cut at a word."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words if len(words) <= longest else words[: longest + 1].rsplit("-", 1)[0]
