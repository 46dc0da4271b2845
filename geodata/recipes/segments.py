"""Make `corridors.geojson`: the land within a corridor's radius, cut by country.

It cuts the polygons of `land.geojson` along the circles around the crossings, so a segment shares
every vertex of its border with the land and with the segment on the other side. The method is that
of `atlas build` (`atlas.spatial.corridor_shapes`).

    python geodata/recipes/segments.py
"""

from boundaries import ATTRIBUTION
from linework import write_sides

from atlas.spatial.corridor_shapes import segments

if __name__ == "__main__":
    write_sides("corridors.geojson", segments, ATTRIBUTION, __doc__)
