"""Slips on the page: asking for them, and the print jobs as they go."""
