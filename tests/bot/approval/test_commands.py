"""The commands that a chat program offers to each person, and what staff see of the chat itself."""

from __future__ import annotations

from tests.bot.approval.desk import SECONDS, open_desk

from rosterdesk.bot.chat.access.commands import offer_to_staff
from rosterdesk.bot.chat.telegram.health import ChatState
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import ChatAccount
from rosterdesk.bot.program.doctor import examine, meet_bot
from rosterdesk.core.language import Language
from rosterdesk.core.models import Staff, StaffRole


async def test_each_sees_the_commands_of_their_role_place_and_language(data):
    async with open_desk(data, run=False) as desk:
        anna = await desk.staff("Anna Smit")
        await ChatAccount.filter(user_id=anna.id).update(language="nl")
        stranger = desk.api.person(666, "Eve")
        group = desk.api.group(-777, "Team")
        group.add(anna, stranger)
        desk.start()

        async def offered() -> bool:
            return "pending" in anna.list_commands() and bool(stranger.list_commands())

        await wait_for(offered, SECONDS)
        assert "held" in anna.list_commands()
        assert "staff" not in anna.list_commands()
        assert "login" in stranger.list_commands()
        assert not {"pending", "new", "staff"} & set(stranger.list_commands())
        assert stranger.list_commands(group) == ["pending", "here"]
        said = {
            place[4]: {each["command"]: each["description"] for each in commands}
            for place, commands in desk.api.world.settings.items()
            if place[0] == "commands" and place[1] == "default"
        }
        assert said["en"]["help"] == "this list"
        assert said["nl"]["help"] == said[""]["help"] == "deze lijst"

        calls = sum(call.method == "setMyCommands" for call in desk.api.calls)
        await Staff.filter(name="Anna Smit").update(role=StaffRole.ADMINISTRATOR)
        for _ in range(2):
            await offer_to_staff(desk.service.bot, Language.NL)
        assert "staff" in anna.list_commands()
        assert sum(call.method == "setMyCommands" for call in desk.api.calls) == calls + 1

        anna.send("/unlink")
        await anna.expect("ontkoppelen", timeout=SECONDS)
        anna.press(anna.messages[-1], "Ja, ontkoppelen")
        await wait_for(lambda: same_commands(anna, stranger), SECONDS)


async def same_commands(one, other) -> bool:
    return one.list_commands() == other.list_commands()


async def nothing_waits(desk) -> bool:
    _, waiting = await meet_bot(desk.settings)
    return waiting == 0


async def test_staff_see_whether_the_chat_is_well_and_what_waits(desk):
    anna = await desk.staff("Anna Smit")
    anna.send("/status")
    said = await anna.expect("connected since", timeout=SECONDS)
    assert "Chat" in said.words
    assert desk.service.health.state is ChatState.OK
    await wait_for(lambda: nothing_waits(desk), SECONDS)  # what was answered is confirmed, too
    await desk.stop()
    assert desk.service.health.state is ChatState.STOPPED
    anna.send("one")
    anna.send("two")
    findings = {each.name: each for each in await examine(desk.settings)}
    assert findings["chat"].trouble is None
    assert "2 berichten wachten op ons" in findings["chat"].facts
