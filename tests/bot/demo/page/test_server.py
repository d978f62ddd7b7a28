"""The answers and refusals of the page's server; no browser is needed for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from rosterdesk.bot.demo.page.cast import LIBRARIAN
from rosterdesk.bot.demo.page.scene import open_scene
from rosterdesk.bot.demo.page.server import serve_page
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.language import Language
from rosterdesk.core.models import Event

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rosterdesk.bot.demo.page.scene import Scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with open_scene(Language.EN) as opened:
        yield opened


async def test_only_this_machine_and_this_page(scene: Scene) -> None:
    """One stage for all of it: it is the start that takes the time."""
    async with serve_page(scene, 0, fresh=False) as address, aiohttp.ClientSession() as session:
        await _serves_nothing_from_elsewhere(session, address)
        await _refuses_strangers(session, address)
        await _refuses_what_is_not_there(session, address)
        await _holds_a_forged_mail(session, address, scene)


async def _serves_nothing_from_elsewhere(session: aiohttp.ClientSession, address: str) -> None:
    for path in ("", "static/main.js", "samples/good", "chat/state", "fonts/light"):
        async with session.get(address + path) as response:
            assert response.status == 200
            assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
            assert response.headers["X-Content-Type-Options"] == "nosniff"
    async with session.get(address) as response:
        assert "://" not in await response.text()


async def _refuses_strangers(session: aiohttp.ClientSession, address: str) -> None:
    """A name that was bound to 127.0.0.1 afterwards, and a page of another site."""
    for headers in ({"Host": "library.example"}, {"Origin": "http://library.example"}):
        for path in ("mail", "again", f"chat/people/{LIBRARIAN}/send"):
            async with session.post(address + path, headers=headers, json={}) as response:
                assert response.status == 403, (headers, path)
    async with session.get(address + "news", headers={"Host": "library.example"}) as response:
        assert response.status == 403


async def _refuses_what_is_not_there(session: aiohttp.ClientSession, address: str) -> None:
    for path in (
        "paper/0",
        "paper/x",
        "samples/none",
        "mail/sent/0/0",
        "fonts/none",
        "static/../x",
    ):
        async with session.get(address + path) as response:
            assert response.status == 404, path
    form = {"from": "nobody", "subject": "x", "text": "x"}
    async with session.post(address + "mail", data=form) as response:
        assert response.status == 400
    async with session.post(address + "again", json={"language": "fr"}) as response:
        assert response.status == 400


async def _holds_a_forged_mail(session: aiohttp.ClientSession, address: str, scene: Scene) -> None:
    """The name of a teacher and another server: no card, no answer, shown to who asks for it."""
    async with session.get(address + "samples/forged") as response:
        data = await response.read()
    form = aiohttp.FormData({"from": "forger", "subject": "Our pupils", "text": "Hello"})
    form.add_field("file", data, filename="pupils.xlsx")
    async with session.post(address + "mail", data=form) as response:
        assert response.status == 200

    async def set_aside() -> bool:
        return await Event.filter(kind="mail.held").exists()

    await wait_for(set_aside)
    anna = scene.stage.chat.people[LIBRARIAN]
    anna.send("/held")
    shown = await anna.expect("A mail was set aside", timeout=90)
    assert "marijke@regenboog.example" in shown.words
    assert not any(b"Our pupils" in sent for sent in scene.stage.mail.sent)
