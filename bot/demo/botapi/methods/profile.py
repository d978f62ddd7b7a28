"""Who the bot is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiogram.methods import GetMe

    from rosterdesk.bot.demo.botapi.state.world import World


def get_me(world: World, _: GetMe) -> object:
    return {
        **world.bot.as_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": True,
    }
