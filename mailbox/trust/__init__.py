"""The sender of a message, and the trust that the sender deserves."""
