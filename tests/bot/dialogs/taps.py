"""Buttons that decide, send or end something by the one tap: each with what stands after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot.approval.desk import has
from tests.bot.dialogs.choices import add_clerk, file_for_small
from tests.bot.dialogs.scenes import SECONDS, link_guest
from tests.bot.dialogs.steps import (
    ANNA,
    Script,
    Step,
    ask_anna,
    ask_boss,
    ask_guest,
    ask_mailer,
    ask_marijke,
    find_number,
    hold_roster,
    nothing,
    replace_file,
    send_file,
    spell,
    welcome_reader,
)

from rosterdesk.core.customers.memberships import end_membership, list_memberships
from rosterdesk.core.customers.registering import add_customer, grant_uploads
from rosterdesk.core.models import Caretaker, Customer

if TYPE_CHECKING:
    from tests.bot.dialogs.scenes import Scene


async def _find_somebody(scene: Scene) -> Customer:
    """Somebody new stands before an administrator: nobody has changed them yet."""
    scene.serial += 1
    numbering = scene.desk.service.library.numbering
    name = f"Kees {spell(scene.serial)}"
    customer, _ = await add_customer(
        scene.school, ANNA, numbering, first_name=name, surname="Post", role="teacher"
    )
    await _look_up(scene, customer)
    return customer


async def _look_up(scene: Scene, customer: Customer) -> None:
    number = await find_number(customer)
    scene.boss.send(number)
    await scene.boss.expect(has("✏️ Change", number), timeout=SECONDS)


async def _find_linked(scene: Scene) -> None:
    customer = await _find_somebody(scene)
    await link_guest(scene, customer)
    await _look_up(scene, customer)


async def _find_moved(scene: Scene) -> None:
    """An uploader has another address now, which nobody has confirmed."""
    customer = await _find_somebody(scene)
    await Customer.filter(id=customer.id).update(email=f"oud{scene.serial}@school.example")
    await customer.refresh_from_db()
    await grant_uploads(customer, scene.school, ANNA)
    await Customer.filter(id=customer.id).update(email=f"nieuw{scene.serial}@school.example")


async def _find_left(scene: Scene) -> None:
    """Somebody is no member of the school library any more."""
    customer = await _find_somebody(scene)
    for each in await list_memberships(customer):
        await end_membership(customer, each, ANNA)


async def _free_schools(_: Scene) -> None:
    """No librarian has a school of their own."""
    await Caretaker.all().delete()


async def _link_two(scene: Scene) -> None:
    """The reader has a second chat, and nobody else's."""
    await link_guest(scene, scene.reader)
    await welcome_reader(scene)


TAPS = {
    "print what was approved": Script(
        ask_anna,
        file_for_small,
        (
            Step(lambda s: s.press(s.anna, "✅ Approve", s.reference), shows="🖨 Print 4 slips"),
            Step(lambda s: s.press(s.anna, "🖨 Print 4 slips", s.reference), "slips printed"),
        ),
    ),
    "hand over to the loan system": Script(
        ask_anna,
        file_for_small,
        (
            Step(lambda s: s.press(s.anna, "✅ Approve", s.reference), shows="➕"),
            Step(lambda s: s.press(s.anna, "➕", s.reference), shows="📤"),
            Step(lambda s: s.press(s.anna, "📤", s.reference), "Which file, and who"),
            Step(lambda s: s.press(s.anna, "Koha", "Which file, and who"), "in the file"),
        ),
    ),
    "show a password": Script(
        ask_boss,
        _find_somebody,
        (
            Step(lambda s: s.press(s.boss, "🔑 New password"), "tap to see"),
            Step(lambda s: s.press(s.boss, "🔑 New password"), shows="🔑 Make a new one"),
            Step(lambda s: s.press(s.boss, "🔑 Make a new one"), "tap to see"),
        ),
    ),
    "block a card": Script(
        ask_boss,
        _find_somebody,
        (
            Step(lambda s: s.press(s.boss, "💳 Cards"), shows="🚫 Block"),
            Step(lambda s: s.press(s.boss, "🚫 Block"), shows="✅ Unblock"),
            Step(lambda s: s.press(s.boss, "✅ Unblock"), shows="🚫 Block"),
        ),
    ),
    "end a membership": Script(
        ask_boss,
        _find_somebody,
        (
            Step(lambda s: s.press(s.boss, "📅 Memberships"), shows="⏹ End: School"),
            Step(lambda s: s.press(s.boss, "⏹ End: School"), shows="🔁 Renew: School"),
            Step(lambda s: s.press(s.boss, "🔁 Renew: School"), shows="⏹ End: School"),
            Step(lambda s: s.press(s.boss, "same card"), shows="⏹ End: Public"),
        ),
    ),
    "give a card of its own": Script(
        ask_boss,
        _find_somebody,
        (
            Step(lambda s: s.press(s.boss, "📅 Memberships"), shows="⏹ End: School"),
            Step(lambda s: s.press(s.boss, "own card"), shows="⏹ End: Public"),
        ),
    ),
    "make a member of the school library": Script(
        ask_boss,
        _find_left,
        (
            Step(lambda s: s.press(s.boss, "📅 Memberships"), shows="➕ School library"),
            Step(lambda s: s.press(s.boss, "➕ School library"), shows="⏹ End: School"),
        ),
    ),
    "let a librarian decide": Script(
        ask_boss,
        _free_schools,
        (
            Step(lambda s: s.boss.send("/schools"), shows="Iep"),
            Step(lambda s: s.press(s.boss, "Iep"), shows="⚖️"),
            Step(lambda s: s.press(s.boss, "⚖️", "Iep"), shows="▫️ Anna Smit"),
            Step(lambda s: s.press(s.boss, "▫️ Anna Smit"), shows="✅ Anna Smit"),
            Step(lambda s: s.press(s.boss, "✅ Anna Smit"), shows="▫️ Anna Smit"),
        ),
    ),
    "take the last librarian's role": Script(
        ask_boss,
        nothing,
        (
            Step(lambda s: s.boss.send("/staff"), shows="Anna Smit"),
            Step(lambda s: s.press(s.boss, "Anna Smit", "Staff"), shows="Make desk"),
            Step(lambda s: s.press(s.boss, "Make desk", "Anna Smit"), "last librarian"),
            Step(lambda s: s.press(s.boss, "Make desk", "last librarian"), shows="Make librarian"),
            Step(lambda s: s.press(s.boss, "Make librarian", "Anna Smit"), shows="Make desk"),
        ),
    ),
    "take a mail": Script(
        ask_anna,
        hold_roster,
        (
            Step(lambda s: s.anna.send("/held"), shows="take it for De Regenboog"),
            Step(
                lambda s: s.press(s.anna, "take it for De Regenboog", s.mailer.email),
                "This mail was taken",
            ),
        ),
    ),
    "say that a mail is one's own": Script(
        ask_guest,
        ask_mailer,
        (
            Step(
                lambda s: s.press(s.guest, "Yes, this mail was mine"),
                "The file goes on to the library",
            ),
        ),
    ),
    "say that a mail is another's": Script(
        ask_guest,
        ask_mailer,
        (Step(lambda s: s.press(s.guest, "No", "Was it yours"), "the library was told"),),
    ),
    "end a chat of somebody": Script(
        ask_boss,
        _find_linked,
        (
            Step(lambda s: s.press(s.boss, "💬 Linked chats"), shows="✖️ Unlink"),
            Step(lambda s: s.press(s.boss, "✖️ Unlink"), "No chat is linked"),
        ),
    ),
    "give another role": Script(
        ask_boss,
        add_clerk,
        (
            Step(lambda s: s.boss.send("/staff"), shows="Weg "),
            Step(lambda s: s.press(s.boss, s.clerk.name), shows="Make librarian"),
            Step(lambda s: s.press(s.boss, "Make librarian", s.clerk.name), shows="Make desk"),
        ),
    ),
    "confirm an address": Script(
        ask_boss,
        _find_moved,
        (
            Step(lambda s: s.press(s.boss, "📤 May send"), shows="✅ Confirm"),
            Step(lambda s: s.press(s.boss, "✅ Confirm"), shows="✅ De Regenboog"),
        ),
    ),
    "keep the first file": Script(
        ask_marijke,
        send_file,
        (
            Step(replace_file, shows="The first file"),
            Step(lambda s: s.press(s.marijke, "The first file"), "The first file counts"),
        ),
        sends_file=True,
    ),
    "unlink another chat": Script(
        ask_guest,
        _link_two,
        (
            Step(lambda s: s.guest.send("/devices"), shows="✖️ Unlink"),
            Step(lambda s: s.press(s.guest, "✖️ Unlink"), "Linked chats"),
        ),
    ),
    "log out": Script(
        ask_guest,
        welcome_reader,
        (
            Step(lambda s: s.guest.send("/menu"), shows="🚪 Log out"),
            Step(lambda s: s.press(s.guest, "🚪 Log out"), "You are logged out"),
        ),
    ),
}
