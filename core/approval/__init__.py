"""Deciding about plans."""
