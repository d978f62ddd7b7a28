"""Logging in, own passwords, and limits on guessing."""
