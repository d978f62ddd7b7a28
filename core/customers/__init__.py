"""Customers with their cards, memberships and rights; schools and staff."""
