"""Day one: the members that the loan system has, taken over."""
