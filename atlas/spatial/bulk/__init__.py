"""The spatial join from file to file: millions of points, streaming, on threads or on Dask."""

from atlas.spatial.bulk.file_join import Engine, JoinSummary, join

__all__ = ["Engine", "JoinSummary", "join"]
