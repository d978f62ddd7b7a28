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
