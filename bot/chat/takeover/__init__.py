"""Day one in chat: the members that the loan system has."""
