"""Server-sent events: each message that is new, changed or deleted, as it happens.

The id of an event is the message's revision: a page that reconnects misses nothing that is
still there. Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.standins.botapi.control.views import view_message
from rosterdesk.bot.standins.botapi.state.messages import Message

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.state.chats import Chat, ChatAction
    from rosterdesk.bot.standins.botapi.state.world import World

    Happening = Message | ChatAction

KEEP_ALIVE_SECONDS = 15
HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}


async def stream_events(request: web.Request, world: World) -> web.StreamResponse:
    """Answer with events until the page or the stand-in goes away."""
    seen = _read_start(request)
    response = web.StreamResponse(headers=HEADERS)
    await response.prepare(request)
    while not world.closing.is_set():
        news = await _wait_for_news(world, seen)
        for happening in news:
            await response.write(_write_event(happening))
            seen = happening.revision
        if not news:
            await response.write(b": still here\n\n")
    return response


def _read_start(request: web.Request) -> int:
    start = request.headers.get("Last-Event-ID") or request.query.get("since", "0")
    if not start.isdecimal():
        raise web.HTTPBadRequest(text="since must be a revision, a whole number.\n")
    return int(start)


async def _wait_for_news(world: World, seen: int) -> list[Happening]:
    """Return what happened after ``seen``, oldest first; nothing when it was quiet for long."""

    def look() -> list[Happening] | None:
        return _find_news(world, seen) or ([] if world.closing.is_set() else None)

    try:
        return await world.bell.wait_until(look, KEEP_ALIVE_SECONDS)
    except TimeoutError:
        return []


def _find_news(world: World, seen: int) -> list[Happening]:
    happenings = [each for chat in world.chats.values() for each in _list_happenings(chat)]
    news = [each for each in happenings if each.revision > seen]
    return sorted(news, key=lambda each: each.revision)


def _list_happenings(chat: Chat) -> list[Happening]:
    return [*chat.messages.values(), *chat.actions]


def _write_event(happening: Happening) -> bytes:
    kind, data = _describe(happening)
    body = json.dumps(data, ensure_ascii=False)
    return f"id: {happening.revision}\nevent: {kind}\ndata: {body}\n\n".encode()


def _describe(happening: Happening) -> tuple[str, dict[str, object]]:
    if isinstance(happening, Message):
        return "message", view_message(happening)
    return "action", {"chat_id": happening.chat_id, "action": happening.name}
