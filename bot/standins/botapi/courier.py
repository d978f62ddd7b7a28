"""Brings updates to a webhook, one after the other, again and again until it takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp

from rosterdesk.bot.standins.botapi.errors import ApiError
from rosterdesk.bot.standins.botapi.wire import Upload

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rosterdesk.bot.standins.botapi.state.updates import Update
    from rosterdesk.bot.standins.botapi.state.world import World
    from rosterdesk.bot.standins.botapi.wire import Uploads

    RunCall = Callable[[str, dict[str, Any], Uploads], Awaitable[Any]]

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
ANSWER_SECONDS = 60
RETRY_SECONDS = 0.5  # Telegram waits longer and longer; a test need not


async def deliver_for_ever(world: World, run_call: RunCall) -> None:
    """``run_call`` does the call that a webhook may answer with: name, parameters, files."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        while True:
            update = await world.bell.wait_until(lambda: _next_update(world), None)
            await _deliver(world, session, update, run_call)


def _next_update(world: World) -> Update | None:
    waiting = world.updates.waiting(1) if world.webhook.url else []
    return waiting[0] if waiting else None


async def _deliver(
    world: World, session: aiohttp.ClientSession, update: Update, run_call: RunCall
) -> None:
    webhook = world.webhook
    headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
    try:
        async with session.post(webhook.url, json=update.as_json(), headers=headers) as response:
            response.raise_for_status()
            await _run_answer(response, run_call)
    except aiohttp.ClientResponseError as error:
        await _wait_after(world, f"Wrong response from the webhook: {error.status}")
    except (aiohttp.ClientError, TimeoutError):
        await _wait_after(world, "Connection failed")
    else:
        world.updates.confirm(update.id + 1)


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
