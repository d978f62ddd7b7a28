from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from rosterdesk.bot.page.serving import serve_page
from rosterdesk.bot.program.loops.loop import keep_doing
from rosterdesk.core.drafts.reading import read_drafts
from rosterdesk.core.drafts.uploading import forget_drafts
from rosterdesk.core.login.sessions import forget_sessions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rosterdesk.bot.page.parts import FindPolled, FindTroubles
    from rosterdesk.bot.program.loops.duty import Loop
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library

_QUARTER = 900.0


@dataclass(frozen=True, slots=True)
class Page:
    """``address`` is where this process listens: a host and a port."""

    address: str
    loops: list[Loop] = field(default_factory=list)


@asynccontextmanager
async def open_page(
    settings: Settings, library: Library, find_polled: FindPolled, find_troubles: FindTroubles
) -> AsyncIterator[Page]:
    forget = partial(_forget, settings, library)
    async with serve_page(settings, library, find_polled, find_troubles) as address:
        yield Page(
            address,
            [
                partial(keep_doing, "drafts", partial(read_drafts, library)),
                partial(keep_doing, "forgetting", forget, poll_seconds=_QUARTER, listening=False),
            ],
        )


async def _forget(settings: Settings, library: Library) -> bool:
    await forget_sessions(settings.page.lifetime)
    await forget_drafts(library.files)
    return False
