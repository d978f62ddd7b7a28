"""Every route of the page x every role x every way to ask that must fail: from the routes.

``python -m tests.bot.page.matrix`` tries all of them; the suite a sample (``test_matrix.py``).
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bot.page.places import WHO, open_place
from tests.bot.page.test_rights import TABLE, enter_as, fill
from tests.core.drafts.test_mending import broken
from tests.core.roster.making import cells_to_csv, make_pupils, write_csv

from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.customers.staff import Person, add_staff
from rosterdesk.core.drafts.uploading import take_upload
from rosterdesk.core.intake.questions import ask_sender
from rosterdesk.core.intake.receiving import Arrival, receive
from rosterdesk.core.login.roles import Role
from rosterdesk.core.login.sessions import begin_session
from rosterdesk.core.models import Channel, Passkey, Session, Staff, StaffRole, Trust
from rosterdesk.core.protection.passwords import make_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bot.page.places import Browser, Place

    from rosterdesk.bot.page.access.routes import Route

ELSEWHERE = "https://elders.example"
# Headers with which a request that writes does not come from a page of the library.
NOT_OURS = {
    "no origin": {"Origin": ""},
    "the origin of a frame without one": {"Origin": "null"},
    "another origin": {"Origin": ELSEWHERE},
    "another port of this machine": {"Origin": "http://localhost:1"},
    "another site": {"Sec_Fetch_Site": "cross-site"},
    "another site, no origin": {"Sec_Fetch_Site": "cross-site", "Origin": ""},
    "a site beside it": {"Sec_Fetch_Site": "same-site"},
    "typed by a person": {"Sec_Fetch_Site": "none"},
}
# With which another site reads, other than by a link that a person follows.
NOT_A_LINK = {
    "a picture": ("no-cors", "image"),
    "a script's question": ("cors", "empty"),
    "a frame": ("navigate", "iframe"),
    "an object": ("navigate", "object"),
}
# An object that everybody of this right may see, or no object at all.
SHARED = (
    *("/static/", "/uploads/template/", "/submissions/", "/customers/", "/library/", "/print/"),
    "/schools/",
)


@dataclass
class Tried:
    """The requests of each kind, and those that were answered otherwise than they must be."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[object] = field(default_factory=list)

    def note(self, kind: str, right: bool, *facts: object) -> None:
        self.counts[kind] += 1
        if not right:
            self.wrong.append((kind, *facts))


async def try_all(place: Place, share: float = 1.0, seed: int = 1) -> Tried:
    """Try a share of all, chosen by the seed."""
    tried, dice = Tried(), random.Random(seed)
    others = await make_others(place)
    for role in Role:
        browser = await enter_as(place, role)
        await _try_from_elsewhere(tried, browser, role, share, dice)
        await _try_others(tried, browser, role, others)
        await _try_no_session(tried, place, browser, role, share, dice)
    return tried


def _routes() -> Iterator[Route]:
    yield from (route for route in TABLE.values() if not route.right.machine)


async def _try_from_elsewhere(
    tried: Tried, browser: Browser, role: Role, share: float, dice: random.Random
) -> None:
    for route in _routes():
        for name, headers in NOT_OURS.items() if route.writes else ():
            if dice.random() < share:
                answer = await browser.ask(route.method, fill(route), headers=headers, follow=False)
                tried.note("from elsewhere", answer.status == 403, role, route.name, name)
        for name, (mode, what) in NOT_A_LINK.items() if not route.writes else ():
            if dice.random() < share:
                headers = {
                    "Sec_Fetch_Site": "cross-site",
                    "Sec_Fetch_Mode": mode,
                    "Sec_Fetch_Dest": what,
                }
                answer = await browser.ask("GET", fill(route), headers=headers, follow=False)
                tried.note("read from elsewhere", answer.status == 403, role, route.name, name)
    assert role is Role.STRANGER or browser.cookie(), "a refusal ended the session"


async def _try_others(
    tried: Tried, browser: Browser, role: Role, others: dict[str, dict[str, str]]
) -> None:
    """Ask for objects that are there and somebody else's: answered like those that are not."""
    for route in _routes():
        if "{" not in route.path or route.path.startswith(SHARED):
            continue
        if not route.right.allows(_hats(role)):
            continue
        known = next((each for at, each in others.items() if route.path.startswith(at)), None)
        assert known is not None, f"whose is the object of {route.name}?"
        theirs = route.path.format_map(known)
        answer = await browser.ask(route.method, theirs, follow=False)
        unknown = await browser.ask(route.method, fill(route), follow=False)
        same = (answer.status, answer.words) == (404, unknown.words)
        tried.note("somebody else's", same, role, route.name, answer.status, answer.words[:90])


def _hats(role: Role) -> frozenset[Role]:
    return frozenset({role, Role.CUSTOMER} if role is Role.UPLOADER else {role})


async def _try_no_session(
    tried: Tried, place: Place, browser: Browser, role: Role, share: float, dice: random.Random
) -> None:
    """Ask with a session that ended, with an invented token, and with one of another kind."""
    if role is Role.STRANGER:
        return
    token = browser.cookie()
    await Session.filter(digest=digest_token(place, token)).delete()
    invented = ("ended", token), ("invented", "x" * len(token)), ("long", "x" * 4000)
    for name, value in invented:
        browser.client.cookie_jar.update_cookies({"__Host-session": value})
        for route in _routes():
            if route.right.allows(frozenset({Role.STRANGER})) or dice.random() >= share:
                continue
            answer = await browser.ask(route.method, fill(route), follow=False)
            led = answer.headers.get("Location", "")
            right = answer.status == 303 and led.startswith("/login")
            tried.note("no session", right, role, route.name, name, answer.status, led)
            browser.client.cookie_jar.update_cookies({"__Host-session": value})


def digest_token(place: Place, token: str) -> str:
    return place.library.keys.digest(f"session {token}".encode())


async def make_others(place: Place) -> dict[str, dict[str, str]]:
    """Return objects of other people, by the beginning of the addresses under which they are."""
    school = await add_school("99ZZ00", "De Ander", WHO)
    teacher = await place.add(surname="Ander")
    await grant_uploads(teacher.customer, school, WHO)
    staff, _ = await add_staff(
        "Iemand Anders", StaffRole.LIBRARIAN, WHO, place.library.keys, hours=1
    )
    return {
        "/uploads/": await _make_draft(place, teacher.customer, school),
        "/sent/": await _make_sent(place, teacher.customer, school),
        "/account/browsers/": {"number": await _make_session(place, customer=teacher.customer)},
        "/account/chats/": {"number": await _make_chat(teacher.customer)},
        "/access/browsers/": {"number": await _make_session(place, staff=staff)},
        "/access/passkeys/": {"number": await _make_passkey(staff)},
    }


async def _make_draft(place: Place, customer, school) -> dict[str, str]:
    data = cells_to_csv(broken())
    draft = await take_upload(customer, school.id, "lijst.csv", data, place.library.files)
    return {"key": draft.key}


async def _make_sent(place: Place, customer, school) -> dict[str, str]:
    arrival = Arrival(
        school=school,
        file_name="lijst.csv",
        data=write_csv(make_pupils(5)),
        channel=Channel.PAGE,
        trust=Trust.A,
        actor=WHO,
        sender=customer,
    )
    submission = (await receive(arrival, place.library.files)).submission
    question = await ask_sender(submission, "Klopt dit?", WHO)
    return {"reference": submission.reference, "number": str(question.id)}


async def _make_session(place: Place, **owner) -> str:
    token = await begin_session(Person(**owner), "", place.library.keys)
    return str((await Session.get(digest=digest_token(place, token))).id)


async def _make_chat(customer) -> str:
    facts = {"user_id": 99, "chat_id": 99, "language": "nl", "linked_at": now()}
    return str((await ChatAccount.create(customer=customer, **facts)).id)


async def _make_passkey(staff: Staff) -> str:
    facts = {"credential": make_code(12), "public_key": "x", "made_at": now()}
    return str((await Passkey.create(staff=staff, **facts)).id)


async def _main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        async with open_place(Path(folder)) as place:
            tried = await try_all(place)
    for each in tried.wrong:
        print("WRONG", each)
    print(f"{len(TABLE)} routes, {len(Role)} roles: {dict(tried.counts)}, {len(tried.wrong)} wrong")
    return 1 if tried.wrong else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
