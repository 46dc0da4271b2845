"""The page for those who write reports: see the map, copy a line, take a file."""
