"""Customers: found by staff, and their cards."""
