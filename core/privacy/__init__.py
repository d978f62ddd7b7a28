"""Erasing, exporting and keeping personal data; the audit trail read back; backups."""
