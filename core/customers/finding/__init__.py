"""Names as they are typed at a desk, looked up among all that there are."""
