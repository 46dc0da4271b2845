"""What is there on each side, what is missing, and who works with whom: pure functions."""
