"""Programs that may read the feed of changes, each by a token of its own, and nothing else."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tortoise.exceptions import IntegrityError

from rosterdesk.core.clock import now
from rosterdesk.core.errors import NotThereError, RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import FeedReader
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import FeedReaderChanged

if TYPE_CHECKING:
    from rosterdesk.core.protection.keys import Keys
    from rosterdesk.core.trail.actors import Actor


class NoSuchReaderError(NotThereError):
    """No program of that name may read the feed."""


async def add_reader(name: str, actor: Actor, keys: Keys) -> str:
    """Let a program read the feed; return its token, which is shown once and kept as a digest."""
    token = secrets.token_urlsafe(32)
    digest = keys.digest(token.encode())
    try:
        async with writing():
            await FeedReader.create(name=name, digest=digest, made_at=now(), made_by=actor.name)
            await record(FeedReaderChanged(reader=name, may_read=True), actor)
    except IntegrityError as error:
        raise RosterdeskError(
            N_("A program called {name} may read the changes already."), name=name
        ) from error
    return token


async def find_reader(token: str, keys: Keys) -> FeedReader | None:
    """Return the program whose token this is; None where it may read nothing, or not any more."""
    return await FeedReader.get_or_none(digest=keys.digest(token.encode()))


async def remove_reader(name: str, actor: Actor) -> None:
    """Take the right away: the token is nobody's from then on."""
    async with writing():
        if not await FeedReader.filter(name=name).delete():
            raise NoSuchReaderError(N_("No program called {name} may read the changes."), name=name)
        await record(FeedReaderChanged(reader=name, may_read=False), actor)


async def list_readers() -> list[FeedReader]:
    return await FeedReader.all().order_by("name")
