"""What people write to us in mail, as far as it is no roster: answers, and messages."""
