"""How files come in: no larger than allowed, and in memory only.

Streamlit keeps an upload in the memory of its session. But what receives it first, Starlette's
reader of forms, would lay everything above one megabyte into a temporary file.
"""

from typing import Final

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile

LIMIT_MB: Final = 20
"""Size of the largest file that is taken; `server.maxUploadSize` is the same."""

BYTES_PER_MB: Final = 1024 * 1024
_FRAMING_MB: Final = 1


def keep_in_memory() -> None:
    """Let no upload touch the disk; `.streamlit/config.toml` says how large one may be."""
    # Streamlit ends a request that is larger than its limit and a margin; nothing rolls over.
    MultiPartParser.spool_max_size = (2 * LIMIT_MB + _FRAMING_MB) * BYTES_PER_MB


def received(key: str) -> UploadedFile | None:
    """Give the file of an uploader; for its callback.

    None also for one that was taken away before: a click that left the browser before it heard of
    that brings the file along once more.
    """
    given = st.session_state.get(key)
    return None if isinstance(given, DeletedFile) else given
