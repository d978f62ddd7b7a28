"""A mail that is not trusted is held and shown, never dropped; a librarian may vouch for it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.bot.letters import text_of, write_letter
from tests.bot.stages import (
    TEACHER,
    WHO,
    has_button,
    labels,
    link_customer,
    press,
    read_reply,
    subject_has,
    wait_for_status,
)

from rosterdesk.bot.demo.stage import wait_for, write_mail
from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import add_customer, grant_uploads, uploaders_at
from rosterdesk.core.models import Event, Submission, SubmissionStatus
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.mailbox.models import Confirmation, MailChallenge, MailMessage, MailStatus
from rosterdesk.mailbox.store.held.release import (
    NotReleasableError,
    confirm_mail,
    release_mail,
)


def without_verdict(raw: bytes) -> bytes:
    """The same mail, for which the library's server does not vouch."""
    head, _, rest = raw.partition(b"\n")
    assert head.startswith(b"Authentication-Results")
    while rest[:1] in b" \t":
        _, _, rest = rest.partition(b"\n")
    return rest


async def deliver(cast, sender: str = TEACHER, number: int = 1) -> None:
    """Deliver a roster without proof; each number has a file and a roster of its own."""
    roster = write_workbook(sample_pupils(4 + number))
    raw = write_mail(sender, cast.stage.mail.user, f"lijst {number}.xlsx", roster)
    await cast.stage.mail.deliver(without_verdict(raw))


def is_held(number: int):
    """Tell the message about the mail with that file."""

    def find(message) -> bool:
        said = message.content.text or ""
        return "Een mail wordt vastgehouden" in said and f"lijst {number}.xlsx" in said

    return find


async def test_librarians_decide_about_mail_without_proof(cast):
    """A stranger's is shown when asked; one is put aside, once; another is taken."""
    await deliver(cast, "eve@elders.example", 3)

    async def judged() -> bool:
        return await Event.filter(kind="mail.held").exists()

    await wait_for(judged)
    cast.anna.send("/held")
    shown = await cast.anna.expect("Een mail is apart gezet", timeout=90)
    assert "eve@elders.example" in shown.content.text
    assert not any("aannemen" in label for label in labels(shown))
    assert cast.stage.mail.sent == []

    await deliver(cast, number=1)
    for_anna = await cast.anna.expect(is_held(1), timeout=90)
    await cast.bo.expect(is_held(1), timeout=90)
    assert TEACHER in for_anna.content.text
    assert "Weggelegd" in await press(cast.anna, for_anna, "Wegleggen")
    for_bo = await cast.bo.expect("Deze mail is weggelegd", timeout=90)
    assert "lijst 1.xlsx" in for_bo.content.text
    assert labels(for_bo) == []
    with pytest.raises(NotReleasableError):
        await release(cast, (await MailMessage.all().order_by("-id").first()).id)
    assert await Submission.all().count() == 0

    await deliver(cast, number=2)
    held = await cast.anna.expect(is_held(2), timeout=90)
    assert await Submission.all().count() == 0
    await press(cast.anna, held, "aannemen voor De Regenboog")
    submission = await wait_for_status(cast.school, SubmissionStatus.WAITING)
    assert submission.trust == "B"
    await cast.anna.expect(has_button("Goedkeuren"), timeout=90)
    assert await Event.filter(kind="mail.released", actor="Anna Smit").count() == 1


async def release(cast, mail_id: int) -> None:
    service = cast.stage.service
    await release_mail(mail_id, cast.school.id, WHO, service.library.files, service.settings.mail)


async def hold(cast, number: int = 1) -> bytes:
    """Deliver a roster in the teacher's name without proof; return the mail that asks her."""
    await deliver(cast, number=number)

    def asks(raw: bytes) -> bool:
        return subject_has("Was deze mail van u?")(raw) and f"lijst {number}.xlsx" in text_of(raw)

    return await cast.stage.mail.wait_for_sent(asks, 90)


def read_code(raw: bytes) -> str:
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", text_of(raw))
    assert found is not None
    return found[0]


async def send(cast, letter: bytes) -> MailMessage:
    """Deliver a letter; return it when it was judged."""
    before = await MailMessage.all().count()
    await cast.stage.mail.deliver(letter)

    async def judged() -> bool:
        found = await MailMessage.all().order_by("id")
        return len(found) > before and found[-1].status is not MailStatus.KEPT

    await wait_for(judged)
    return await MailMessage.all().order_by("-id").first()


async def test_only_the_registered_person_answers_in_the_linked_chat(cast):
    """Nobody else is asked or can confirm; a no ends one mail, and a yes takes another."""
    library = cast.stage.service.library
    other, _ = await add_customer(
        cast.school, WHO, library.numbering, surname="Bakker", first_name="Jan"
    )
    await grant_uploads(other, cast.school, WHO)
    jan = await link_customer(cast.stage, 2002, other)
    marijke = await link_customer(cast.stage, 2001, cast.teacher)
    asked_by_mail = await hold(cast)
    asked = await marijke.expect("lijst 1.xlsx", timeout=90)
    assert "Was die mail van u?" in asked.content.text
    number = int(asked.content.markup.inline_keyboard[0][0].callback_data.rpartition(":")[2])
    with pytest.raises(NotReleasableError):
        await confirm_mail(
            number,
            other,
            Confirmation.CHAT,
            WHO,
            library.files,
            cast.stage.service.settings.mail,
        )
    assert await Submission.all().count() == 0
    assert not any("van u?" in (m.content.text or "") for m in jan.messages)

    await press(marijke, asked, "Nee")
    await cast.anna.expect("is niet verstuurd door de persoon wiens naam erop staat", timeout=90)
    late = write_letter(read_code(asked_by_mail), proved=False, answers=asked_by_mail)
    await send(cast, late)
    assert (await MailMessage.all().order_by("id").first()).status is MailStatus.DISCARDED
    assert await Submission.all().count() == 0

    asked_by_mail = await hold(cast, 2)
    await cast.anna.expect(is_held(2), timeout=90)
    asked = await marijke.expect("lijst 2.xlsx", timeout=90)
    assert await Submission.all().count() == 0
    await press(marijke, asked, "Ja, die mail was van mij")
    submission = await wait_for_status(cast.school, SubmissionStatus.WAITING)
    card = await cast.anna.expect(has_button("Goedkeuren"), timeout=90)
    assert "door de afzender bevestigd in de chat" in card.content.text
    assert submission.trust == "B"
    await cast.stage.mail.wait_for_sent(subject_has("wacht op goedkeuring"), 90)
    taken = await cast.anna.expect("Deze mail is aangenomen", timeout=90)
    assert labels(taken) == []
    assert "door de afzender bevestigd in de chat" in taken.content.text
    late = write_letter(read_code(asked_by_mail), proved=False, answers=asked_by_mail)
    assert (await send(cast, late)).status is MailStatus.PROCESSED
    assert await Submission.all().count() == 1


async def test_a_no_after_the_yes_is_an_alarm(cast):
    """Librarians read the words at once; approving needs that a person lifts the warning."""
    asked = await hold(cast)
    await send(cast, write_letter(f"JA {read_code(asked)}", proved=False, answers=asked))
    await wait_for_status(cast.school, SubmissionStatus.WAITING)
    await cast.anna.expect(has_button("Goedkeuren"), timeout=90)
    await send(cast, write_letter("NEE, die mail was niet van mij!", answers=asked))
    alarm = await cast.anna.expect("nu zegt de afzender", timeout=90)
    assert "NEE, die mail was niet van mij!" in alarm.content.text
    assert "tegengehouden tot iemand de waarschuwing op de kaart opheft" in alarm.content.text
    await wait_for_status(cast.school, SubmissionStatus.BLOCKED)
    assert await Event.filter(kind="mail.message").count() == 0


async def test_a_code_is_throttled_expires_says_no_and_confirms_once(cast):
    """Five wrong ones use the code up; an old one is dead; doubt is left to the librarian.

    That one mail was denied does not matter to another, which its own code confirms.
    """
    asked = await hold(cast)
    code = read_code(asked)
    doubt = f"Wat is dit?\n\n> {code}"
    assert (await send(cast, write_letter(doubt, answers=asked))).status is MailStatus.PROCESSED
    assert await MailChallenge.filter(closed_at=None).count() == 1
    shown = await cast.anna.expect("Wat is dit?", timeout=90)
    assert has_button("Ik weet dat het klopt")(shown)
    await cast.stage.mail.wait_for_sent(subject_has("De bibliotheek kijkt ernaar"), 90)

    await MailChallenge.all().update(expires_at=now() - timedelta(minutes=1))
    await send(cast, write_letter(code, proved=False, answers=asked))
    await MailChallenge.all().update(expires_at=now() + timedelta(days=1), attempts=4)
    await send(cast, write_letter("AAAA-AAAA", proved=False, answers=asked))
    await send(cast, write_letter(code, proved=False, answers=asked))
    assert await Submission.all().count() == 0
    stuck = await cast.stage.mail.wait_for_sent(subject_has("Neem contact op"), 90)
    assert "werkt niet meer" in text_of(stuck)
    shown = await cast.anna.expect("na vijf onduidelijke antwoorden", timeout=90)
    assert "Vijf antwoorden waren niet duidelijk" in shown.content.text

    await MailChallenge.all().update(attempts=0)
    await send(cast, write_letter(f"NEE\n{code}", proved=False, answers=asked))
    await cast.anna.expect("antwoordde nee:", timeout=90)
    assert (await MailMessage.all().order_by("id").first()).status is MailStatus.HELD
    await send(cast, write_letter(f"JA {code}", proved=False, answers=asked))
    assert await Submission.all().count() == 0, "after a no only a librarian decides"

    # A wrong code does nothing, the right one takes the file, and once more does nothing.
    asked = await hold(cast, 2)
    assert read_reply(asked)["To"] == TEACHER
    wrong = await send(cast, write_letter("AAAA-AAAC", proved=False, answers=asked))
    assert wrong.status is MailStatus.PROCESSED
    shown = await cast.anna.expect("AAAA-AAAC", timeout=90)
    assert "het is niet duidelijk" in shown.content.text
    assert await Submission.all().count() == 0

    quoting = f"Ja hoor.\n\n> {read_code(asked)}"
    right = await send(cast, write_letter(quoting, proved=False, answers=asked))
    assert right.status is MailStatus.PROCESSED
    await wait_for_status(cast.school, SubmissionStatus.WAITING)
    card = await cast.anna.expect(has_button("Goedkeuren"), timeout=90)
    assert "door de afzender bevestigd met de code uit onze mail" in card.content.text

    await send(cast, write_letter(quoting, proved=False, answers=asked))
    assert await Submission.all().count() == 1
    assert read_code(asked) not in "".join(
        str(row) for row in await MailChallenge.all().values_list("digest", flat=True)
    )


async def test_the_card_of_a_held_mail_stands_once_in_each_chat(cast):
    """Each answer brings it below, and a line stays; a yes takes the buttons off it everywhere."""
    asked = await hold(cast)
    await cast.bo.expect(is_held(1), timeout=90)
    for words in ("Wat is dit?", "Wie bent u?"):
        await send(cast, write_letter(words, proved=False, answers=asked))
        await cast.anna.expect(words, timeout=90)
        await cast.anna.expect("de kaart staat verderop", timeout=90)
    cast.anna.send("/held")
    await cast.anna.expect("de kaart staat verderop", timeout=90)
    shown = [m for m in cast.anna.messages if has_button("Wegleggen")(m)]
    assert len(shown) == 1
    assert all(words in shown[0].content.text for words in ("Wat is dit?", "Wie bent u?"))

    await send(cast, write_letter(f"JA {read_code(asked)}", proved=False, answers=asked))
    for librarian in (cast.anna, cast.bo):
        taken = await librarian.expect("Deze mail is aangenomen", timeout=90)
        assert labels(taken) == []
        assert not any(has_button("Wegleggen")(each) for each in librarian.messages)


async def test_librarian_registers_a_proved_stranger_and_the_mail_is_taken(cast):
    letter = write_letter(
        files={"groep 3.xlsx": write_workbook(sample_pupils(5))}, sender="jan@regenboog.example"
    )
    await cast.stage.mail.deliver(letter)
    shown = await cast.anna.expect("Een mail is apart gezet", timeout=90)
    neutral = await cast.stage.mail.wait_for_sent(subject_has("Uw mail aan de bibliotheek"), 90)
    assert "Regenboog" not in text_of(neutral)

    await press(cast.anna, shown, "Deze afzender aanmelden")
    chosen = await cast.anna.expect(has_button("De Regenboog"), timeout=90)
    await press(cast.anna, chosen, "De Regenboog")
    await cast.anna.expect("Wie is jan@regenboog.example?", timeout=90)
    cast.anna.send("Jan Bakker")
    found = await cast.anna.expect(has_button("Iemand nieuw: Jan Bakker"), timeout=90)
    assert "1 bestand is aangenomen" in await press(cast.anna, found, "Iemand nieuw")

    await wait_for_status(cast.school, SubmissionStatus.WAITING)
    card = await cast.anna.expect(has_button("Goedkeuren"), timeout=90)
    assert "Anna Smit staat in voor de afzender" in card.content.text
    (jan,) = await uploaders_at("jan@regenboog.example")
    assert (jan.first_name, jan.surname, jan.role) == ("Jan", "Bakker", "teacher")
    again = write_letter(
        files={"groep 4.xlsx": write_workbook(sample_pupils(6))}, sender="jan@regenboog.example"
    )
    assert (await send(cast, again)).status is MailStatus.PROCESSED
