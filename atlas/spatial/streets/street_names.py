"""The names of a pack's streets and quarters, parted by how their words begin.

A page that searches them fetches the part of what is typed and no more. The same rule is in
`map/street-parts.js`, for a page that has the whole pack.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Final

import numpy as np

from atlas.base.text_search import fold
from atlas.spatial.streets.pack_file import encode
from atlas.spatial.streets.street_classes import STREETS
from atlas.spatial.streets.street_pack import Layer, Steps, StreetPack

SEARCHED: Final = (*STREETS, "suburb", "neighbourhood")
"""The classes whose names are searched."""

KEY_LENGTH: Final = 3
COMMON_SHARE: Final = 0.02
COMMON_NAMES: Final = 50
"""A word in so many names, and in so large a share of all, says little: calle, street."""


@dataclass(frozen=True, eq=False)
class NamedPack:
    """A pack whose names are asked for by the first letters of a word.

    Attributes
    ----------
    pack
        The whole pack.
    """

    pack: StreetPack
    _made: dict[str, bytes] = field(default_factory=dict, repr=False)

    def part(self, key: str) -> bytes | None:
        """Give what has a word in its name that begins so, as the bytes of a pack, if anything.

        Parameters
        ----------
        key
            The first `KEY_LENGTH` letters of a folded word, or a shorter word.

        Returns
        -------
        pack
            Of a street three points: the corners of its box, and one on it.
        """
        if key not in self._made and key in self._parts:
            self._made[key] = self._encoded(key)  # as many as there are keys, whatever is asked for
        return self._made.get(key)

    def _encoded(self, key: str) -> bytes:
        layers = {}
        for name, rows in self._parts[key].items():
            layer = self.pack.layers[name]
            lines = [_short(layer.lines[row]) for row in rows]
            layers[name] = Layer([layer.names[row] for row in rows], lines)
        return encode(replace(self.pack, layers=layers, facts={}))

    @cached_property
    def _parts(self) -> Mapping[str, Mapping[str, list[int]]]:
        """The rows of each class by key."""
        layers = {name: one for name, one in self.pack.layers.items() if name in SEARCHED}
        keys = keys_of({text for layer in layers.values() for text in layer.names if text})
        parts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for name, layer in layers.items():
            for row, text in enumerate(layer.names):
                for key in keys.get(text, ()):
                    parts[key][name].append(row)
        return parts


def keys_of(names: set[str]) -> dict[str, set[str]]:
    """Give the keys of each name: those of its words, but of common ones only without others."""
    words = {name: fold(name).split() for name in names}
    counts = Counter(chain.from_iterable(set(some) for some in words.values()))
    most = max(COMMON_NAMES, COMMON_SHARE * len(names))
    keys = {}
    for name, some in words.items():
        rare = [word for word in some if counts[word] <= most]
        keys[name] = {word[:KEY_LENGTH] for word in rare or some}
    return keys


def _short(line: Steps) -> Steps:
    if len(line) == 1:
        return line
    middle = line[[(len(line) - 1) // 2, len(line) // 2]].mean(axis=0).round()
    return np.array([line.min(axis=0), line.max(axis=0), middle], dtype=np.int64)
