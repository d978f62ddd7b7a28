"""Mails of ours: what each says, the queue of them, and those that came back."""
