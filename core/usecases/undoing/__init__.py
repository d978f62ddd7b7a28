"""Taking an import back: whom it touched, what stands in the way, giving back what was."""
