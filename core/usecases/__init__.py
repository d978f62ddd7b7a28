"""What people can do: each use case is one function and one transaction."""
