"""A street pack as bytes, and back: see docs/streets.md.

Everything that is not a name is a whole number, written as the difference to the one before it.
"""

from typing import Final

import numpy as np

from atlas.spatial.streets.number_file import read_numbers, refused, write_numbers
from atlas.spatial.streets.street_pack import Layer, Steps, StreetPack

MAGIC: Final = b"ATLAS STREETS 1\n"
_MOST_BYTES: Final = 200_000_000


def encode(pack: StreetPack) -> bytes:
    """Write a pack; the same pack always gives the same bytes."""
    names = sorted({name for layer in pack.layers.values() for name in layer.names if name})
    number = {name: i for i, name in enumerate(["", *names])}
    head = {
        "origin": pack.origin,
        "step": pack.step,
        **pack.facts,
        "layers": [[name, len(layer.lines)] for name, layer in pack.layers.items()],
        "names": names,
    }
    values = [_layer_values(layer, number) for layer in pack.layers.values()]
    return write_numbers(MAGIC, head, np.concatenate([np.zeros(0, dtype=np.int64), *values]))


def _layer_values(layer: Layer, number: dict[str, int]) -> Steps:
    """Give a layer as numbers: of each line the name, how many points, and the steps."""
    found: list[Steps] = []
    name, at = 0, np.zeros(2, dtype=np.int64)
    for own, line in zip(layer.names, layer.lines, strict=True):
        steps = np.diff(line, axis=0, prepend=at[None])
        found += [np.array([number[own] - name, len(line)]), steps.ravel()]
        name, at = number[own], line[-1]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def decode(data: bytes, name: str = "the pack") -> StreetPack:
    """Read a pack.

    Parameters
    ----------
    data
        The bytes of the file.
    name
        What the file is called, for errors.

    Raises
    ------
    PackError
        When it is no street pack, or a broken one.
    """
    with refused(name, "street pack"):
        return _decode(data)


def _decode(data: bytes) -> StreetPack:
    head, values = read_numbers(data, MAGIC, _MOST_BYTES)
    names = ["", *map(str, head.pop("names"))]
    layers, at = {}, 0
    for name, n in head.pop("layers"):
        layers[str(name)], at = _layer(values, at, int(n), names)
    if at != len(values):
        raise ValueError
    origin, step = (tuple(map(float, head.pop(key))) for key in ("origin", "step"))
    return StreetPack((origin[0], origin[1]), (step[0], step[1]), layers, head)


def _layer(values: Steps, at: int, n: int, names: list[str]) -> tuple[Layer, int]:
    found = Layer([], [])
    name, point = 0, np.zeros(2, dtype=np.int64)
    for _ in range(n):
        name += int(values[at])
        size = int(values[at + 1])
        steps = values[at + 2 : at + 2 + 2 * size].reshape(-1, 2)
        if size < 1 or len(steps) != size or name < 0:
            raise ValueError
        line = point + np.cumsum(steps, axis=0)
        found.names.append(names[name])
        found.lines.append(line)
        point, at = line[-1], at + 2 + 2 * size
    return found, at
