"""The bot's commands, per scope and language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiogram.types import BotCommandScopeDefault

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.errors import bad_request
from rosterdesk.bot.standins.botapi.methods.places import find_chat
from rosterdesk.bot.standins.botapi.state.chats import GroupChat

if TYPE_CHECKING:
    from aiogram.methods import DeleteMyCommands, GetMyCommands, SetMyCommands
    from aiogram.types import BotCommand

    from rosterdesk.bot.standins.botapi.state.accounts import Account
    from rosterdesk.bot.standins.botapi.state.chats import Chat
    from rosterdesk.bot.standins.botapi.state.world import World

NAME = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}")


def set_my_commands(world: World, call: SetMyCommands) -> object:
    if len(call.commands) > limits.COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in call.commands:
        _check_command(command)
    world.settings[_place(world, call)] = [
        {"command": each.command, "description": each.description} for each in call.commands
    ]
    return True


def get_my_commands(world: World, call: GetMyCommands) -> object:
    return world.settings.get(_place(world, call), [])


def delete_my_commands(world: World, call: DeleteMyCommands) -> object:
    world.settings.pop(_place(world, call), None)
    return True


def find_commands(world: World, chat: Chat, account: Account) -> list[dict[str, str]]:
    """Return what the chat program offers: the narrowest scope, there the person's language.

    Order: https://core.telegram.org/bots/api#determining-list-of-commands
    """
    languages = [account.language_code or "", ""]
    for scope, chat_id, user_id in _scopes(chat, account):
        for language in languages:
            found = world.settings.get(("commands", scope, chat_id, user_id, language))
            if found:
                return list(found)
    return []


def _scopes(chat: Chat, account: Account) -> list[tuple[str, str, str]]:
    here = str(chat.id)
    if not isinstance(chat, GroupChat):
        return [("chat", here, ""), ("all_private_chats", "", ""), ("default", "", "")]
    member = chat.members.get(account.id)
    is_admin = member is not None and member.is_admin
    order = [
        ("chat_member", here, str(account.id)),
        ("chat_administrators", here, ""),
        ("chat", here, ""),
        ("all_chat_administrators", "", ""),
        ("all_group_chats", "", ""),
        ("default", "", ""),
    ]
    return [each for each in order if is_admin or not each[0].endswith("administrators")]


def _check_command(command: BotCommand) -> None:
    if not NAME.fullmatch(command.command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(command.description) <= limits.COMMAND_DESCRIPTION_LENGTH:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def _place(world: World, call: SetMyCommands | GetMyCommands | DeleteMyCommands) -> tuple[str, ...]:
    """Return where the commands are kept: scope, chat, person, language."""
    scope = call.scope or BotCommandScopeDefault()
    language = call.language_code or ""
    if language and not LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    facts = scope.model_dump(mode="json")
    if "chat_id" in facts:
        find_chat(world, facts["chat_id"])
    kind, chat_id, user_id = (str(facts.get(key, "")) for key in ("type", "chat_id", "user_id"))
    return "commands", kind, chat_id, user_id, language
