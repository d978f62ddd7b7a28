"""The bot's commands, per scope and language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiogram.types import BotCommandScopeDefault

from rosterdesk.bot.demo.botapi import limits
from rosterdesk.bot.demo.botapi.errors import bad_request
from rosterdesk.bot.demo.botapi.methods.places import find_chat

if TYPE_CHECKING:
    from aiogram.methods import DeleteMyCommands, GetMyCommands, SetMyCommands
    from aiogram.types import BotCommand

    from rosterdesk.bot.demo.botapi.state.world import World

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
    chat_id, user_id = getattr(scope, "chat_id", ""), getattr(scope, "user_id", "")
    if chat_id:
        find_chat(world, chat_id)
    return "commands", str(scope.type), str(chat_id), str(user_id), language
