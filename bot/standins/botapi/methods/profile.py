"""The bot's identity, and the way it presents itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.types import MenuButtonWebApp

from rosterdesk.bot.standins.botapi.errors import bad_request, chat_not_found
from rosterdesk.bot.standins.botapi.state.chats import PrivateChat
from rosterdesk.bot.standins.botapi.text import measure

if TYPE_CHECKING:
    from aiogram.methods import (
        GetChatMenuButton,
        GetMe,
        GetMyDescription,
        GetMyName,
        GetMyShortDescription,
        SetChatMenuButton,
        SetMyDescription,
        SetMyName,
        SetMyShortDescription,
    )

    from rosterdesk.bot.standins.botapi.state.world import World

LENGTHS = {"name": 64, "description": 512, "short_description": 120}


def get_me(world: World, _: GetMe) -> object:
    return {
        **world.bot.as_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": True,
    }


def set_my_name(world: World, call: SetMyName) -> object:
    return _set(world, "name", call.name, call.language_code)


def get_my_name(world: World, call: GetMyName) -> object:
    return _get(world, "name", call.language_code)


def set_my_description(world: World, call: SetMyDescription) -> object:
    return _set(world, "description", call.description, call.language_code)


def get_my_description(world: World, call: GetMyDescription) -> object:
    return _get(world, "description", call.language_code)


def set_my_short_description(world: World, call: SetMyShortDescription) -> object:
    return _set(world, "short_description", call.short_description, call.language_code)


def get_my_short_description(world: World, call: GetMyShortDescription) -> object:
    return _get(world, "short_description", call.language_code)


def set_chat_menu_button(world: World, call: SetChatMenuButton) -> object:
    """Set the chat's menu button; without a chat, the button of all private chats."""
    place = _menu_place(world, call.chat_id)
    button = call.menu_button
    if isinstance(button, MenuButtonWebApp) and not button.web_app.url.startswith("https://"):
        raise bad_request("menu button Web App URL is invalid: only HTTPS links are allowed")
    shown = button.model_dump(mode="json", exclude_none=True) if button else {"type": "default"}
    world.settings[place] = shown
    world.bell.ring()
    return True


def get_chat_menu_button(world: World, call: GetChatMenuButton) -> object:
    own = world.settings.get(_menu_place(world, call.chat_id))
    return own or world.settings.get(_menu_place(world, None), {"type": "commands"})


def _menu_place(world: World, chat_id: int | None) -> tuple[str, ...]:
    if chat_id is not None and not isinstance(world.chats.get(chat_id), PrivateChat):
        raise chat_not_found()
    return "menu_button", str(chat_id or "")


def _set(world: World, field: str, text: str | None, language: str | None) -> bool:
    if measure(text or "") > LENGTHS[field]:
        raise bad_request(f"bot {field.replace('_', ' ')} is too long")
    world.settings[field, language or ""] = text or ""
    return True


def _get(world: World, field: str, language: str | None) -> dict[str, str]:
    """A language without its own text has that of no language."""
    usual = world.settings.get((field, ""), world.bot.first_name if field == "name" else "")
    return {field: world.settings.get((field, language or "")) or usual}
