"""How files come in: no larger than allowed, and in memory only.

Streamlit keeps an upload in the memory of its session. But what receives it first, Starlette's
reader of forms, would lay everything above one megabyte into a temporary file.
"""

from typing import Final

from starlette.formparsers import MultiPartParser

LIMIT_MB: Final = 20
"""Size of the largest file that is taken; `server.maxUploadSize` is the same."""

BYTES_PER_MB: Final = 1024 * 1024
_FRAMING_MB: Final = 1


def keep_in_memory() -> None:
    """Let no upload touch the disk; `.streamlit/config.toml` says how large one may be."""
    # Streamlit ends a request that is larger than its limit and a margin; nothing rolls over.
    MultiPartParser.spool_max_size = (2 * LIMIT_MB + _FRAMING_MB) * BYTES_PER_MB
