"""The words that people write to us in mail, other than rosters: answers and messages."""
