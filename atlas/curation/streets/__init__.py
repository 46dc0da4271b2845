"""Make streets from an extract of OpenStreetMap: a pack to draw, and a graph to go along."""

from atlas.curation.streets.gate_check import cut_off
from atlas.curation.streets.pack_making import Made, make_pack, make_streets

__all__ = ["Made", "cut_off", "make_pack", "make_streets"]
