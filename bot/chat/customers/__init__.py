"""Customers in chat: registering them, finding them, their card and everything on it."""
