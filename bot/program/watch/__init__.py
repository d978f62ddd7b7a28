"""Watching the running service: what is wrong, in figures, on an address, to administrators."""
