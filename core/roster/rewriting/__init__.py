"""Files that we write: a school's own roster again, without some columns or with remarks."""
