"""Built tables kept on disk, so that detailed polygons cost their building only once.

A file is named after what its tables depend on: the polygons, the parameters of the grid and the
version of GEOS. A file that cannot be read is rebuilt, a folder that cannot be written to is
done without.
"""

import hashlib
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import numpy as np
import shapely
from platformdirs import user_cache_path

from atlas.base.errors import AtlasError
from atlas.base.files import whole_file
from atlas.spatial.index.grid import COARSE, FINE, Grid
from atlas.spatial.index.patterns import Patterns
from atlas.spatial.index.segment_tables import MOST_FINE_CELLS, Tables

_VERSION = 1
_MOST_FILES = 64


def cache_folder() -> Path:
    """Give the folder of the tables in the user's cache."""
    return user_cache_path("border-corridor-atlas", "atlas") / "index"


def key_of(wkb: Iterable[bytes | None]) -> str:
    """Give the name of the tables of these polygons."""
    digest = hashlib.sha256(
        f"{_VERSION} {COARSE} {FINE} {MOST_FINE_CELLS} {shapely.geos_version}".encode()
    )
    for polygon in wkb:
        digest.update(b"-" if polygon is None else b"%d " % len(polygon))
        digest.update(polygon or b"")
    return digest.hexdigest()[:40]


def load_tables(path: Path) -> Tables | None:
    """Read tables; None when there are none, or the file is damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        west, south, x_scale, y_scale = arrays["grid"].tolist()
        return Tables(
            Grid(west, south, x_scale, y_scale),
            int(arrays["fine"]),
            arrays["coarse"],
            arrays["tiles"],
            Patterns(arrays["start"], arrays["polygon"], arrays["test"]),
        )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def save_tables(path: Path, tables: Tables) -> None:
    """Write tables, whole or not at all, and drop the oldest files when there are many."""
    grid, patterns = tables.grid, tables.patterns
    with suppress(OSError, AtlasError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as temporary:
            np.savez(
                temporary,
                grid=np.array([grid.west, grid.south, grid.x_scale, grid.y_scale]),
                fine=np.array(tables.fine),
                coarse=tables.coarse,
                tiles=tables.tiles,
                start=patterns.start,
                polygon=patterns.polygon,
                test=patterns.test,
            )
        files = sorted(path.parent.glob("*.npz"), key=lambda file: file.stat().st_mtime)
        for old in files[:-_MOST_FILES]:
            old.unlink(missing_ok=True)
