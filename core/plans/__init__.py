"""The exact difference that a file would make, in versions."""
