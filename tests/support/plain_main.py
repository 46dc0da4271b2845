"""Processes that are spawned run the main module again; here is one that can be run again."""

import sys
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def plain_main():
    """Put an empty main module in place of the page that a test of the app left there."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
