"""The street graphs next to street packs, one of each side of each corridor."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from atlas.spatial.streets.routes.graph_file import decode_graphs
from atlas.spatial.streets.routes.street_graph import SideGraph

SUFFIX: Final = ".graph"

Side = tuple[str, str]


def graph_of(pack: Path) -> Path:
    """Give the file of the graph that belongs to a pack."""
    return pack.with_suffix(SUFFIX)


def read_graphs(packs: Iterable[Path]) -> dict[Side, SideGraph]:
    """Read the graphs that lie next to packs.

    Returns
    -------
    graphs
        By corridor and side. Where several files hold streets of a side, the one with the most: two
        extracts overlap at the border, and their nodes are not the same.

    Raises
    ------
    PackError
        When a file is no street graph.
    """
    found: dict[Side, SideGraph] = {}
    for file in map(graph_of, packs):
        if not file.is_file():
            continue
        for one in _read(file, file.stat().st_mtime_ns):
            key = one.corridor_id, one.side
            if len(one.edges) and (key not in found or one.km > found[key].km):
                found[key] = one
    return found


@lru_cache(maxsize=8)
def _read(file: Path, _changed: int) -> list[SideGraph]:
    return decode_graphs(file.read_bytes(), file.name)
