"""The database: opening, writing, migrating, locking and wiping it."""
