"""A strict Bot API on loopback, for the tests and for the demo without Telegram.

Source of the rules: https://core.telegram.org/bots/api (10.3). Start at ``BotApi``.
"""

from rosterdesk.bot.standins.botapi.faults import FaultKind
from rosterdesk.bot.standins.botapi.groups import Group
from rosterdesk.bot.standins.botapi.people import Person
from rosterdesk.bot.standins.botapi.server import BotApi
from rosterdesk.bot.standins.botapi.state.messages import Message
from rosterdesk.bot.standins.botapi.state.queries import CallbackResult

__all__ = ["BotApi", "CallbackResult", "FaultKind", "Group", "Message", "Person"]
