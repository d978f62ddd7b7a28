"""Giving back what was approved: files for the loan system, and the changes in their order."""
