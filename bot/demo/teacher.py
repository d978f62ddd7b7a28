"""A teacher in a browser, for the demo: logs in on the page, uploads, mends a cell and sends."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

_LOOK_SECONDS = 0.1
_VERSION = re.compile(r'name="version" value="(\d+)"')
_ROW = re.compile(r'<tr class="error[^>]*data-row="(\d+)"')
_CELL = re.compile(r'<td [^>]*data-cell="(\d+)" data-text="([^"]*)" class="error')


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that could not be read, by its row in the file and its column."""

    row: str
    column: str
    text: str


@dataclass(slots=True)
class Window:
    """A window of a browser: ``path`` and ``text`` are those of the page that it shows."""

    url: str
    client: aiohttp.ClientSession
    path: str = "/"
    text: str = ""

    @property
    def words(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.text)).split())

    async def open(self, path: str) -> None:
        await self._ask("GET", path, None)

    async def post(self, path: str, fields: Mapping[str, str] | aiohttp.FormData) -> None:
        """Send a form of the page that is shown."""
        await self._ask("POST", path, fields)

    async def _ask(
        self, method: str, path: str, data: Mapping[str, str] | aiohttp.FormData | None
    ) -> None:
        headers = {"Origin": self.url, "Sec-Fetch-Site": "same-origin", "Accept-Language": "nl"}
        async with self.client.request(
            method, self.url + path, data=data, headers=headers
        ) as answer:
            self.path, self.text = answer.url.path, await answer.text()

    async def wait_for(self, words: str, seconds: float = 60) -> None:
        """Look at the same page again until it says that; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while words not in self.words:
                await asyncio.sleep(_LOOK_SECONDS)
                await self.open(self.path)

    async def log_in(self, card: str, password: str, own: str) -> None:
        """Log in with what the slip says, and choose a password of one's own."""
        await self.post("/login", {"card": card, "password": password})
        await self.post("/password", {"new": own, "again": own})

    async def upload(self, name: str, data: bytes) -> None:
        form = aiohttp.FormData()
        form.add_field("file", data, filename=name, content_type="application/octet-stream")
        await self.post("/uploads", form)

    def find_wrong(self) -> Wrong | None:
        """Return the first cell of the table that could not be read."""
        row = _ROW.search(self.text)
        cell = _CELL.search(self.text, row.end()) if row else None
        return Wrong(row[1], cell[1], unescape(cell[2])) if row and cell else None

    async def mend(self, wrong: Wrong, typed: str) -> None:
        fields = {"table": "0", "row": wrong.row, f"c{wrong.column}": typed, "view": "some.0."}
        await self._change("cells", fields)

    async def send(self) -> None:
        """Press *Send to the library*."""
        await self._change("send", {})

    async def _change(self, act: str, fields: dict[str, str]) -> None:
        shown = _VERSION.search(self.text)
        version = {"version": shown[1]} if shown else {}
        await self.post(f"{self.path}/{act}", {**version, **fields})


@asynccontextmanager
async def open_window(url: str) -> AsyncIterator[Window]:
    # The page is on this machine, where a browser takes its cookies without TLS.
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=url)
    async with aiohttp.ClientSession(cookie_jar=jar) as client:
        yield Window(url, client)
