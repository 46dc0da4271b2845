"""Which crossings have no street of one side near them: nobody can be led over those."""

from collections.abc import Sequence

import pandas as pd

from atlas.spatial.streets.routes import Mode, Network, SideGraph, lets_through, put_gates


def cut_off(graphs: Sequence[SideGraph], crossings: pd.DataFrame) -> list[tuple[str, str]]:
    """Give the crossings with no street of a side near enough: crossing and side.

    A crossing for several modes is cut off for a side when none of them finds a street there.
    """
    missing: list[tuple[str, str]] = []
    for one in graphs:
        own = crossings[crossings["corridor_id"] == one.corridor_id].reset_index(drop=True)
        found, asked = set(), set()
        for mode in Mode:
            usable = own[lets_through(own, mode) & own["lon"].notna()].reset_index(drop=True)
            on_street = put_gates(Network(one, mode), usable).known
            asked |= set(usable["crossing_id"])
            found |= set(usable["crossing_id"][on_street])
        missing += [(str(name), one.side) for name in own["crossing_id"] if name in asked - found]
    return missing
