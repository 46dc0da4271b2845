"""The data page: what the package holds, as tables."""
