"""Chats as the demo's page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.render import show_message

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.server import BotApi
    from rosterdesk.bot.standins.botapi.state.messages import Message
    from rosterdesk.bot.standins.botapi.state.queries import CallbackResult


def view_state(api: BotApi) -> dict[str, object]:
    return {
        "bot": api.world.bot.as_json(),
        "people": [person.account.as_json() for person in api.people.values()],
        "groups": [group.chat.as_json() for group in api.groups.values()],
        "revision": api.world.revision,
    }


def view_message(message: Message) -> dict[str, object]:
    """Return the Message object of the Bot API, and beside it what only people see."""
    markup = message.markup
    return {
        **show_message(message),
        "revision": message.revision,
        "deleted": message.deleted,
        "edits": len(message.edits),
        "protected": message.protect_content,
        "silent": message.silent,
        "markup": markup.model_dump(mode="json", exclude_none=True) if markup else None,
    }


def view_press(result: CallbackResult) -> dict[str, object]:
    return {
        "answered": result.answered,
        "text": result.text,
        "show_alert": result.show_alert,
    }
