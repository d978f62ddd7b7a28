"""Brings updates to a webhook, again and again until it takes them.

As with Telegram, what comes from one chat is brought in order, and all else beside it; an update
without an answer is brought once more after 60 seconds of the stand-in's clock, also while the
webhook still works on it.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import aiohttp

from rosterdesk.bot.standins.botapi.errors import ApiError
from rosterdesk.bot.standins.botapi.wire import Upload

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from rosterdesk.bot.standins.botapi.state.updates import Update
    from rosterdesk.bot.standins.botapi.state.world import World
    from rosterdesk.bot.standins.botapi.wire import Uploads

    RunCall = Callable[[str, dict[str, Any], Uploads], Awaitable[Any]]

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
ANSWER_SECONDS = 60
CONNECTIONS = 40  # the default of max_connections
RETRY_SECONDS = 0.5  # Telegram waits longer and longer; a test need not


async def deliver_for_ever(world: World, run_call: RunCall) -> None:
    """``run_call`` does the call that a webhook may answer with: name, parameters, files."""
    timeout = aiohttp.ClientTimeout(total=None)
    under_way: set[str] = set()
    async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as tasks:
        while True:
            update = await world.bell.wait_until(lambda: _next_update(world, under_way), None)
            under_way.add(update.lane)
            task = tasks.create_task(_deliver(world, session, update, run_call))
            task.add_done_callback(partial(_free, world, under_way, update.lane))


def _free(world: World, under_way: set[str], lane: str, _: asyncio.Task[None]) -> None:
    under_way.discard(lane)
    world.bell.ring()


def _next_update(world: World, under_way: Collection[str]) -> Update | None:
    """Return the oldest update of a chat that nothing is being brought from."""
    if not world.webhook.url or len(under_way) >= CONNECTIONS:
        return None
    waiting = world.updates.waiting(len(world.updates))
    return next((each for each in waiting if each.lane not in under_way), None)


async def _deliver(
    world: World, session: aiohttp.ClientSession, update: Update, run_call: RunCall
) -> None:
    bringing = asyncio.create_task(_bring(world, session, update, run_call))
    try:
        await _wait_for_answer(world, bringing)
    except aiohttp.ClientResponseError as error:
        await _wait_after(world, f"Wrong response from the webhook: {error.status}")
    except TimeoutError:
        await _wait_after(world, "Read timeout expired")
    except aiohttp.ClientError:
        await _wait_after(world, "Connection failed")
    else:
        world.updates.remove(update)
    finally:
        bringing.cancel()  # closes the connection; the webhook may well go on


async def _bring(
    world: World, session: aiohttp.ClientSession, update: Update, run_call: RunCall
) -> None:
    webhook = world.webhook
    headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
    async with session.post(webhook.url, json=update.as_json(), headers=headers) as response:
        response.raise_for_status()
        await _run_answer(response, run_call)


async def _wait_for_answer(world: World, bringing: asyncio.Task[None]) -> None:
    """Return when it was taken; TimeoutError after 60 seconds by the stand-in's clock."""
    until = world.clock.exact() + ANSWER_SECONDS
    bringing.add_done_callback(lambda _: world.bell.ring())

    def look() -> bool | None:
        return bringing.done() or world.clock.exact() >= until or None

    await world.bell.wait_until(look, ANSWER_SECONDS)
    if not bringing.done():
        raise TimeoutError
    bringing.result()


async def _wait_after(world: World, problem: str) -> None:
    """Wait a moment before the next try, less when the webhook is set anew."""
    failed = world.webhook
    failed.last_error, failed.last_error_date = problem, world.clock.now()
    world.bell.ring()
    try:
        await world.bell.wait_until(lambda: world.webhook is not failed or None, RETRY_SECONDS)
    except TimeoutError:
        return


async def _run_answer(response: aiohttp.ClientResponse, run_call: RunCall) -> None:
    """Do what the answer asks; as with Telegram, nobody hears whether it went well."""
    params, uploads = await _read_answer(response)
    name = params.pop("method", None)
    if isinstance(name, str):
        try:
            await run_call(name, params, uploads)
        except ApiError:
            return


async def _read_answer(response: aiohttp.ClientResponse) -> tuple[dict[str, Any], Uploads]:
    if response.content_type == "application/json":
        found = await response.json()
        return (found if isinstance(found, dict) else {}), {}
    if not response.content_type.startswith("multipart/"):
        return {}, {}
    params: dict[str, Any] = {}
    uploads: Uploads = {}
    async for part in aiohttp.MultipartReader.from_response(response):
        if not isinstance(part, aiohttp.BodyPartReader) or part.name is None:
            continue
        if part.filename:
            uploads[part.name] = Upload(part.filename, bytes(await part.read()))
        else:
            params[part.name] = await part.text()
    return params, uploads
