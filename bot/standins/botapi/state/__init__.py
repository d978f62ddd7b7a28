"""The stand-in's memory: chats, messages, files, updates. No rules of the API here."""
