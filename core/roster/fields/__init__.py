"""The contents of the columns of a roster, field by field."""
