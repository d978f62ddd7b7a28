"""Dialogs of buttons alone: each asks once more, or shows what would happen, before it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot.approval.desk import has
from tests.bot.dialogs.scenes import SECONDS
from tests.bot.dialogs.steps import (
    ANNA,
    Script,
    Step,
    ask_anna,
    ask_boss,
    ask_guest,
    bring_mail,
    empty_small,
    file_roster,
    find_subject,
    make_members,
    nothing,
    spell,
    welcome_stranger,
)

from rosterdesk.core.customers.staff import add_staff
from rosterdesk.core.models import MappingAnswer, StaffRole
from rosterdesk.core.roster.samples import sample_pupils, write_workbook

if TYPE_CHECKING:
    from tests.bot.dialogs.scenes import Scene


async def file_for_small(scene: Scene) -> None:
    """A roster of a school that has nobody is up for approval."""
    await empty_small(scene)
    scene.serial += 1
    pupils = sample_pupils(4, seed=scene.serial)
    scene.submission = await scene.desk.file(scene.small, write_workbook(pupils))
    await scene.anna.expect(has("✅ Approve", scene.reference), timeout=SECONDS)


async def file_unclear(scene: Scene) -> None:
    """A roster waits for somebody to say what its columns are."""
    await MappingAnswer.all().delete()
    scene.serial += 1
    row = f"{scene.serial},Noor,Bakker {spell(scene.serial)},5a"
    data = f"leerlingnummer,voornaam,Xq1,klas\n{row}\n".encode()
    scene.submission = await scene.desk.file(scene.small, data, name="export.csv")
    await scene.anna.expect(has("🗂", scene.reference), timeout=SECONDS)


async def invite_somebody(scene: Scene) -> None:
    await welcome_stranger(scene)
    await add_clerk(scene)


async def add_clerk(scene: Scene) -> None:
    scene.serial += 1
    keys = scene.desk.service.library.keys
    name = f"Weg {spell(scene.serial)}"
    scene.clerk, scene.code = await add_staff(name, StaffRole.DESK, ANNA, keys, hours=1)


def make_doubtful(scene: Scene) -> bytes:
    """Return an export with a column that nobody knows, and a line of a branch that is none."""
    head, row = make_members(scene).decode().splitlines()
    other = row.replace("78GH00", "CENTRAAL").replace(",9", ",7").replace(",8", ",6")
    return f"{head},Kleur\n{row},rood\n{other},geel\n".encode()


CHOICES = {
    "approve and undo": Script(
        ask_anna,
        file_for_small,
        (
            Step(lambda s: s.press(s.anna, "✅ Approve", s.reference), "applied", shows="➕"),
            Step(lambda s: s.press(s.anna, "➕", s.reference), shows="↩️ Undo"),
            Step(lambda s: s.press(s.anna, "↩️ Undo", s.reference), shows="↩️ Yes, undo"),
            Step(lambda s: s.press(s.anna, "↩️ Yes, undo"), "Undone"),
        ),
    ),
    "reject for a ready reason": Script(
        ask_anna,
        file_roster,
        (
            Step(lambda s: s.press(s.anna, "❌ Reject", s.reference), "Why is", asks=True),
            Step(
                lambda s: s.press(s.anna, "❌", f"Why is {s.reference}"),
                "Rejected; the sender hears it",
            ),
        ),
    ),
    "name the columns": Script(
        ask_anna,
        file_unclear,
        (
            Step(lambda s: s.press(s.anna, "🗂", s.reference), "What is this?"),
            Step(lambda s: s.press(s.anna, "surname", "What is this?"), "Is this right?"),
            Step(lambda s: s.press(s.anna, "✅ Right"), "The file is read again"),
        ),
    ),
    "take over what is doubtful": Script(
        ask_boss,
        nothing,
        (
            Step(lambda s: s.boss.send("/takeover"), "Drop the export", asks=True),
            Step(
                lambda s: s.boss.send_document(f"leden{s.serial}.csv", make_doubtful(s)),
                shows="Leave these columns",
            ),
            Step(lambda s: s.press(s.boss, "Leave these columns"), shows="of other branches"),
            Step(lambda s: s.press(s.boss, "of other branches"), shows="Take all of it over"),
            Step(lambda s: s.press(s.boss, "Stop", "new"), "Nothing was changed"),
        ),
    ),
    "let somebody send": Script(
        ask_boss,
        find_subject,
        (
            Step(lambda s: s.press(s.boss, "📤 May send"), shows="➕ Linde"),
            Step(lambda s: s.press(s.boss, "➕ Linde"), shows="✅ Linde"),
            Step(lambda s: s.press(s.boss, "✅ Linde"), shows="➕ Linde"),
        ),
    ),
    "link a chat": Script(
        ask_guest,
        invite_somebody,
        (
            Step(lambda s: s.guest.open(s.code), "Is this you"),
            Step(lambda s: s.press(s.guest, "Yes, that is me"), "This chat account is now that of"),
        ),
    ),
    "log in on the page": Script(
        ask_anna, nothing, (Step(lambda s: s.anna.send("/page"), "type the code"),)
    ),
    "discard a mail": Script(
        ask_anna,
        bring_mail,
        (
            Step(lambda s: s.anna.send("/held"), shows="Discard"),
            Step(lambda s: s.press(s.anna, "Discard"), "This mail was discarded"),
        ),
    ),
    "remove a member of staff": Script(
        ask_boss,
        add_clerk,
        (
            Step(lambda s: s.boss.send("/staff"), shows="Weg "),
            Step(lambda s: s.press(s.boss, s.clerk.name), shows="🔑 New code"),
            Step(lambda s: s.press(s.boss, "🔑 New code", s.clerk.name), "Hand this to"),
            Step(lambda s: s.press(s.boss, "🗑 Remove", s.clerk.name), "It takes effect at once"),
            Step(lambda s: s.press(s.boss, "🗑 Remove", "at once"), shows="Invite: desk"),
        ),
    ),
}
