"""What the stand-in remembers: chats, messages, files, updates. No rules of the API here."""
