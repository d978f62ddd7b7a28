"""One play of the demo: stage, cast, and the news for the pages that look on."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.bot.demo.page.cast import gather_cast
from rosterdesk.bot.demo.page.facts import Facts, count_facts
from rosterdesk.bot.demo.page.post import Post
from rosterdesk.bot.demo.page.printers import Collecting, add_printers, switch_on
from rosterdesk.bot.demo.stage import set_stage
from rosterdesk.bot.standins.botapi.state.bell import Bell
from rosterdesk.core.storage.database import wake

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rosterdesk.bot.demo.page.cast import Paper
    from rosterdesk.bot.demo.page.printers import Piece
    from rosterdesk.bot.demo.stage import Stage
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language

_LOOK_SECONDS = 1.0  # for what is committed by nobody, such as a press that only shows something


@dataclass
class Scene:
    """``bell`` rings when there is something new; ``over`` is set when the scene ends."""

    stage: Stage
    language: Language
    post: Post
    paper: Collecting
    slip: Paper
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    bell: Bell = field(default_factory=Bell)
    facts: Facts = field(default_factory=dict)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    next_language: Language | None = None

    @property
    def pieces(self) -> list[Piece]:
        """Return what came out of the printers, oldest first, separators included."""
        return self.paper.look()

    def end(self, next_language: Language | None = None) -> None:
        """End it; with a language, another one begins, from scratch."""
        self.next_language = next_language
        self.over.set()
        self.bell.ring()


@asynccontextmanager
async def open_scene(language: Language) -> AsyncIterator[Scene]:
    speaking = {"language": language}

    def adapt(made: Settings) -> Settings:
        return add_printers(made.model_copy(update=speaking))

    async with set_stage(adapt=adapt) as stage, switch_on(stage) as wall:
        slip = await gather_cast(stage, language)
        scene = Scene(stage, language, Post(stage.mail), Collecting(stage, wall), slip)
        watching = asyncio.create_task(_watch(scene))
        try:
            yield scene
        finally:
            scene.end(scene.next_language)
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching


async def _watch(scene: Scene) -> None:
    """Count again whenever something was committed, and let the pages look."""
    woken = wake.listen()
    while True:
        woken.clear()
        scene.facts = await count_facts(scene.stage)
        scene.bell.ring()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_SECONDS):
                await woken.wait()
