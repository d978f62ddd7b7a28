"""The chat: everything here speaks Telegram, and nothing else does."""
