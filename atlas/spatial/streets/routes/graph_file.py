"""Street graphs as bytes, and back: see docs/streets.md."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from atlas.spatial.streets.number_file import read_numbers, refused, write_numbers
from atlas.spatial.streets.routes.street_graph import CLASS_KMH, Ints, SideGraph

MAGIC: Final = b"ATLAS STREET GRAPH 1\n"
STEP_DEGREES: Final = 1e-5
"""The grid of the nodes: about a metre."""

_LENGTH_M: Final = 0.1
_ALLOWED: Final = 8
_MOST_BYTES: Final = 2_000_000_000


def encode_graphs(graphs: Sequence[SideGraph], facts: Mapping[str, Any]) -> bytes:
    """Write the graphs of some sides; the same graphs always give the same bytes."""
    sides = [
        {
            "corridor": one.corridor_id,
            "side": one.side,
            "km": round(one.km, 1),
            "nodes": len(one.nodes),
            "edges": len(one.edges),
        }
        for one in graphs
    ]
    body = [column for one in graphs for column in _columns(one)]
    values = np.concatenate([np.zeros(0, dtype=np.int64), *body])
    return write_numbers(MAGIC, {"sides": sides, **facts}, values)


def _columns(graph: SideGraph) -> list[Ints]:
    """Give nodes and edges as numbers: each column as differences to the row before."""
    at = np.round(graph.nodes / STEP_DEGREES).astype(np.int64)
    first = graph.edges[:, 0]
    return [
        *np.diff(at, axis=0, prepend=0).T,
        np.diff(first, prepend=0),
        graph.edges[:, 1] - first,
        np.round(graph.metres / _LENGTH_M).astype(np.int64),
        graph.speed_class * _ALLOWED + graph.allowed,
    ]


def decode_graphs(data: bytes, name: str = "the graph") -> list[SideGraph]:
    """Read the graphs of a file.

    Parameters
    ----------
    data
        The bytes of the file.
    name
        What the file is called, for errors.

    Raises
    ------
    PackError
        When it is no street graph, or a broken one.
    """
    with refused(name, "street graph"):
        return _decode(data)


def _decode(data: bytes) -> list[SideGraph]:
    head, values = read_numbers(data, MAGIC, _MOST_BYTES)
    graphs, at = [], 0
    for side in head["sides"]:
        nodes, edges = int(side["nodes"]), int(side["edges"])
        size = 2 * nodes + 4 * edges
        if min(nodes, edges) < 0 or at + size > len(values):
            raise ValueError
        part = values[at : at + size]
        graphs.append(_side(str(side["corridor"]), str(side["side"]), nodes, part))
        at += size
    if at != len(values):
        raise ValueError
    return graphs


def _side(corridor_id: str, side: str, nodes: int, values: Ints) -> SideGraph:
    at = np.cumsum(values[: 2 * nodes].reshape(2, nodes), axis=1).T
    first, further, length, kind = values[2 * nodes :].reshape(4, -1)
    first = np.cumsum(first)
    edges = np.column_stack([first, first + further])
    speed_class, allowed = np.divmod(kind, _ALLOWED)
    beyond = len(edges) and (edges.min() < 0 or edges.max() >= nodes)
    if beyond or (length < 0).any() or (kind < 0).any() or (speed_class >= len(CLASS_KMH)).any():
        raise ValueError
    nodes_at = np.asarray(at * STEP_DEGREES, dtype=np.float64)
    metres = np.asarray(length * _LENGTH_M, dtype=np.float64)
    return SideGraph(corridor_id, side, nodes_at, edges, metres, speed_class, allowed)
