"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from aiohttp import web

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.control.guard import refuse_foreign_names
from rosterdesk.bot.standins.botapi.dispatch import find_method, record, run_call
from rosterdesk.bot.standins.botapi.errors import ApiError, too_large, unauthorized
from rosterdesk.bot.standins.botapi.faults import FaultKind
from rosterdesk.bot.standins.botapi.state.world import Call
from rosterdesk.bot.standins.botapi.wire import answer, read_params, refuse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rosterdesk.bot.standins.botapi.faults import Fault
    from rosterdesk.bot.standins.botapi.state.world import World

FORM_OVERHEAD = limits.MEGABYTE  # names and texts beside the file itself


def build_app(world: World) -> web.Application:
    upload = limits.LOCAL_UPLOAD_BYTES if world.local else limits.UPLOAD_BYTES
    app = web.Application(
        client_max_size=upload + FORM_OVERHEAD, middlewares=[refuse_foreign_names]
    )
    routes = Routes(world)
    app.router.add_route("*", "/bot{token}/{method}", routes.handle_call)
    app.router.add_get("/file/bot{token}/{path:.+}", routes.handle_download)
    return app


class Routes:
    def __init__(self, world: World) -> None:
        self._world = world

    async def handle_call(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
            return await self._answer(request)
        except web.HTTPRequestEntityTooLarge:
            return refuse(too_large())
        except ApiError as error:
            return refuse(error)

    async def handle_download(self, request: web.Request) -> web.Response:
        since = self._world.clock.now() - limits.FILE_LINK_SECONDS
        try:
            self._check_token(request)
        except ApiError as error:
            return refuse(error)
        file = self._world.files.follow_link(request.match_info["path"], since)
        if file is None:
            return refuse(ApiError(404, "Not Found"))
        return web.Response(body=file.data, content_type="application/octet-stream")

    def _check_token(self, request: web.Request) -> None:
        if request.match_info["token"] != self._world.token:
            raise unauthorized()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        """Do what the call asks, with the fault that a test ordered before or after it."""
        name = find_method(request.match_info["method"]).name
        params, uploads = await read_params(request)
        fault = self._world.faults.take(name, str(params.get("chat_id", "")))
        run = partial(run_call, self._world, name, params, uploads)
        if fault is None:
            return answer(await run())
        if fault.kind is FaultKind.HELD:
            return answer(await self._hold(run, after=fault.after))
        if fault.after:
            await run()
        record(self._world, Call(name, params, None, fault.describe()))
        return await self._fail(request, fault)

    async def _hold(self, run: Callable[[], Awaitable[Any]], *, after: bool) -> Any:
        if not after:
            await self._world.wait_for_release()
            return await run()
        result = await run()
        await self._world.wait_for_release()
        return result

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        error = fault.as_error()
        if error is not None:
            raise error
        if fault.kind is FaultKind.TIME_OUT:
            # The client's giving up cancels this handler.
            await self._world.closing.wait()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()
