"""Programs that follow the feed of changes, and what they must end with."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson

from rosterdesk.core.handover.feed import Cursor, FeedChange, FeedPage, read_cursor, read_feed
from rosterdesk.core.handover.forms.plain import describe
from rosterdesk.core.handover.people import load_members
from rosterdesk.core.models import Customer
from rosterdesk.core.storage.database import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

Copy = dict[str, dict[str, Any]]


class Follower:
    """A program that follows the feed and keeps a copy of the customers."""

    def __init__(self, limit: int = 3) -> None:
        self.cursor, self.limit = Cursor(), limit
        self.copy: Copy = {}
        self.seen: list[Cursor] = []

    async def follow(self) -> None:
        while True:
            page = await self.fetch()
            self.take(page)
            if not page.more:
                return

    async def fetch(self) -> FeedPage:
        return await read_feed(read_cursor(str(self.cursor)), self.limit)

    def take(self, page: FeedPage) -> None:
        for change in page.changes:
            self.seen.append(change.cursor)
            if change.customer is None:
                self.copy.pop(str(change.id), None)
            else:
                self.copy[str(change.id)] = write_plainly(change.customer)
        assert page.cursor >= self.cursor
        self.cursor = page.cursor


class DistantFollower(Follower):
    """Reads over HTTP with a token, at whichever of the addresses answers.

    Raises aiohttp.ClientError where none does; what was read half counts as not read.
    """

    def __init__(
        self, client: aiohttp.ClientSession, urls: Sequence[str], token: str, limit: int = 3
    ) -> None:
        super().__init__(limit)
        self._client, self._token, self.urls = client, token, list(urls)

    async def fetch(self) -> FeedPage:
        for _ in self.urls[1:]:
            try:
                return await self._ask(self.urls[0])
            except aiohttp.ClientError:
                self.urls = [*self.urls[1:], self.urls[0]]
        return await self._ask(self.urls[0])

    async def _ask(self, url: str) -> FeedPage:
        asked = {"since": str(self.cursor), "limit": str(self.limit)}
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self._client.get(f"{url}/changes", params=asked, headers=headers) as response:
            assert response.status == 200, await response.text()
            return read_page(await response.json())


def read_page(said: dict[str, Any]) -> FeedPage:
    """Read what the feed answers over HTTP and on the command line."""
    changes = tuple(
        FeedChange(
            **{
                **change,
                "cursor": read_cursor(change["cursor"]),
                "at": datetime.fromisoformat(change["at"]),
            }
        )
        for change in said["changes"]
    )
    return FeedPage(changes, read_cursor(said["cursor"]), said["more"])


def write_plainly(customer: dict[str, Any]) -> dict[str, Any]:
    """Return the values as JSON has them, whichever way they came."""
    plain: dict[str, Any] = orjson.loads(orjson.dumps(customer))
    return plain


async def list_customers() -> Copy:
    ids: Sequence[int] = await Customer.all().values_list("id", flat=True)  # type: ignore[assignment] # flat
    members = await load_members(connection(), ids)
    return {str(number): write_plainly(describe(one)) for number, one in members.items()}
