"""Streets of a corridor as one small file: a pack, as `docs/streets.md` describes it."""

from atlas.spatial.streets.number_file import PackError
from atlas.spatial.streets.pack_file import decode, encode
from atlas.spatial.streets.street_classes import CLASSES, Shape, StreetClass
from atlas.spatial.streets.street_pack import Layer, StreetPack

__all__ = [
    "CLASSES",
    "Layer",
    "PackError",
    "Shape",
    "StreetClass",
    "StreetPack",
    "decode",
    "encode",
]
