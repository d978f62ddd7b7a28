"""The loops of the running service. Each takes its work from the database."""
