"""A mail without a roster is a message: librarians read it, and answer from the card."""

from __future__ import annotations

from tests.bot.letters import read_reply, text_of, write_letter
from tests.bot.stages import TEACHER, has_button, press, subject_has

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.mailbox.models import MailMessage, MailStatus


async def test_a_librarian_answers_a_message_in_the_thread_of_the_mail(cast):
    mail = cast.stage.mail
    letter = write_letter("Wanneer komen de passen? BSN 111222333.", message_id="<vraag@x.example>")
    await mail.deliver(letter)
    shown = await cast.anna.expect(has_button("Per mail antwoorden"), timeout=90)
    assert "Wanneer komen de passen?" in shown.content.text
    assert "111222333" not in shown.content.text
    passed_on = await mail.wait_for_sent(subject_has("Uw bericht is doorgegeven"), 90)
    assert read_reply(passed_on)["In-Reply-To"] == "<vraag@x.example>"

    await press(cast.anna, shown, "Per mail antwoorden")
    await cast.anna.expect(f"Wat wil je {TEACHER} antwoorden?", timeout=90)
    cast.anna.send("Volgende week dinsdag.")
    shown = await cast.anna.expect(f"per mail naar {TEACHER} sturen?", timeout=90)
    await press(cast.anna, shown, "✉️ Ja, versturen")
    await cast.anna.expect("gaat per mail de deur uit", timeout=90)
    answer = await mail.wait_for_sent(subject_has("Antwoord van de bibliotheek"), 90)
    assert "Volgende week dinsdag." in text_of(answer)
    assert read_reply(answer)["To"] == TEACHER
    assert read_reply(answer)["In-Reply-To"] == "<vraag@x.example>"


async def test_thanks_get_silence(cast):
    await cast.stage.mail.deliver(write_letter("Dank u wel!\n\nMet vriendelijke groet,\nMarijke"))

    async def judged() -> bool:
        return await MailMessage.filter(status=MailStatus.PROCESSED).exists()

    await wait_for(judged)
    assert cast.stage.mail.sent == []
    assert not any("Dank u wel" in (m.content.text or "") for m in cast.anna.messages)


async def test_the_subject_stands_on_the_card_and_may_be_the_message(cast):
    """A question in the subject alone, and above a signature, reaches the librarians."""
    mail = cast.stage.mail
    await mail.deliver(write_letter("", subject="Wanneer komen de pasjes?"))
    shown = await cast.anna.expect("Wanneer komen de pasjes?", timeout=90)
    assert "geen eigen woorden" in shown.content.text
    signed = "Met vriendelijke groet,\nMarijke Wit\nadministratie"
    await mail.deliver(write_letter(signed, subject="Stop! verkeerd bestand gestuurd"))
    await cast.anna.expect("Stop! verkeerd bestand gestuurd", timeout=90)

    def is_passed_on(raw: bytes) -> bool:
        return subject_has("Uw bericht is doorgegeven")(raw)

    async def both() -> bool:
        return sum(map(is_passed_on, mail.sent)) == 2

    await wait_for(both)


async def test_thanks_below_a_question_in_the_subject_are_no_thanks(cast):
    await cast.stage.mail.deliver(write_letter("Dank u wel!", subject="Kunt u mij bellen?"))
    await cast.anna.expect("Kunt u mij bellen?", timeout=90)


async def test_a_list_of_people_does_not_stand_in_the_chat(cast):
    rows = "Lotte Jansen, 3-4-2016\nDaan Willems, 4-5-2016"
    await cast.stage.mail.deliver(write_letter(f"Wilt u deze toevoegen?\n{rows}"))
    shown = await cast.anna.expect("Wilt u deze toevoegen?", timeout=90)
    assert "Lotte" not in shown.content.text
    assert "staat niet in een chat" in shown.content.text
    told = await cast.stage.mail.wait_for_sent(subject_has("Uw bericht is doorgegeven"), 90)
    assert "met de lijst als Excel-, ODS- of CSV-bestand?" in text_of(told)
