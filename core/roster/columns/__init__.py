"""The meaning of the columns of a roster: by their headers first, then by their content."""
