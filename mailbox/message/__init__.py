"""One message, opened: its header, its body and what guards the parser."""
