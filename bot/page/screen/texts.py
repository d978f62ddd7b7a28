"""The words of the page: its catalogue is in ``bot/page/locale``."""

from __future__ import annotations

from rosterdesk.core.language import Phrases

phrases = Phrases("rosterdesk.bot.page")
