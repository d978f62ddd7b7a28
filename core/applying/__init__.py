"""Applying an approved plan, and undoing it as a whole."""
