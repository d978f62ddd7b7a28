"""``/health`` and ``/metrics`` on an address of this machine."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.listening import listen
from rosterdesk.bot.program.watch.figures import write_figures
from rosterdesk.bot.program.watch.troubles import find_troubles
from rosterdesk.core.language import Language

if TYPE_CHECKING:
    from rosterdesk.bot.program.watch.watched import Watched
    from rosterdesk.bot.watch_settings import WatchSettings


async def serve_figures(service: Watched, settings: WatchSettings) -> None:
    """Serve until cancelled."""
    runner = web.AppRunner(make_app(service), access_log=None)
    await runner.setup()
    try:
        assert settings.port is not None
        await listen(runner, settings.host, settings.port, "watch.port")
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def make_app(service: Watched) -> web.Application:
    async def health(request: web.Request) -> web.Response:
        del request
        troubles = await find_troubles(service)
        said = [trouble.say(Language.EN) for trouble in troubles] or ["ok"]
        return web.Response(text="\n".join(said) + "\n", status=503 if troubles else 200)

    async def metrics(request: web.Request) -> web.Response:
        del request
        text = await write_figures(service)
        return web.Response(body=text.encode(), headers={"Content-Type": _CONTENT_TYPE})

    app = web.Application()
    app.add_routes([web.get("/health", health), web.get("/metrics", metrics)])
    return app


_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
