"""The page's own little server, on loopback.

    GET  /                         the page; /static/… what belongs to it
    GET  /news                     what happens (news.py)
    GET  /samples/KEY              a sample roster
    POST /mail                     form: from, subject, text, files; answers: N of a received mail
    GET  /mail/FOLDER/N/FILE       a file of a mail
    GET  /paper/N                  a picture of what came out of the printer
    POST /hello                    {"language"}: somebody opened the page
    POST /again                    {"language"}: begin again from scratch
    …    /chat/                    the chats: the stand-in's own interface (botapi/control)

Nothing but this machine reaches it, no page of another site can act through it, and what it
serves loads nothing from elsewhere.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import aiosmtplib
from aiohttp import web

from rosterdesk.bot.demo.page.cast import MAILBOXES
from rosterdesk.bot.demo.page.news import follow_news
from rosterdesk.bot.demo.page.paper import draw_paper
from rosterdesk.bot.demo.page.post import find_attachment
from rosterdesk.bot.demo.page.samples import SAMPLES
from rosterdesk.bot.standins.botapi.control.guard import refuse_strangers
from rosterdesk.bot.standins.botapi.control.requests import Wish, read_wish
from rosterdesk.bot.standins.botapi.control.routes import build_control
from rosterdesk.core.language import Language  # noqa: TC001 - pydantic reads it

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rosterdesk.bot.demo.page.post import Attachment
    from rosterdesk.bot.demo.page.scene import Scene

HOST = "127.0.0.1"
STATIC = Path(__file__).parent / "static"
FONTS = {
    "light": "SourceSansPro-Light.ttf",
    "regular": "SourceSansPro-Regular.ttf",
    "semibold": "SourceSansPro-Semibold.ttf",
    "italic": "SourceSansPro-It.ttf",
}
_MOST_BYTES = 40 * 1024 * 1024  # of a mail: more than the library's own limit, to see it refused
_SAFE = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
        " object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Greeting(Wish):
    language: Language


@asynccontextmanager
async def serve_page(scene: Scene, port: int, *, fresh: bool) -> AsyncIterator[str]:
    """Yield the address. ``fresh``: nobody has seen the page yet, so it may choose its language.

    Port 0 is any that is free.
    """
    # With cancellation, the streams of closed pages end, and so do all when the scene is over.
    runner = web.AppRunner(
        build_app(scene, fresh=fresh),
        handler_cancellation=True,
        access_log=None,
        shutdown_timeout=0.1,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield f"http://{HOST}:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


def build_app(scene: Scene, *, fresh: bool) -> web.Application:
    app = web.Application(middlewares=[refuse_strangers], client_max_size=_MOST_BYTES)
    app.on_response_prepare.append(_make_safe)
    page = Page(scene, fresh=fresh)
    app.router.add_get("/", page.show)
    app.router.add_get("/fonts/{name}", page.show_font)
    app.router.add_get("/news", page.follow)
    app.router.add_get("/samples/{key}", page.give_sample)
    app.router.add_post("/mail", page.send_mail)
    app.router.add_get("/mail/{folder}/{number}/{file}", page.give_attachment)
    app.router.add_get("/paper/{number}", page.show_paper)
    app.router.add_post("/hello", page.greet)
    app.router.add_post("/again", page.begin_again)
    app.router.add_static("/static", STATIC)
    app.add_subapp("/chat", build_control(scene.stage.chat))
    return app


class Page:
    def __init__(self, scene: Scene, *, fresh: bool) -> None:
        self._scene = scene
        self._fresh = fresh

    async def show(self, _: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / "index.html")

    async def show_font(self, request: web.Request) -> web.Response:
        name = FONTS.get(request.match_info["name"])
        if name is None:
            raise web.HTTPNotFound(text="There is no such font.\n")
        data = files("font_source_sans_pro").joinpath("files", name).read_bytes()
        headers = {"Cache-Control": "private, max-age=86400"}
        return web.Response(body=data, content_type="font/ttf", headers=headers)

    async def follow(self, request: web.Request) -> web.StreamResponse:
        return await follow_news(request, self._scene)

    async def give_sample(self, request: web.Request) -> web.Response:
        sample = SAMPLES.get(request.match_info["key"])
        if sample is None:
            raise web.HTTPNotFound(text="There is no such sample.\n")
        return _download(await asyncio.to_thread(sample.make))

    async def send_mail(self, request: web.Request) -> web.Response:
        form = await request.post()
        who = MAILBOXES.get(str(form.get("from")))
        if who is None:
            raise web.HTTPBadRequest(text="There is no such sender.\n")
        attached: list[Attachment] = [
            (part.filename, part.file.read())
            for part in form.getall("file", [])
            if isinstance(part, web.FileField) and part.filename
        ]
        subject, text = str(form.get("subject", "")), str(form.get("text", ""))
        received = self._scene.post.received
        number = form.get("answers")
        answers = received[_read_number(str(number), len(received))] if number else None
        try:
            await self._scene.post.send(who, subject, text, attached, answers)
        except aiosmtplib.SMTPException as error:
            raise web.HTTPBadGateway(text=f"The mail server refused it: {error}\n") from None
        self._scene.bell.ring()
        return web.json_response({"sent": True})

    async def give_attachment(self, request: web.Request) -> web.Response:
        post, place = self._scene.post, request.match_info
        mails = {"sent": post.sent, "received": post.received}.get(place["folder"], [])
        number = _read_number(place["number"], len(mails))
        data = find_attachment(mails[number], _read_number(place["file"]))
        if data is None:
            raise web.HTTPNotFound(text="There is no such file.\n")
        return _download(data)

    async def show_paper(self, request: web.Request) -> web.Response:
        pieces = self._scene.pieces
        piece = pieces[_read_number(request.match_info["number"], len(pieces))]
        drawn, kind = await asyncio.to_thread(draw_paper, piece)
        return web.Response(
            body=drawn,
            content_type=kind,
            headers={"Cache-Control": "no-store"},  # there is a password on it
        )

    async def greet(self, request: web.Request) -> web.Response:
        """The first visitor's language is that of the play, unless something was done already."""
        wish = await read_wish(request, Greeting)
        fresh, self._fresh = self._fresh, False
        if fresh and wish.language is not self._scene.language:
            self._scene.end(wish.language)
        return web.json_response({"scene": self._scene.id})

    async def begin_again(self, request: web.Request) -> web.Response:
        wish = await read_wish(request, Greeting)
        self._scene.end(wish.language)
        return web.json_response({"scene": self._scene.id}, status=202)


def _read_number(text: str, length: int | None = None) -> int:
    if not text.isascii() or not text.isdecimal() or (length is not None and int(text) >= length):
        raise web.HTTPNotFound(text="There is nothing with that number.\n")
    return int(text)


def _download(data: bytes) -> web.Response:
    """Return the data as a download: outside data is never shown as a page of this site."""
    return web.Response(
        body=data,
        content_type="application/octet-stream",
        headers={"Content-Disposition": "attachment", "Cache-Control": "no-store"},
    )


async def _make_safe(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_SAFE)
    response.headers.setdefault("Cache-Control", "no-cache")
