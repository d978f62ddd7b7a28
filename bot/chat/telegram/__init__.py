"""A careful client of Telegram: what goes out, what comes in, and what may go wrong on the way."""
