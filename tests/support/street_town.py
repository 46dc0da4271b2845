"""Extracts of OpenStreetMap that a test makes itself."""

import osmium
from osmium.osm import mutable


class Town:
    """An extract in the making: nodes get their numbers in the order in which they come."""

    def __init__(self):
        self.nodes, self.ways, self.relations = [], [], []

    def node(self, lon, lat, **tags):
        self.nodes.append(mutable.Node(id=len(self.nodes) + 1, location=(lon, lat), tags=tags))
        return len(self.nodes)

    def way(self, points, *, closed=False, **tags):
        refs = [one if isinstance(one, int) else self.node(*one) for one in points]
        refs += refs[:1] if closed else []
        self.ways.append(mutable.Way(id=len(self.ways) + 1, nodes=refs, tags=tags))
        return len(self.ways)

    def area(self, ways, **tags):
        members = [("w", way, role) for way, role in ways]
        tags = {"type": "multipolygon", **tags}
        relation = mutable.Relation(id=len(self.relations) + 1, members=members, tags=tags)
        self.relations.append(relation)

    def write(self, path):
        with osmium.SimpleWriter(str(path), overwrite=True) as out:
            for one in self.nodes:
                out.add_node(one)
            for one in self.ways:
                out.add_way(one)
            for one in self.relations:
                out.add_relation(one)
        return path


def square(lon, lat, half):
    return [(lon - half, lat - half), (lon + half, lat - half),
            (lon + half, lat + half), (lon - half, lat + half)]  # fmt: skip
