"""How long it takes to, or from, every node of the streets: the border is crossed once, at a gate.

Each side is searched alone, from the points on it and from the gates that people come over.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from atlas.spatial.streets.routes.border_gates import put_gates, wait_costs
from atlas.spatial.streets.routes.street_distances import Spots, StreetDistances
from atlas.spatial.streets.routes.street_graph import Cost, Flags, Floats, Ints
from atlas.spatial.streets.routes.street_search import Network, Search, joined


@dataclass(frozen=True, eq=False)
class Origins:
    """Where ways end, or begin.

    Attributes
    ----------
    spots
        The points.
    radius_m
        How far from its point each may be, shape (n,).
    gates
        Rows of `StreetDistances.gates` at which somebody stands, on either side.
    towards
        Whether ways lead to these; from them otherwise.
    """

    spots: Spots
    radius_m: Floats
    gates: Ints
    towards: bool


class Spread(NamedTuple):
    """The streets of one side, with the time of each node in milliseconds.

    Attributes
    ----------
    corridor, side
        Which side.
    network, search
        Its streets, cut where points and gates stand.
    certain, possible
        The time at most, wherever within its radius a point is, and at least.
    towards
        As of `Origins`.
    """

    corridor: str
    side: str
    network: Network
    search: Search
    certain: Floats
    possible: Floats
    towards: bool


class _Side(NamedTuple):
    """One side on its own: what its nodes cost without the other, certain and possible."""

    network: Network
    search: Search
    gate: Ints
    feet: Ints
    costs: tuple[Floats, Floats]


def spread(
    distances: StreetDistances, origins: Origins, open_gates: Flags, minutes: float
) -> list[Spread]:
    """Find how long it takes to or from every node, on all sides.

    Parameters
    ----------
    distances
        Where minutes are made least.
    origins
        Where ways end or begin.
    open_gates
        Which of `distances.gates` are open.
    minutes
        What takes longer is infinite.
    """
    if distances.cost is not Cost.MINUTES:
        message = f"minutes are needed, not {distances.cost}"
        raise ValueError(message)
    limit = minutes * 60_000
    alone = {key: _alone(distances, key, origins, limit) for key in distances.networks}
    wait = wait_costs(distances.wait_minutes, Cost.MINUTES)
    found = []
    for (corridor, country), side in alone.items():
        (other,) = (one for key, one in alone.items() if key[0] == corridor and key[1] != country)
        certain, possible = (
            np.minimum(
                own,
                _over(
                    side,
                    other,
                    beyond,
                    np.where(open_gates, wait, np.inf),
                    limit,
                    towards=origins.towards,
                ),
            )
            for own, beyond in zip(side.costs, other.costs, strict=True)
        )
        found.append(
            Spread(corridor, country, side.network, side.search, certain, possible, origins.towards)
        )
    return found


def _alone(
    distances: StreetDistances, key: tuple[str, str], origins: Origins, limit: float
) -> _Side:
    corridor, country = key
    network, spots = distances.networks[key], origins.spots
    rows = np.flatnonzero(spots.country == country)
    gate = np.flatnonzero(distances.gates["corridor_id"] == corridor)
    lonlat = spots.lonlat[rows]
    feet = joined([network.put(lonlat), put_gates(network, distances.gates.iloc[gate])])
    search = network.search(feet, Cost.MINUTES)
    point, at_gate = np.arange(len(rows)), len(rows) + np.arange(len(gate))
    near = network.nodes_near(lonlat, origins.radius_m[rows])
    standing = at_gate[np.isin(gate, origins.gates)]
    begin = np.concatenate([point, standing])
    nodes, legs = search.feet(begin)
    more = _slack(search, nodes[: len(rows)], near, limit, towards=origins.towards)
    certain = search.spread(
        nodes, legs + np.append(more, np.zeros(len(standing))), limit, turned=origins.towards
    )
    around = np.concatenate([np.zeros(0, np.int64), *near])
    possible = search.spread(
        np.append(nodes, around),
        np.append(legs, np.zeros(len(around))),
        limit,
        turned=origins.towards,
    )
    return _Side(network, search, gate, at_gate, (certain, possible))


def _slack(search: Search, nodes: Ints, near: list[Ints], limit: float, *, towards: bool) -> Floats:
    """Give how much longer it takes at most to where each point may be than to its foot."""
    more = np.zeros(len(nodes))
    for row, around in enumerate(near):
        if len(around):
            cost = search.spread(nodes[[row]], np.zeros(1), limit, turned=not towards)
            more[row] = cost[around].max()
    return more


def _over(
    side: _Side, other: _Side, beyond: Floats, wait: Floats, limit: float, *, towards: bool
) -> Floats:
    """Give what nodes of a side cost over the gates, from what those of the other side cost."""
    (nodes, legs), (there, other_legs) = (one.search.feet(one.feet) for one in (side, other))
    begin = beyond[there] + other_legs + wait[side.gate] + legs
    return side.search.spread(nodes, begin, limit, turned=towards)
