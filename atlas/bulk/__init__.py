"""The spatial join from file to file: millions of points, streaming, on threads or on Dask."""

from atlas.bulk.joining import Engine, JoinSummary, join

__all__ = ["Engine", "JoinSummary", "join"]
