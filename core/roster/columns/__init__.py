"""What the columns of a roster mean: by their headers first, then by their content."""
