"""Read a data package into frames, with its corrections applied, or check it.

`load` gives the whole package or raises `DataPackageError`; `check_package` gives every problem
of it as one table instead. What the tables are is told by `datapackage.json` alone.
"""

from atlas.data.loading import PLACES, Package, Tables, corrected_texts, load, load_changed
from atlas.data.overlay import check_overlay, load_overlay
from atlas.data.package_check import check_package
from atlas.data.package_files import DESCRIPTOR, read_descriptor, read_geometry, read_text

__all__ = [
    "DESCRIPTOR",
    "PLACES",
    "Package",
    "Tables",
    "check_overlay",
    "check_package",
    "corrected_texts",
    "load",
    "load_changed",
    "load_overlay",
    "read_descriptor",
    "read_geometry",
    "read_text",
]
