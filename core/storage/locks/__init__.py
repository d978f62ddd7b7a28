"""Names that one process at a time holds: who may do what only one may do, until it dies.

Why it is done so: docs/decisions/one-process-at-a-time.md.
"""
