"""Rosters that wait, and their cards: what would change, and what a librarian does about it."""
