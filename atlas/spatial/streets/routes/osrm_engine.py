"""OSRM where it is installed: what it costs between the nodes of one side, exactly as searched.

Only this module and `osrm_server` know OSRM. Its programs read a side as an extract in which each
edge is a way that states its cost. A tenth of a second of OSRM stands for a millimetre or a
millisecond of the atlas, so nothing is rounded.

OSRM looks for the street that is nearest to a position. Only positions of nodes are asked for, and
they are chosen so that no street passes there but those of the node.
"""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import shapely
from filelock import FileLock
from platformdirs import user_cache_path

from atlas.base.files import hidden_folder
from atlas.spatial.streets.routes.osrm_server import BASE, NODES, OsrmError, run, served
from atlas.spatial.streets.routes.street_graph import Cost, Flags, Floats, Ints, Mode, SideGraph

_PROGRAMS: Final = ("osrm-extract", "osrm-partition", "osrm-customize", "osrm-routed")
_LEAST_VERSION: Final = (26, 10)
"""The first that is compared with the search; before 5.27 a corner was on one of its ways only."""

_PROFILE: Final = """
api_version = 4
function setup()
  return { properties = { weight_name = 'duration', use_turn_restrictions = false,
    continue_straight_at_waypoint = false } }
end
function process_way(profile, way, result)
  local ways = way:get_value_by_key('ways')
  if ways ~= 'back' then result.forward_mode = mode.driving end
  if ways ~= 'forth' then result.backward_mode = mode.driving end
  result.duration = tonumber(way:get_value_by_key('cost')) / 10
end
function process_node() end
function process_turn(profile, turn) turn.duration, turn.weight = 0, 0 end
return { setup = setup, process_way = process_way, process_node = process_node,
  process_turn = process_turn }
"""

_CELLS: Final = "32,256,2048,16384"
"""Most pieces of street in a cell of each level: smaller than those of OSRM, for smaller graphs."""

_MOST_EDGE: Final = (1 << 22) - 2
"""OSRM has 22 bits for the cost of a piece of street; that of an edge needs 18."""

_KEPT: Final = 24
"""Sides that stay prepared, of one mode and cost each: those of four corridors."""

_GRID: Final = 1e-6
"""Degrees of a step of the grid of OSRM; streets keep `_CLEAR` steps from nodes of others."""

_STRETCH: Final = 8.0
_CLEAR: Final = 3.0
_SPREAD: Final = 30
_FARTHER: Final = 1.2
_TRIES: Final = 60


class _Streets(NamedTuple):
    """The edges of a side that lead somewhere, and what they cost."""

    nodes: Floats
    edges: Ints
    costs: Floats
    forth: Flags
    back: Flags

    @classmethod
    def of(cls, graph: SideGraph, mode: Mode, cost: Cost) -> "_Streets":
        forth, back = graph.directions(mode)
        rows = np.flatnonzero((forth | back) & (graph.edges[:, 0] != graph.edges[:, 1]))
        costs = graph.costs(mode, cost)
        if len(rows) and costs[rows].max() > _MOST_EDGE:
            raise OsrmError("OSRM cannot be used: the graph has an edge of more than 4 km")
        return cls(graph.nodes, graph.edges[rows], costs[rows], forth[rows], back[rows])


@dataclass(frozen=True)
class Osrm:
    """The programs of OSRM; see `node_tables.Engine`."""

    programs: tuple[str, ...]
    version: str

    @property
    def name(self) -> str:
        """See `Engine`."""
        return f"OSRM {self.version}"

    def prepare(self, graph: SideGraph, mode: Mode, cost: Cost) -> Path | None:
        """Prepare a side in the user's cache, whole or not at all; None where no edge leads on.

        Raises
        ------
        OsrmError
            When OSRM fails, or the folder cannot be written to.
        """
        streets = _Streets.of(graph, mode, cost)
        if not len(streets.edges):
            return None
        digest = hashlib.sha256(f"{self.version} {_PROFILE} {_CELLS}".encode())
        for column in streets:
            digest.update(np.ascontiguousarray(column).tobytes())
        folder = cache_folder() / digest.hexdigest()[:32]
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(folder.parent / "lock"):
                if not folder.is_dir():
                    with hidden_folder(folder) as unfinished:
                        self._prepare(streets, unfinished, folder.name)
                        unfinished.rename(folder)
                os.utime(folder)
                _drop_old(folder.parent)
        except OSError as error:
            message = f"OSRM cannot prepare streets in {folder.parent}: {error.strerror or error}"
            raise OsrmError(message) from error
        return folder

    def _prepare(self, streets: _Streets, folder: Path, key: str) -> None:
        at = _apart(streets)
        np.save(folder / NODES, at)
        profile, extract, base = (folder / name for name in ("atlas.lua", "side.osm", BASE))
        profile.write_text(_PROFILE, encoding="utf-8")
        _write(streets, at, extract)
        # No piece is too small to be stood on: the atlas chooses what points are put on.
        told = ("-p", profile, "-d", key, "--small-component-size", "1")
        read, divide, fill = self.programs[:3]
        cells = "--max-cell-sizes", _CELLS
        for command in ((read, *told, extract), (divide, *cells, base), (fill, base)):
            run(*map(str, command))
        extract.unlink()

    def table(self, graph: SideGraph, mode: Mode, cost: Cost, nodes: tuple[Ints, Ints]) -> Floats:
        """See `Engine`. The server of OSRM runs meanwhile only.

        Raises
        ------
        OsrmError
            When OSRM fails, or does not answer what it was asked.
        """
        start, end = nodes
        found = np.where(start[:, None] == end, 0.0, np.inf)
        folder = self.prepare(graph, mode, cost) if found.size else None
        if folder is not None:
            with served(self.programs[-1], folder) as side:
                side.fill(found, start, end)
        return found


def installed() -> Osrm:
    """Find OSRM on the PATH, or in an installed Python package `osrm`.

    Raises
    ------
    OsrmError
        When it is not there, or too old.
    """
    package = find_spec("osrm")
    folders = [Path(one) / "bin" for one in (package and package.submodule_search_locations) or ()]
    for path in (None, *map(str, folders)):
        programs = tuple(found for one in _PROGRAMS if (found := shutil.which(one, path=path)))
        if len(programs) == len(_PROGRAMS):
            return _of(programs)
    message = (
        f"OSRM is not installed: put {', '.join(_PROGRAMS)} on the PATH, "
        "or with Python 3.12: pip install 'border-corridor-atlas[osrm]'"
    )
    raise OsrmError(message)


@lru_cache(maxsize=4)
def _of(programs: tuple[str, ...]) -> Osrm:
    said = run(programs[-1], "--version").strip()
    found = re.match(r"v?((\d+)\.(\d+)\S*)", said)
    least = ".".join(map(str, _LEAST_VERSION))
    if found is None or (int(found[2]), int(found[3])) < _LEAST_VERSION:
        message = f"OSRM {said[:20]!r} cannot be used: {least} or later is needed"
        raise OsrmError(message)
    return Osrm(programs, found[1])


def cache_folder() -> Path:
    """Give the folder of what is prepared in the user's cache."""
    return user_cache_path("border-corridor-atlas", "atlas") / "osrm"


def _drop_old(folder: Path) -> None:
    sides = [one for one in folder.iterdir() if one.is_dir() and not one.name.startswith(".")]
    sides.sort(key=lambda one: one.stat().st_mtime)
    for old in sides[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _apart(streets: _Streets) -> Floats:
    """Give nodes positions of their own, shape (n, 2), near which no street of others passes.

    Costs do not depend on them. They keep their order in space, near the equator, where a degree of
    the grid of OSRM is the same both ways. Those from which no street leads get none: NaN.
    """
    rng = np.random.default_rng(0)
    used = np.unique(streets.edges)
    middle = (streets.nodes[used].min(axis=0) + streets.nodes[used].max(axis=0)) / 2
    wide = np.abs(streets.nodes[used] - middle).max()
    base = np.round((streets.nodes - middle) * min(_STRETCH, 60 / max(wide, 1e-6)) / _GRID)
    at, moved = base.copy(), used
    for number in range(_TRIES):
        far = int(_SPREAD * _FARTHER**number)
        at[moved] = base[moved] + rng.integers(-far, far + 1, (len(moved), 2))
        lines = shapely.linestrings(at[streets.edges])
        tree = shapely.STRtree(lines)
        node, line = tree.query(shapely.points(at[used]), "dwithin", distance=_CLEAR)
        ends = streets.edges[line]
        foreign = (ends != used[node][:, None]).all(axis=1)
        short = streets.edges[shapely.length(lines) <= _CLEAR]
        moved = np.union1d(used[node[foreign]], short)
        if not len(moved):
            at[np.setdiff1d(np.arange(len(at)), used)] = np.nan
            return np.asarray(at * _GRID)
    raise OsrmError("OSRM cannot be used: streets of the graph lie too close to each other")


def _write(streets: _Streets, at: Floats, path: Path) -> None:
    """Write streets as an extract of OpenStreetMap in XML."""
    ways = np.where(streets.forth & streets.back, "both", np.where(streets.forth, "forth", "back"))
    with path.open("w", encoding="utf-8") as out:
        out.write('<osm version="0.6">\n')
        for n in np.unique(streets.edges).tolist():
            lon, lat = at[n]
            out.write(f'<node id="{n + 1}" version="1" lon="{lon:.6f}" lat="{lat:.6f}"/>\n')
        rows = zip(streets.edges.tolist(), streets.costs.tolist(), ways, strict=True)
        for n, ((start, end), cost, way) in enumerate(rows):
            out.write(
                f'<way id="{n + 1}" version="1"><nd ref="{start + 1}"/><nd ref="{end + 1}"/>'
                f'<tag k="cost" v="{cost:.0f}"/><tag k="ways" v="{way}"/></way>\n'
            )
        out.write("</osm>\n")
