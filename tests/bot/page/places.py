"""The page as it is served, with people who come to it; browsers are real HTTP clients."""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any

import aiohttp
from tests.ports import find_free_port

from rosterdesk.bot.program.service import Part, Service, open_service
from rosterdesk.bot.settings import Settings
from rosterdesk.core.customers.registering import add_customer, grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.login.own_password import make_shown_password
from rosterdesk.core.trail.actors import shell_actor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Card, Customer, School

WHO = shell_actor("tester")
OWN = "fiets boterham maandag"  # a password that these people choose


@dataclass(slots=True)
class Answer:
    status: int
    text: str
    headers: Any
    path: str  # where redirects led

    @property
    def words(self) -> str:
        """Return the words that a person reads: without tags, styles and scripts."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.text)).split())


@dataclass(slots=True)
class Browser:
    """Asks as a browser does: with Origin, Fetch-Metadata and its cookies."""

    url: str
    client: aiohttp.ClientSession

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.ask("GET", path, headers=headers)

    async def post(self, path: str, fields: Any = None, **headers: str) -> Answer:
        return await self.ask("POST", path, data=fields or {}, headers=headers)

    async def ask(self, method: str, path: str, *, follow: bool = True, **kwargs: Any) -> Answer:
        sent = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "nl"}
        if method != "GET":
            sent["Origin"] = self.url
        given = {name.replace("_", "-"): each for name, each in kwargs.pop("headers", {}).items()}
        sent |= given
        headers = {name: each for name, each in sent.items() if each}
        if method != "GET" and not kwargs.get("data"):
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        async with self.client.request(
            method, self.url + path, headers=headers, allow_redirects=follow, **kwargs
        ) as response:
            text = await response.text(errors="replace")
            return Answer(response.status, text, response.headers, response.url.path)

    async def upload(self, data: bytes, name: str = "lijst.csv", **fields: str) -> Answer:
        """Put a file here, as a form without scripts does."""
        form = aiohttp.FormData()
        for each, value in fields.items():
            form.add_field(each, value)
        form.add_field(
            "file", BytesIO(data), filename=name, content_type="application/octet-stream"
        )
        return await self.post("/uploads", form)

    async def wait_for(self, path: str, words: str) -> Answer:
        """Look at the page again and again until it says that."""
        async with asyncio.timeout(60):
            answer = await self.get(path)
            while words not in answer.words:
                await asyncio.sleep(0.05)
                answer = await self.get(path)
        return answer

    async def log_in(self, card: str, password: str, **headers: str) -> Answer:
        return await self.post("/login", {"card": card, "password": password}, **headers)

    def cookie(self, name: str = "__Host-session") -> str:
        return next((each.value for each in self.client.cookie_jar if each.key == name), "")


@dataclass(slots=True)
class Visitor:
    """Somebody with a card, and the one-time password on their slip."""

    customer: Customer
    card: Card
    password: str


@dataclass(slots=True)
class Place:
    service: Service
    school: School
    url: str
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def library(self) -> Library:
        return self.service.library

    async def browser(self) -> Browser:
        return await self._stack.enter_async_context(open_browser(self.url))

    async def add(self, *, uploads: bool = False, **facts: Any) -> Visitor:
        known = {"first_name": "Marijke", "prefix": "de", "surname": "Wit", "role": "teacher"}
        numbering = self.library.numbering
        customer, card = await add_customer(self.school, WHO, numbering, **{**known, **facts})
        if uploads:
            await grant_uploads(customer, self.school, WHO)
        return Visitor(customer, card, await make_shown_password(customer, WHO, self.library))

    async def enter(self, visitor: Visitor) -> Browser:
        """Return a browser in which the visitor is logged in, with a password of their own."""
        browser = await self.browser()
        await browser.log_in(visitor.card.number, visitor.password)
        answer = await browser.post("/password", {"new": OWN, "again": OWN})
        assert answer.status == 200, answer.words
        return browser


@asynccontextmanager
async def open_browser(url: str) -> AsyncIterator[Browser]:
    secure = aiohttp.yarl.URL(url) if hasattr(aiohttp, "yarl") else url
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[secure])
    async with aiohttp.ClientSession(cookie_jar=jar) as client:
        yield Browser(url, client)


def make_settings(data: Path, port: int, **page: Any) -> Settings:
    where = {"url": f"http://localhost:{port}", "port": port, **page}
    return Settings(data=data, library_name="Bibliotheek Oefenhuizen", page=where)


@asynccontextmanager
async def open_place(
    data: Path, *, settings: Settings | None = None, parts: Iterable[Part] = (Part.PAGE,)
) -> AsyncIterator[Place]:
    made = settings or make_settings(data, find_free_port())
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(open_service(made, frozenset(parts)))
        school = await add_school("12AB00", "De Regenboog", WHO)
        assert made.page.url is not None
        working = asyncio.create_task(service.run())
        try:
            yield Place(service, school, made.page.url, stack)
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
