"""The record of who did what: actors and events, chained in the audit trail."""
