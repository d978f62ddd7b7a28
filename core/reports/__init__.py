"""A plan and a customer as sheets, pictures and histories."""
