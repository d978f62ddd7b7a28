"""getUpdates: long polling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.errors import bad_request, conflict, two_pollers

if TYPE_CHECKING:
    from aiogram.methods import GetUpdates

    from rosterdesk.bot.standins.botapi.state.updates import Update
    from rosterdesk.bot.standins.botapi.state.world import World


async def get_updates(world: World, call: GetUpdates) -> object:
    """Return what waits; with nothing there, wait for it. A newer poller ends an older one."""
    if world.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete "
            "the webhook first"
        )
    count = call.limit or limits.UPDATES_AT_ONCE
    if not 1 <= count <= limits.UPDATES_AT_ONCE:
        raise bad_request("limit must be 1-100")
    world.updates.allow(call.allowed_updates)
    world.updates.confirm(call.offset or 0)
    found = await _wait_for_updates(world, count, min(call.timeout or 0, limits.POLL_SECONDS))
    return [update.as_json() for update in found]


async def _wait_for_updates(world: World, count: int, seconds: int) -> list[Update]:
    world.updates.turn += 1
    turn = world.updates.turn
    world.bell.ring()

    def look() -> list[Update] | None:
        if world.updates.turn != turn:
            raise two_pollers()
        return world.updates.waiting(count) or ([] if world.closing.is_set() else None)

    try:
        return await world.bell.wait_until(look, seconds)
    except TimeoutError:
        return []
