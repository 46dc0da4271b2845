"""Read a data package into frames, with its corrections applied, or check it.

`load` gives the whole package or raises `DataPackageError`; `check_tables` gives every problem
of it as one table instead. What the tables are is declared by `datapackage.json` alone.
"""

from atlas.data.loading import PLACES, Package, Tables, corrected_texts, load, load_changed
from atlas.data.overlay import check_overlay, load_overlay
from atlas.data.package_check import check_tables
from atlas.data.package_files import DESCRIPTOR, read_descriptor, read_geometry, read_text

__all__ = [
    "DESCRIPTOR",
    "PLACES",
    "Package",
    "Tables",
    "check_overlay",
    "check_tables",
    "corrected_texts",
    "load",
    "load_changed",
    "load_overlay",
    "read_descriptor",
    "read_geometry",
    "read_text",
]
