"""Logging in as a customer, choosing an own password, the linked chats."""
