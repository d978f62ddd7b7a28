"""One call, from its name and parameters to its result; every call is remembered."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from rosterdesk.bot.standins.botapi.errors import ApiError, unknown_method
from rosterdesk.bot.standins.botapi.methods import METHODS
from rosterdesk.bot.standins.botapi.published.check import find_call_breaches, find_result_breaches
from rosterdesk.bot.standins.botapi.state.world import Call
from rosterdesk.bot.standins.botapi.wire import parse_call, refuse_unsupported

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.methods import Method
    from rosterdesk.bot.standins.botapi.state.world import World
    from rosterdesk.bot.standins.botapi.wire import Uploads


def find_method(name: str) -> Method:
    method = METHODS.get(name.casefold())
    if method is None:
        raise unknown_method()
    return method


async def run_call(world: World, name: str, params: dict[str, Any], uploads: Uploads) -> Any:
    """Return the result in JSON; raise ApiError where Telegram refuses."""
    try:
        result = await _run(world, find_method(name), params, uploads)
    except ApiError as error:
        record(world, Call(name, params, None, error.description))
        raise
    except Exception as problem:
        world.crashes.append(problem)  # told when the stand-in stops: a bot would just try again
        raise
    record(world, Call(name, params, result))
    return result


def record(world: World, call: Call) -> None:
    world.calls.append(call)
    world.bell.ring()


async def _run(world: World, method: Method, params: dict[str, Any], uploads: Uploads) -> Any:
    if world.strict:
        # Noted before anything is refused: a refusal may be lost in the bot's own care.
        world.breaches += find_call_breaches(method.name, params)
    refuse_unsupported(params)
    call = parse_call(method.model, params, strict=world.strict)
    world.flood.check(method.name, str(params.get("chat_id", "")))
    files = (uploads,) if method.takes_files else ()
    result = method.run(world, call, *files)
    if inspect.isawaitable(result):
        result = await result
    if breaches := find_result_breaches(method.name, result):
        raise AssertionError(breaches)
    return result
