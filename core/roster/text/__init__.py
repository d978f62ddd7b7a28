"""A text as its rows of cells, by evidence: its encoding, its dialect, its damage."""
