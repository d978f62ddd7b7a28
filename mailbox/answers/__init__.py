"""The words that people write back to a mail of ours."""
