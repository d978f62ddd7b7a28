"""What the columns of a roster say, field by field."""
