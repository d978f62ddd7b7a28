"""The events of which staff hear in a message of its own, and who writes it."""

from __future__ import annotations

from rosterdesk.bot.chat.mail.telling import TELLERS as MAIL
from rosterdesk.bot.chat.printing.showing import TELLERS as PRINTING

TELLERS = {**PRINTING, **MAIL}
