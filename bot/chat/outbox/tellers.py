"""The events that are told in a message of their own, and the functions that write it."""

from __future__ import annotations

from rosterdesk.bot.chat.customers.telling import TELLERS as CUSTOMERS
from rosterdesk.bot.chat.mail.telling import TELLERS as MAIL
from rosterdesk.bot.chat.outbox.places import TELLERS as PLACES
from rosterdesk.bot.chat.printing.showing import TELLERS as PRINTING
from rosterdesk.bot.chat.staff.telling import TELLERS as STAFF

TELLERS = {**PRINTING, **MAIL, **CUSTOMERS, **PLACES, **STAFF}
