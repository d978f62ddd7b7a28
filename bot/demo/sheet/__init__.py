"""Every message that the bot can send, in both languages, on one sheet to look at."""
