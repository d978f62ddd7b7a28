"""Commands per scope and language, menu buttons, names and descriptions."""

from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
    MenuButtonCommands,
    MenuButtonDefault,
    MenuButtonWebApp,
    WebAppInfo,
)


def commands(*names: str) -> list[BotCommand]:
    return [BotCommand(command=name, description=f"doet {name}") for name in names]


async def test_the_narrowest_scope_and_the_own_language_win(api, an, group, bot):
    group.add(an)
    cas = api.person(103, "Cas", language_code="de")
    await bot.set_my_commands(commands("overal"))
    assert an.list_commands() == an.list_commands(group) == ["overal"]
    await bot.set_my_commands(commands("prive"), BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(commands("groep"), BotCommandScopeAllGroupChats())
    assert (an.list_commands(), an.list_commands(group)) == (["prive"], ["groep"])
    await bot.set_my_commands(commands("hulp"), BotCommandScopeAllPrivateChats(), "nl")
    assert (an.list_commands(), cas.list_commands()) == (["hulp"], ["prive"])
    await bot.set_my_commands(commands("balie"), BotCommandScopeChat(chat_id=101))
    assert an.list_commands() == ["balie"]
    await bot.delete_my_commands(BotCommandScopeChat(chat_id=101))
    assert an.list_commands() == ["hulp"]


async def test_administrators_and_single_members_have_their_own(an, group, bot):
    group.add(an)
    await bot.set_my_commands(commands("leden"), BotCommandScopeAllGroupChats())
    await bot.set_my_commands(commands("beheer"), BotCommandScopeAllChatAdministrators())
    assert an.list_commands(group) == ["leden"]
    group.promote(an)
    assert an.list_commands(group) == ["beheer"]
    scope = BotCommandScopeChatMember(chat_id=group.id, user_id=an.id)
    await bot.set_my_commands(commands("eigen"), scope)
    assert an.list_commands(group) == ["eigen"]
    assert [each.command for each in await bot.get_my_commands(scope)] == ["eigen"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"commands": commands("Groot")}, "BOT_COMMAND_INVALID"),
        ({"commands": commands("x" * 33)}, "BOT_COMMAND_INVALID"),
        ({"commands": [BotCommand(command="x", description="")]}, "DESCRIPTION_INVALID"),
        ({"commands": [BotCommand(command="x", description="x" * 257)]}, "DESCRIPTION_INVALID"),
        ({"commands": commands("x") * 101}, "TOO_MUCH"),
        ({"commands": commands("x"), "language_code": "nl-NL"}, "invalid language code"),
        ({"commands": commands("x"), "scope": BotCommandScopeChat(chat_id=9)}, "chat not found"),
    ],
)
async def test_impossible_commands_are_refused(bot, given, told):
    with pytest.raises(TelegramBadRequest, match=told):
        await bot.set_my_commands(**given)


async def test_menu_buttons_are_per_chat_or_for_all(an, bot):
    assert isinstance(await bot.get_chat_menu_button(chat_id=101), MenuButtonCommands)
    button = MenuButtonWebApp(text="Open", web_app=WebAppInfo(url="https://example.org"))
    await bot.set_chat_menu_button(menu_button=button)
    assert isinstance(await bot.get_chat_menu_button(chat_id=101), MenuButtonWebApp)
    await bot.set_chat_menu_button(chat_id=101, menu_button=MenuButtonDefault())
    assert isinstance(await bot.get_chat_menu_button(chat_id=101), MenuButtonDefault)


async def test_impossible_menu_buttons_are_refused(group, bot):
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.set_chat_menu_button(chat_id=group.id, menu_button=MenuButtonCommands())
    button = MenuButtonWebApp(text="Open", web_app=WebAppInfo(url="http://example.org"))
    with pytest.raises(TelegramBadRequest, match="only HTTPS"):
        await bot.set_chat_menu_button(menu_button=button)


async def test_names_and_descriptions_are_per_language(bot):
    assert (await bot.get_my_name()).name == "Rosterdesk"
    await bot.set_my_name("Bibliotheek", "nl")
    assert (await bot.get_my_name("nl")).name == "Bibliotheek"
    assert (await bot.get_my_name("de")).name == "Rosterdesk"
    await bot.set_my_description("Stuur een lijst", "nl")
    await bot.set_my_short_description("Leerlingen")
    assert (await bot.get_my_description("nl")).description == "Stuur een lijst"
    assert (await bot.get_my_short_description("nl")).short_description == "Leerlingen"
    with pytest.raises(TelegramBadRequest, match="description is too long"):
        await bot.set_my_description("x" * 513)
