from __future__ import annotations

from rosterdesk.core.language import Phrases

phrases = Phrases("rosterdesk.bot.chat.mail")
