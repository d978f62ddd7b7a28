"""A school's rosters: put here, read, mended, sent, and followed."""
