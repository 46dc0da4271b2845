"""A view as a file: figures, tables and briefs."""
