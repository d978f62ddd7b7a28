"""The approval card, and everything that a librarian does with it."""
