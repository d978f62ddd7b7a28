"""What applying a plan writes: worked out from the rows as they are, then written."""
