"""Ways along streets: the graph of each side of a corridor, searched alone, joined at the gates."""

from atlas.spatial.streets.routes.border_gates import (
    ASSUMED_WAIT_MINUTES,
    NO_GATE,
    AcrossBorder,
    lets_through,
    put_gates,
    wait_costs,
)
from atlas.spatial.streets.routes.graph_file import decode_graphs, encode_graphs
from atlas.spatial.streets.routes.node_tables import Engine
from atlas.spatial.streets.routes.read_graphs import graph_of, read_graphs
from atlas.spatial.streets.routes.street_areas import WALK_OFF_M, areas_within
from atlas.spatial.streets.routes.street_distances import (
    NOWHERE,
    Measured,
    Spots,
    StreetDistances,
    two_sided,
)
from atlas.spatial.streets.routes.street_graph import (
    CAR_BACK,
    CAR_FORTH,
    CLASS_KMH,
    FOOT_M_PER_MINUTE,
    MOST_EDGE_M,
    ON_FOOT,
    Cost,
    Mode,
    SideGraph,
    in_units,
)
from atlas.spatial.streets.routes.street_search import SNAP_M, Feet, Network, Search
from atlas.spatial.streets.routes.street_spread import Origins, Spread, spread

__all__ = [
    "ASSUMED_WAIT_MINUTES",
    "CAR_BACK",
    "CAR_FORTH",
    "CLASS_KMH",
    "FOOT_M_PER_MINUTE",
    "MOST_EDGE_M",
    "NOWHERE",
    "NO_GATE",
    "ON_FOOT",
    "SNAP_M",
    "WALK_OFF_M",
    "AcrossBorder",
    "Cost",
    "Engine",
    "Feet",
    "Measured",
    "Mode",
    "Network",
    "Origins",
    "Search",
    "SideGraph",
    "Spots",
    "Spread",
    "StreetDistances",
    "areas_within",
    "decode_graphs",
    "encode_graphs",
    "graph_of",
    "in_units",
    "lets_through",
    "put_gates",
    "read_graphs",
    "spread",
    "two_sided",
    "wait_costs",
]
