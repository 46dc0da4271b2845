"""Packs made smaller: cut to a box, and without the least of their classes until they fit."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from atlas.spatial.streets.pack_file import encode
from atlas.spatial.streets.street_pack import Layer, StreetPack

FIRST_TO_GO: Final = (
    *("school", "builtup", "park", "minor", "neighbourhood", "waterway"),
    *("tertiary", "hospital", "bus_station", "secondary", "railway"),
)
"""What is left out, in this order, until a pack fits."""

LEFT_OUT: Final = "left_out"
_BASE64: Final = 4 / 3

Box = tuple[float, float, float, float]


def fitted(packs: Sequence[StreetPack], boxes: Sequence[Box], most_kb: float) -> list[bytes]:
    """Give packs as bytes that fit together into a page.

    Parameters
    ----------
    packs
        The packs.
    boxes
        What is shown, west, south, east, north: lines outside of all are left out.
    most_kb
        How many KB they may add to a page, written as text.

    Returns
    -------
    packs
        Those of which something is left.
    """
    cut = [_within(pack, boxes) for pack in packs]
    for n in range(len(FIRST_TO_GO) + 1):
        gone = FIRST_TO_GO[:n]
        kept = [_without(pack, gone) for pack in cut]
        written = [encode(pack) for pack in kept if pack.layers]
        if sum(map(len, written)) * _BASE64 <= most_kb * 1000:
            return written
    return []


def _within(pack: StreetPack, boxes: Sequence[Box]) -> StreetPack:
    layers = {}
    for name, layer in pack.layers.items():
        bounds = [
            np.concatenate([pack.degrees(line.min(axis=0)), pack.degrees(line.max(axis=0))])
            for line in layer.lines
        ]
        keep = [i for i, own in enumerate(bounds) if any(_meet(own, box) for box in boxes)]
        if keep:
            layers[name] = Layer([layer.names[i] for i in keep], [layer.lines[i] for i in keep])
    return replace(pack, layers=layers)


def _meet(a: "np.typing.NDArray[np.float64]", b: Box) -> bool:
    return bool(a[0] <= b[2] and a[2] >= b[0] and a[1] <= b[3] and a[3] >= b[1])


def _without(pack: StreetPack, gone: tuple[str, ...]) -> StreetPack:
    lost = [name for name in gone if name in pack.layers]
    if not lost:
        return pack
    kept = {name: layer for name, layer in pack.layers.items() if name not in lost}
    return replace(pack, layers=kept, facts={**pack.facts, LEFT_OUT: lost})
