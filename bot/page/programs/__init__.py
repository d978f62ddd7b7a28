"""Answers to other programs, each with a token of its own."""
