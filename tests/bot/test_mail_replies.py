"""The mail that schools and the library get: each reply, over real servers, in one long day."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from tests.bot.letters import text_of, write_bounce, write_letter
from tests.bot.stages import TEACHER, WHO, has_button, make_cast, press, read_reply, subject_has

from rosterdesk.bot.demo.stage import set_stage, wait_for
from rosterdesk.core.applying.undo import undo
from rosterdesk.core.models import Customer, Delivery, Submission
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.mailbox.models import MailMessage, MailStatus, SentReply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.bot.stages import Cast

    from rosterdesk.bot.settings import Settings

NOTICES = "medewerkers@bibliotheek.example"
ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")


def with_notices(settings: Settings) -> Settings:
    return settings.model_copy(
        update={
            "mail": settings.mail.model_copy(
                update={"notice_address": NOTICES, "first_answer_seconds": 120.0}
            )
        }
    )


@pytest.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Cast]:
    async with set_stage(tmp_path / "data", with_notices) as stage:
        yield await make_cast(stage)


def sent_to(address: str, subject: str):
    return lambda raw: read_reply(raw)["To"] == address and subject_has(subject)(raw)


async def wait_until_judged(count: int) -> None:
    async def judged() -> bool:
        return await MailMessage.exclude(status=MailStatus.KEPT).count() >= count

    await wait_for(judged)


@pytest.mark.timeout(300)
async def test_a_roster_from_arrival_to_undoing(cast):
    """Several files and one that cannot be opened; a question; approval; the mail comes again."""
    mail = cast.stage.mail
    first = add_state_numbers(write_workbook(sample_pupils(5)))
    files = {
        "groep 3.xlsx": first,
        "brief.pdf": b"%PDF-1.4 brief",
        "geheim.xlsx": ENCRYPTED,
    }
    letter = write_letter(files=files, message_id="<een@regenboog.example>")
    await mail.deliver(letter)

    notice = text_of(await mail.wait_for_sent(sent_to(NOTICES, "Een school heeft"), 60))
    assert "De Regenboog" in notice
    waiting = await mail.wait_for_sent(sent_to(TEACHER, "wacht op goedkeuring"), 60)
    said = text_of(waiting)
    assert "groep 3.xlsx" in said
    assert "Nieuw 5" in said
    assert "geheim.xlsx: Het bestand is beveiligd met een wachtwoord." in said
    assert "brief.pdf is geen leerlingbestand" in said
    assert not [raw for raw in mail.sent if subject_has("ontvangen")(raw)], "one mail for one state"
    assert "Niet bewaard, en de volgende keer beter weg te laten: BSN." in text_of(waiting)

    card = await cast.anna.expect(has_button("Meer"), timeout=60)
    assert "Niet bewaard: BSN." in card.words
    await press(cast.anna, card, "Meer")
    card = await cast.anna.expect(has_button("Vraag"), timeout=60)
    await press(cast.anna, card, "Vraag")
    await cast.anna.expect("Wat wil je", timeout=60)
    cast.anna.send("Is dit de lijst van dit jaar?")
    shown = await cast.anna.expect(has_button("Ja, versturen"), timeout=60)
    await press(cast.anna, shown, "Ja, versturen")
    question = await mail.wait_for_sent(sent_to(TEACHER, "Een vraag over"), 60)
    assert "Is dit de lijst van dit jaar?" in text_of(question)
    await mail.deliver(write_letter("Ja, van gisteren.\n\n> Is dit de lijst?", answers=question))
    card = await cast.anna.expect("Ja, van gisteren.", timeout=60)

    await press(cast.anna, card, "Goedkeuren")
    applied = await mail.wait_for_sent(sent_to(TEACHER, "verwerkt"), 60)
    assert "Nieuw 5" in text_of(applied)
    assert read_reply(applied)["In-Reply-To"] == "<een@regenboog.example>"

    await mail.deliver(b"Received: from mx.school.example by mx.example\r\n" + letter)
    again = await mail.wait_for_sent(sent_to(TEACHER, "eerder ontvangen"), 60)
    assert "Er wordt niets dubbel verwerkt" in text_of(again)
    assert await Submission.all().count() == 1

    submission = await Submission.all().first()
    await undo(submission.reference, WHO, days=14)
    undone = await mail.wait_for_sent(sent_to(TEACHER, "teruggedraaid"), 60)
    assert submission.reference in str(read_reply(undone)["Subject"])

    await mail.deliver(write_bounce(applied))
    await cast.anna.expect("op dit adres komt geen mail aan", timeout=60)
    assert await SentReply.filter(bounced_at__not_isnull=True).count() == 1
    told = await SentReply.get(message_id=read_reply(undone)["Message-ID"])
    await Delivery.filter(id=told.delivery_id).delete()  # as erasing the teacher does
    await mail.deliver(write_bounce(undone))

    async def both_are_noted() -> bool:
        return await SentReply.filter(bounced_at__not_isnull=True).count() == 2

    await wait_for(both_are_noted)
    assert not any(p.surname in raw.decode() for p in sample_pupils(5) for raw in mail.sent)


@pytest.mark.timeout(300)
async def test_two_rosters_of_one_mail_both_wait_and_machines_hear_nothing(cast):
    """The sender's own language is used; what cannot be delivered is reported to people."""
    mail = cast.stage.mail
    await Customer.filter(id=cast.teacher.id).update(language="en")
    files = {
        "groep 3.xlsx": write_workbook(sample_pupils(4)),
        "groep 4.xlsx": write_workbook(sample_pupils(6, seed=9)),
    }
    await mail.deliver(write_letter(files=files))
    received = text_of(await mail.wait_for_sent(sent_to(TEACHER, "Rosters received"), 60))
    assert all(name in received for name in files)
    assert received.count("waits for approval") == 2

    async def both_wait() -> bool:
        return await Submission.filter(status__in=("waiting", "blocked")).count() == 2

    await wait_for(both_wait)
    assert not any(map(sent_to(TEACHER, "waits for approval"), mail.sent)), "it was told before"

    # Of one mail, a file that cannot be used and one that a librarian must say more about.
    unclear = b"Nr;Voornaam;Naam;Foo\r\n1;Sanne;Jansen;2015-03-02\r\n"
    torn = write_workbook(sample_pupils(9))[:-300]
    await mail.deliver(write_letter(files={"af.xlsx": torn, "raar.csv": unclear}))
    told = text_of(
        await mail.wait_for_sent(
            lambda raw: sent_to(TEACHER, "Rosters received")(raw) and "af.xlsx" in text_of(raw), 60
        )
    )
    assert "Export it again" in told
    assert "raar.csv" in told
    assert "some columns are not clear" in told

    before = len(mail.sent)
    mail.answers[TEACHER] = "550 no such user"
    await mail.deliver(write_letter("Wanneer komen de passen?"))
    await cast.anna.expect("Wanneer komen de passen?", timeout=60)
    await cast.anna.expect("kon niet worden bezorgd", timeout=60)
    del mail.answers[TEACHER]
    machine = write_letter(files={"groep 5.xlsx": b"a;b"}, auto_submitted="auto-generated")
    await mail.deliver(machine)
    await mail.deliver(write_letter(sender="robot@lijst.example", list_id="<x.lijst.example>"))
    await wait_until_judged(5)
    assert len(mail.sent) == before


def add_state_numbers(workbook: bytes) -> bytes:
    """Add the column that schools so often leave in."""
    book = load_workbook(BytesIO(workbook))
    sheet = book.worksheets[0]
    column = sheet.max_column + 1
    sheet.cell(1, column, "BSN")
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column, "111222333")
    target = BytesIO()
    book.save(target)
    return target.getvalue()
