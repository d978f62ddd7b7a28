"""Server-sent events of what the chats do not tell: mails, paper, and what really happened.

begin   {"scene", "language", "bot", "people", "mailboxes", "page", "slip"}: the page was opened,
        or came back
mail    as post.view_mail
paper   as paper.view_paper
facts   {"plan.approved": 1, …}
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from rosterdesk.bot.demo.page.cast import DESK, LIBRARIAN, MAILBOXES, SCHOOL
from rosterdesk.bot.demo.page.paper import view_paper
from rosterdesk.bot.demo.page.post import view_mail
from rosterdesk.bot.demo.page.samples import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.bot.demo.page.scene import Scene

    News = tuple[str, dict[str, Any]]

_HEADERS = {"Content-Type": "text/event-stream"}
_RETRY_MILLISECONDS = 400  # the scene begins again within seconds
_KEEP_ALIVE_SECONDS = 15.0


async def follow_news(request: web.Request, scene: Scene) -> web.StreamResponse:
    response = web.StreamResponse(headers=_HEADERS)
    await response.prepare(request)
    await response.write(f"retry: {_RETRY_MILLISECONDS}\n\n".encode())
    await _write(response, ("begin", view_scene(scene)))
    teller = Teller(scene)
    while not scene.over.is_set():
        news = await _wait_for_news(scene, teller)
        for each in news:
            await _write(response, each)
        if not news:
            await response.write(b": still here\n\n")
    return response


async def _wait_for_news(scene: Scene, teller: Teller) -> list[News]:
    """Return what is new, now or later; nothing when it was quiet for long, or is over."""

    def look() -> list[News] | None:
        return list(teller.tell()) or ([] if scene.over.is_set() else None)

    try:
        return await scene.bell.wait_until(look, _KEEP_ALIVE_SECONDS)
    except TimeoutError:
        return []


class Teller:
    """The memory of everything that one page has been told."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._told = {"sent": 0, "received": 0, "paper": 0}
        self._facts: dict[str, int] = {}

    def tell(self) -> Iterator[News]:
        """Yield what is new since the last time."""
        post = self._scene.post
        for folder, mails in (("sent", post.sent), ("received", post.received)):
            for number in self._count_on(folder, len(mails)):
                yield "mail", view_mail(mails[number], number, folder)
        pieces = self._scene.pieces
        for number in self._count_on("paper", len(pieces)):
            yield "paper", view_paper(pieces[number], number)
        if self._facts != self._scene.facts:
            self._facts = self._scene.facts
            yield "facts", dict(self._facts)

    def _count_on(self, kind: str, length: int) -> range:
        told, self._told[kind] = self._told[kind], length
        return range(told, length)


def view_scene(scene: Scene) -> dict[str, Any]:
    return {
        "scene": scene.id,
        "language": scene.language,
        "bot": scene.stage.chat.world.bot.as_json(),
        "people": {"librarian": LIBRARIAN, "desk": DESK, "school": SCHOOL},
        "library": scene.stage.mail.user,
        "page": scene.stage.service.settings.page.url,
        "slip": {"card": scene.slip.card, "password": scene.slip.password},
        "mailboxes": [
            {"key": each.key, "name": each.name, "address": each.address, "school": each.school}
            for each in MAILBOXES.values()
        ],
        "samples": [
            {"key": each.key, "file": each.file_name, "sender": each.sender}
            for each in SAMPLES.values()
        ],
    }


async def _write(response: web.StreamResponse, news: News) -> None:
    kind, data = news
    body = json.dumps(data, ensure_ascii=False)
    await response.write(f"event: {kind}\ndata: {body}\n\n".encode())
