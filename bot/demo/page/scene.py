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
from rosterdesk.bot.demo.stage import PRINTER, set_stage
from rosterdesk.bot.standins.botapi.state.bell import Bell
from rosterdesk.core.storage.database import wake

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rosterdesk.bot.demo.stage import Stage
    from rosterdesk.core.language import Language
    from rosterdesk.printer.model.paper import Paper

_LOOK_SECONDS = 1.0  # for what is committed by nobody, such as a press that only shows something


@dataclass
class Scene:
    """``bell`` rings when there is something new; ``over`` is set when the scene ends."""

    stage: Stage
    language: Language
    post: Post
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    bell: Bell = field(default_factory=Bell)
    facts: Facts = field(default_factory=dict)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    next_language: Language | None = None

    @property
    def slips(self) -> list[bytes]:
        """Return the slips that came out of the printer, oldest first, separators included."""
        return self.stage.service.printers[PRINTER].output()

    @property
    def paper(self) -> Paper:
        return self.stage.service.printers[PRINTER].paper

    def end(self, next_language: Language | None = None) -> None:
        """End it; with a language, another one begins, from scratch."""
        self.next_language = next_language
        self.over.set()
        self.bell.ring()


@asynccontextmanager
async def open_scene(language: Language) -> AsyncIterator[Scene]:
    speaking = {"language": language}
    async with set_stage(adapt=lambda made: made.model_copy(update=speaking)) as stage:
        await gather_cast(stage, language)
        scene = Scene(stage, language, Post(stage.mail))
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
