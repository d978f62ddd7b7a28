"""Deciding about submissions: who may, how many must, and until when."""
