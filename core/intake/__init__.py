"""Files that arrive: received, read, and asked about."""
