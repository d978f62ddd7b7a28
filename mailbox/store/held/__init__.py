"""Held mails: the question to their senders, the answers, and what was decided."""
