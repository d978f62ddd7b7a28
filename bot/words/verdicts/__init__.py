"""The approval card in words: what a proposal says first, and what became of it, for any door."""
