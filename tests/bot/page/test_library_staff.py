"""Staff and their rights on the page: the same acts as in chat, by an administrator only."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from tests.bot.approval.desk import SECONDS, WHO, open_desk
from tests.bot.approval.doors import run_shell
from tests.bot.page.test_cards import enter
from tests.bot.page.twins import BOSS, compare

from rosterdesk.bot.chat.staff.team import TeamAction
from rosterdesk.core.customers.staff import add_staff, find_link_code
from rosterdesk.core.login.passkeys import count_passkeys
from rosterdesk.core.models import Event, Session, Staff, StaffRole
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.approval.desk import Desk
    from tests.bot.page.places import Place
    from tests.bot.page.twins import Twin

ADMINISTRATOR, LIBRARIAN = StaffRole.ADMINISTRATOR, StaffRole.LIBRARIAN


async def test_the_code_of_an_invitation_stands_on_one_page_and_works_once(place: Place):
    boss = await enter(place, BOSS, ADMINISTRATOR)
    answer = await boss.post("/library/staff", {"name": " Anna  Smit ", "role": "librarian"})
    assert "Code voor Anna Smit" in answer.words
    code = re.findall('<p class="once">(.*?)</p>', answer.text)[0]
    person = await find_link_code(code, place.library.keys)
    assert person is not None
    assert person.staff is not None
    assert (person.staff.name, person.staff.role) == ("Anna Smit", LIBRARIAN)
    number = person.staff.id
    for path in ("/library/staff", f"/library/staff/{number}"):
        shown = await boss.get(path)
        assert code not in shown.text
        assert "Anna Smit" in shown.words
        assert code not in shown.path
    again = await boss.post("/library/staff", {"name": "Anna Smit", "role": "librarian"})
    assert (again.status, "Er is al een medewerker" in again.words) == (409, True)
    for wrong in ({"name": "", "role": "desk"}, {"name": "Bo", "role": "king"}, {"name": "Bo"}):
        assert (await boss.post("/library/staff", wrong)).status == 409
    renewed = await boss.post(f"/library/staff/{number}/code")
    newer = re.findall('<p class="once">(.*?)</p>', renewed.text)[0]
    assert await find_link_code(code, place.library.keys) is None
    assert await find_link_code(newer, place.library.keys) is not None


async def test_the_last_administrator_stays_and_whoever_leaves_is_out_at_once(place: Place):
    boss = await enter(place, BOSS, ADMINISTRATOR)
    anna = await enter(place, "Anna Smit")
    await add_staff("Cas", LIBRARIAN, WHO, place.library.keys, hours=1)
    me, her = await Staff.get(name=BOSS), await Staff.get(name="Anna Smit")
    for path in (f"/library/staff/{me.id}/leave", f"/library/staff/{me.id}/role"):
        answer = await boss.post(path, {"role": "desk"})
        assert (answer.status, "laatste beheerder" in answer.words) == (409, True)
    asked = await boss.get(f"/library/staff/{her.id}/leave")
    assert "Anna Smit verwijderen?" in asked.words
    assert (await anna.get("/waiting")).status == 200
    left = await boss.post(f"/library/staff/{her.id}/leave")
    assert (left.path, "Anna Smit" in left.words) == ("/library/staff", False)
    assert not await Session.filter(staff=her).exists()
    assert (await anna.get("/waiting")).path == "/login/staff"
    assert (await boss.get(f"/library/staff/{her.id}")).status == 404
    assert (await boss.post(f"/library/staff/{her.id}/code")).status == 404


async def test_whoever_gives_the_right_away_is_not_told_that_they_may_not(place: Place):
    boss = await enter(place, BOSS, ADMINISTRATOR)
    await add_staff("Bo", ADMINISTRATOR, WHO, place.library.keys, hours=1)
    me = await Staff.get(name=BOSS)
    answer = await boss.post(f"/library/staff/{me.id}/role", {"role": "librarian"})
    assert (answer.status, answer.path) == (200, "/waiting")
    assert (await boss.get("/library/staff")).status == 403
    assert await Event.filter(kind=Kind.ACCESS_REFUSED).count() == 1


async def test_a_member_of_staff_is_known_as_a_customer(place: Place):
    boss = await enter(place, BOSS, ADMINISTRATOR)
    visitor = await place.add()
    me = await Staff.get(name=BOSS)
    path = f"/library/staff/{me.id}"
    answer = await boss.post(f"{path}/card", {"card": visitor.card.number})
    assert answer.status == 200  # led away from their own page, as after a change of rights
    assert f'href="/customers/{visitor.customer.id}"' in (await boss.get(path)).text
    assert (await boss.post(f"{path}/card", {"card": "29999999999"})).status == 409
    assert (await boss.post(f"{path}/address", {"email": "no address"})).status == 409
    await boss.post(f"{path}/address", {"email": "cas@bieb.example"})
    assert (await Staff.get(id=me.id)).email == "cas@bieb.example"
    await boss.post(f"{path}/address", {"email": ""})
    assert (await Staff.get(id=me.id)).email is None
    assert await count_passkeys() == {}


async def test_the_last_librarian_is_asked_about_once_more(place: Place):
    boss = await enter(place, BOSS, ADMINISTRATOR)
    await enter(place, "Anna Smit")
    her = await Staff.get(name="Anna Smit")
    path = f"/library/staff/{her.id}"
    answer = await boss.post(f"{path}/role", {"role": "desk"})
    assert (answer.status, "laatste bibliothecaris" in answer.words) == (409, True)
    assert "Anna Smit balie maken?" in answer.words
    assert (await Staff.get(id=her.id)).role is LIBRARIAN
    fields = dict(re.findall('<input type="hidden" name="(.*?)" value="(.*?)">', answer.text))
    await boss.post(f"{path}/role", fields)
    assert (await Staff.get(id=her.id)).role is StaffRole.DESK
    await boss.post(f"{path}/role", {"role": "librarian"})
    refused = await boss.post(f"{path}/leave")
    asked = await boss.get(f"{path}/leave")
    assert (refused.status, asked.status) == (409, 200)
    for each in (refused, asked):
        assert "laatste bibliothecaris" in each.words
        assert "Anna Smit verwijderen?" in each.words
        fields = dict(re.findall('<input type="hidden" name="(.*?)" value="(.*?)">', each.text))
    assert (await Staff.get(id=her.id)).active
    await boss.post(f"{path}/leave", fields)
    assert not (await Staff.get(id=her.id)).active


async def test_the_command_line_asks_about_the_last_librarian(data: Path, monkeypatch):
    async with open_desk(data) as desk:
        await _add_anna(desk)
        await run_shell(desk, "staff", "remove", "Bo Jansen")
        for answer, stays in (("nee\n", True), ("\n", True), ("ja\n", False)):
            monkeypatch.setattr("sys.stdin", io.StringIO(answer))
            said = await run_shell(desk, "staff", "remove", "Anna Smit")
            assert "Anna Smit is the last librarian" in said
            assert (await Staff.get(name="Anna Smit")).active is stays


async def _add_anna(desk: Desk) -> None:
    await desk.staff("Anna Smit")
    await desk.staff("Bo Jansen")


async def _add_anna_alone(desk: Desk) -> None:
    await desk.staff("Anna Smit")


async def _find_anna() -> int:
    return (await Staff.get(name="Anna Smit")).id


async def _nothing(_: Desk) -> None:
    return


async def _invite_in_chat(twin: Twin) -> None:
    await twin.press(TeamAction(action="invite", role="desk"))
    boss = twin.desk.people[BOSS]
    boss.send("Dirk Visser")
    await boss.expect("Hand this to Dirk Visser", timeout=SECONDS)


@pytest.mark.timeout(300)
async def test_inviting_writes_what_the_chat_writes(data: Path):
    async def invite(twin: Twin) -> None:
        await twin.post("/library/staff", name="Dirk Visser", role="desk")

    kinds = await compare(data, _nothing, invite, _invite_in_chat)
    assert kinds == ["staff.added", "code.made"]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("act", ["role", "code", "remove"])
async def test_changing_and_leaving_write_what_the_chat_writes(data: Path, act):
    async def on_page(twin: Twin) -> None:
        name = {"remove": "leave"}.get(act, act)
        await twin.post(f"/library/staff/{await _find_anna()}/{name}", role="desk")

    async def in_chat(twin: Twin) -> None:
        await twin.press(TeamAction(action=act, id=await _find_anna(), role="desk"))

    kinds = await compare(data, _add_anna, on_page, in_chat)
    assert kinds == [{"code": "code.made"}.get(act, "staff.changed")]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("act", ["role", "remove"])
async def test_the_last_librarian_goes_as_in_chat(data: Path, act):
    async def on_page(twin: Twin) -> None:
        name = {"remove": "leave"}.get(act, act)
        await twin.post(f"/library/staff/{await _find_anna()}/{name}", role="desk", sure="yes")

    async def in_chat(twin: Twin) -> None:
        action = TeamAction(action=act, id=await _find_anna(), role="desk")
        await twin.press(action)
        assert not await Event.filter(kind=Kind.STAFF_CHANGED).exists()
        await twin.press(TeamAction(action=f"{act}_sure", id=action.id, role="desk"))

    assert await compare(data, _add_anna_alone, on_page, in_chat) == ["staff.changed"]


@pytest.mark.timeout(300)
async def test_who_they_are_as_a_customer_is_written_as_at_the_command_line(data: Path):
    async def on_page(twin: Twin) -> None:
        await twin.post(f"/library/staff/{await _find_anna()}/address", email="anna@bieb.example")

    async def by_shell(twin: Twin) -> None:
        said = ("staff", "set", "Anna Smit", "--email", "anna@bieb.example")
        await run_shell(twin.desk, *said)

    assert await compare(data, _add_anna, on_page, by_shell) == ["staff.changed"]
