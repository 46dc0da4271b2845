"""The coverage page: how far help is, what is missing, and what if."""
