"""A clerk who tried to become the uploader, in chat; and the people who hear of a change."""

from __future__ import annotations

from tests.bot.chat.desks import WHO, press
from tests.bot.chat.test_desk import open_card
from tests.bot.chat.test_secrets import is_spoiler
from tests.bot.stages import has_button, read_reply
from tests.bot.test_mail_remarks import LETTERHEAD

from rosterdesk.core.customers.registering import grant_uploads, uploaders_at
from rosterdesk.core.language import Language
from rosterdesk.core.models import Customer, OneTimePassword, Slip, StaffRole
from rosterdesk.mailbox.settings import MailSettings
from rosterdesk.mailbox.store.letters.outbox import DatabaseOutbox

OLD, NEW = "noor@school.example", "dirk@elders.example"


async def test_a_clerk_at_the_desk_does_not_become_the_uploader(desk, school):
    clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
    teacher, card = await desk.register(school, email=OLD)
    await grant_uploads(teacher, school, WHO)
    shown = await open_card(clerk, card.number)
    for way in ("wachtwoord", "Print bon"):
        assert "alleen een bibliothecaris of beheerder" in await press(clerk, shown, way)
    shown = await open_card(clerk, card.number)
    await press(clerk, shown, "Wijzigen")
    shown = await clerk.expect(has_button("E-mail"), timeout=90)
    await press(clerk, shown, "E-mail")
    clerk.send(NEW)
    await clerk.expect("alleen een bibliothecaris of beheerder", timeout=90)
    assert (await Customer.get(id=teacher.id)).email == OLD
    assert not await OneTimePassword.exists()
    assert not await Slip.exists()
    assert not any(is_spoiler(message) for message in clerk.messages)


async def test_the_owner_and_a_librarian_hear_of_a_change_and_it_is_confirmed(desk, school):
    anna = await desk.staff(1002, "Anna", StaffRole.LIBRARIAN)
    teacher, card = await desk.register(school, email=OLD)
    await grant_uploads(teacher, school, WHO)
    noor = await desk.customer(2001, teacher)
    shown = await open_card(anna, card.number)
    await press(anna, shown, "Wijzigen")
    shown = await anna.expect(has_button("E-mail"), timeout=90)
    await press(anna, shown, "E-mail")
    anna.send(NEW)
    await noor.expect("van uw account gewijzigd: e-mailadres", timeout=90)
    told = await anna.expect("Anna heeft dit gewijzigd van Noor Bakker", timeout=90)
    assert "vastgehouden" in told.words
    mails = DatabaseOutbox(desk.library, LETTERHEAD, Language.NL, MailSettings())
    mail = await mails.claim()
    assert mail is not None
    assert mail.recipient == OLD
    assert "zijn gewijzigd" in str(read_reply(mail.message)["Subject"])
    assert await uploaders_at(NEW) == []
    await press(anna, told, "Toon klant")
    shown = await anna.expect(has_button("Mag sturen"), timeout=90)
    await press(anna, shown, "Mag sturen")
    page = await anna.expect(has_button(f"{NEW} bevestigen"), timeout=90)
    await press(anna, page, f"{NEW} bevestigen")
    assert [each.id for each in await uploaders_at(NEW)] == [teacher.id]
