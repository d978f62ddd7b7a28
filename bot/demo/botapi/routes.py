"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from aiohttp import web

from rosterdesk.bot.demo.botapi import limits
from rosterdesk.bot.demo.botapi.errors import ApiError, too_large, unauthorized, unknown_method
from rosterdesk.bot.demo.botapi.faults import FaultKind
from rosterdesk.bot.demo.botapi.methods import METHODS
from rosterdesk.bot.demo.botapi.state.world import Call
from rosterdesk.bot.demo.botapi.wire import answer, parse_call, read_params, refuse

if TYPE_CHECKING:
    from rosterdesk.bot.demo.botapi.faults import Fault
    from rosterdesk.bot.demo.botapi.methods import Method
    from rosterdesk.bot.demo.botapi.state.world import World
    from rosterdesk.bot.demo.botapi.wire import Uploads

FORM_OVERHEAD = limits.MEGABYTE  # names and texts beside the file itself


def build_app(world: World) -> web.Application:
    upload = limits.LOCAL_UPLOAD_BYTES if world.local else limits.UPLOAD_BYTES
    app = web.Application(client_max_size=upload + FORM_OVERHEAD)
    routes = Routes(world)
    app.router.add_route("*", "/bot{token}/{method}", routes.handle_call)
    app.router.add_get("/file/bot{token}/{path:.+}", routes.handle_download)
    return app


class Routes:
    def __init__(self, world: World) -> None:
        self._world = world

    async def handle_call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        params: dict[str, Any] = {}
        try:
            self._check_token(request)
            params, uploads = await read_params(request)
            return await self._act(request, name, params, uploads)
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(name, params, too_large())
        except ApiError as error:
            return self._refuse(name, params, error)

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

    async def _act(
        self, request: web.Request, name: str, params: dict[str, Any], uploads: Uploads
    ) -> web.StreamResponse:
        """Do what the call asks, with the fault that a test ordered before or after it."""
        method = METHODS.get(name.casefold())
        if method is None:
            raise unknown_method()
        fault = self._world.faults.take(method.name)
        result = None
        if fault is None or fault.after:
            result = await self._run(method, params, uploads)
        return answer(result) if fault is None else await self._fail(request, method, params, fault)

    async def _run(self, method: Method, params: dict[str, Any], uploads: Uploads) -> Any:
        call = parse_call(method.model, params, strict=self._world.strict)
        files = (uploads,) if method.takes_files else ()
        result = method.run(self._world, call, *files)
        if inspect.isawaitable(result):
            result = await result
        self._record(Call(method.name, params, result))
        return result

    async def _fail(
        self, request: web.Request, method: Method, params: dict[str, Any], fault: Fault
    ) -> web.StreamResponse:
        error = fault.as_error()
        if error is not None:
            raise error
        self._record(Call(method.name, params, None, fault.kind))
        if fault.kind is FaultKind.TIME_OUT:
            # The client's giving up cancels this handler.
            await self._world.closing.wait()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    def _refuse(self, name: str, params: dict[str, Any], error: ApiError) -> web.Response:
        self._record(Call(name, params, None, error.description))
        return refuse(error)

    def _record(self, call: Call) -> None:
        self._world.calls.append(call)
        self._world.bell.ring()
