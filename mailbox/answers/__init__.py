"""What people write back to a mail of ours."""
