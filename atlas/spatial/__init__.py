"""Geometry on the ellipsoid: distances, shapes of corridors, the exact join of many points."""
