"""How many pages are made at once.

More would make none sooner, since Python runs one thread at a time, but all of them later; and what
is not yet kept, each would make for itself.
"""

from threading import BoundedSemaphore
from typing import Final

MOST_AT_ONCE: Final = 4

TURNS: Final = BoundedSemaphore(MOST_AT_ONCE)
"""Whoever makes a page takes one of these."""
