"""The tip of the audit trail, signed and kept where whoever owns the database cannot change it."""
