"""The library's page: one more door beside chat and shell, on the same use cases of core.

Forms work without JavaScript; nothing is loaded from elsewhere. All state is in the database, so
that any number of processes can serve it.
"""
