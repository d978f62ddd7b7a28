"""Staff: logging in with a passkey or a code from their own chat, and where they are logged in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.page.access.rights import ANYBODY, STAFF
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.login.browsers import GONE, GoneError
from rosterdesk.bot.page.visiting.visitor import describe_browser, give_session
from rosterdesk.bot.words.people import STAFF_ROLES
from rosterdesk.bot.words.texts import phrases as shared
from rosterdesk.core.customers.staff import Person
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.login.login import read_limits
from rosterdesk.core.login.page_codes import MINUTES, enter_with_code
from rosterdesk.core.login.passkeys import (
    PasskeyError,
    Site,
    add_passkey,
    enter_with_passkey,
    list_passkeys,
    make_with_invitation,
    offer_login,
    offer_making,
    remove_passkey,
)
from rosterdesk.core.login.sessions import end_other_session, end_session, list_sessions
from rosterdesk.core.login.throttle import count_guess, take_back
from rosterdesk.core.models import Channel, Staff

if TYPE_CHECKING:
    from rosterdesk.bot.page.access.asking import Ask

_WRONG = N_(
    "This code does not work: it was used, it is older than {minutes} minutes, or it was mistyped."
    " Send /page to the library's chat for a new one."
)


async def show_login(ask: Ask) -> web.Response:
    if ask.visitor.has(*STAFF.roles):
        return ask.go("/")
    return _show_login(ask)


def _show_login(ask: Ask, wrong: str = "", status: int = 200) -> web.Response:
    has_chat = ask.parts.settings.read_bot_token() is not None
    return ask.show("staff_login.html", status, wrong=wrong, has_chat=has_chat)


async def take_code(ask: Ask) -> web.Response:
    form = await ask.read_form()
    code, device = form.text("code", 40), _describe_device(ask)
    try:
        token = await enter_with_code(code, ask.place, device, ask.parts.library)
    except RosterdeskError as error:
        return _show_login(ask, error.say(ask.language), 429)
    if token is None:
        return _show_login(ask, ask.say(_WRONG, minutes=MINUTES), 422)
    if isinstance(token, Staff):
        return await _show_making(ask, token, code)
    return await _let_in(ask, token)


async def _let_in(ask: Ask, token: str) -> web.Response:
    if ask.visitor.session is not None:  # whoever was logged in here before is so no longer
        await end_session(ask.visitor.session)
    response = ask.go("/")
    give_session(response, token)
    return response


async def _show_making(
    ask: Ask, staff: Staff, code: str = "", wrong: str = "", status: int = 200
) -> web.Response:
    """Show how a passkey is made: with the code of an invitation, or by somebody who is in."""
    site, keys = _describe_site(ask), ask.parts.library.keys
    options = await offer_making(staff, site, keys, instead=bool(code))
    return ask.show("passkey.html", status, staff=staff, code=code, options=options, wrong=wrong)


def _describe_site(ask: Ask) -> Site:
    url = ask.parts.settings.page.url
    assert url is not None
    return Site(ask.parts.settings.library_name, url)


def _describe_device(ask: Ask) -> str:
    return describe_browser(ask.request.headers.get("User-Agent", ""))


async def give_challenge(ask: Ask) -> web.Response:
    """Return a fresh challenge for a script of ours, which asks the browser for a passkey."""
    options = offer_login(_describe_site(ask), ask.parts.library.keys)
    return web.Response(text=options, content_type="application/json")


async def take_passkey(ask: Ask) -> web.Response:
    form = await ask.read_form()
    keys, library = ask.parts.library.keys, ask.parts.library
    try:
        await count_guess(ask.place, read_limits(library, Channel.PAGE))
        token = await enter_with_passkey(
            form.secret("answer"), _describe_device(ask), _describe_site(ask), keys
        )
    except RosterdeskError as error:
        return _show_login(ask, error.say(ask.language), 422)
    await take_back(ask.place)
    return await _let_in(ask, token)


async def take_first_passkey(ask: Ask) -> web.Response:
    """Take the passkey of somebody invited, which uses the invitation up."""
    form = await ask.read_form()
    code, library = form.text("code", 40), ask.parts.library
    try:
        await count_guess(ask.place, read_limits(library, Channel.PAGE))
        token = await make_with_invitation(
            code,
            form.secret("answer"),
            _describe_device(ask),
            _describe_site(ask),
            library.keys,
        )
    except RosterdeskError as error:
        return _show_login(ask, error.say(ask.language), 422)
    if token is None:
        return _show_login(ask, ask.say(_WRONG, minutes=MINUTES), 422)
    await take_back(ask.place)
    return await _let_in(ask, token)


async def show_making(ask: Ask) -> web.Response:
    return await _show_making(ask, ask.visitor.staff)


async def take_another_passkey(ask: Ask) -> web.Response:
    form = await ask.read_form()
    staff, keys = ask.visitor.staff, ask.parts.library.keys
    try:
        await add_passkey(
            staff, form.secret("answer"), _describe_device(ask), _describe_site(ask), keys
        )
    except PasskeyError as error:
        return await _show_making(ask, staff, wrong=error.say(ask.language), status=422)
    return ask.go("/access", "passkey")


async def end_passkey(ask: Ask) -> web.Response:
    if not await remove_passkey(ask.visitor.staff, ask.numbered("number")):
        raise GoneError(GONE)
    return ask.go("/access", "passkey_removed")


async def show_access(ask: Ask) -> web.Response:
    staff, mine = ask.visitor.staff, ask.visitor.session
    assert mine is not None
    lifetime = ask.parts.settings.page.lifetime
    sessions = await list_sessions(Person(staff=staff), lifetime)
    return ask.show(
        "staff_access.html",
        staff=staff,
        role_name=shared.say(ask.language, STAFF_ROLES[staff.role]),
        sessions=sessions,
        passkeys=await list_passkeys(staff),
        mine=mine.id,
        minutes=ask.parts.settings.page.idle_minutes,
    )


async def end_browser(ask: Ask) -> web.Response:
    mine = ask.visitor.session
    assert mine is not None
    if not await end_other_session(mine, ask.numbered("number")):
        raise GoneError(GONE)
    return ask.go("/access", "ended")


ROUTES = Routes("staff's access")
ROUTES.get("/login/staff", show_login, right=ANYBODY)
ROUTES.post("/login/staff", take_code, right=ANYBODY)
ROUTES.get("/login/passkey", give_challenge, right=ANYBODY)
ROUTES.post("/login/passkey", take_passkey, right=ANYBODY)
ROUTES.post("/login/invited", take_first_passkey, right=ANYBODY)
ROUTES.get("/access/passkey", show_making, right=STAFF)
ROUTES.post("/access/passkey", take_another_passkey, right=STAFF)
ROUTES.post("/access/passkeys/{number}/remove", end_passkey, right=STAFF)
ROUTES.get("/access", show_access, right=STAFF)
ROUTES.post("/access/browsers/{number}/end", end_browser, right=STAFF)
