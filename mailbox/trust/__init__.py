"""Who sent a message, and how far that is believed."""
