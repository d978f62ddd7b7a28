"""Nobody can make us talk without end: who is answered, and how often."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from rosterdesk.core.language import Language
from rosterdesk.core.models import Trust
from rosterdesk.mailbox.opening.parse import parse_mail
from rosterdesk.mailbox.replies.compose import Letterhead, Thread, freeze, make_message_id
from rosterdesk.mailbox.replies.wording import ReplyKind, ReplyValues, compose_reply, why_not_answer
from rosterdesk.mailbox.settings import AccountSettings, MailSettings, SmtpSettings

if TYPE_CHECKING:
    from collections.abc import Callable

US = "leerlingen@library.example"
THEM = "jan@school.example"


def settings(address: str = US, cap: int = 5) -> MailSettings:
    return MailSettings(
        accounts=(
            AccountSettings(host="localhost", port=1, security="none", user=address, name="a"),
        ),
        smtp=SmtpSettings(host="localhost", port=1, security="none", sender=address),
        own_addresses=("info@library.example",),
        replies_per_sender_per_day=cap,
    )


@dataclass
class Desk:
    """Ours, without a database: it answers every mail that may be answered."""

    address: str = US
    level: Trust = Trust.A
    cap: int = 5
    sent: Counter[str] = field(default_factory=Counter)

    def answer(self, raw: bytes) -> bytes | None:
        parsed = parse_mail(raw)
        today = self.sent[parsed.sender or ""]
        if why_not_answer(parsed, self.level, settings(self.address, self.cap), today):
            return None
        assert parsed.sender is not None
        self.sent[parsed.sender] += 1
        letterhead = Letterhead(self.address, "Bibliotheek", "Bibliotheek")
        reply = compose_reply(
            ReplyKind.REFUSED,
            Language.NL,
            ReplyValues(advice="no_attachment"),
            letterhead=letterhead,
            to=parsed.sender,
            message_id=make_message_id(letterhead),
            date=datetime.now(UTC),
            thread=Thread(parsed.message_id, parsed.references),
        )
        return freeze(reply)


def write(*fields: str, sender: str = THEM) -> bytes:
    lines = [f"From: {sender}", f"To: {US}", "Subject: s", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\nhallo\r\n"


def rude_responder(sender: str) -> Callable[[bytes], bytes]:
    """An absence message that knows no rules: it answers everything, and looks like a person."""
    numbers = iter(range(10_000))

    def answer(raw: bytes) -> bytes:
        return write(f"Message-ID: <{next(numbers)}@school.example>", sender=sender)

    return answer


def talk(first: bytes, *parties: Callable[[bytes], bytes | None], limit: int = 200) -> int:
    """Let the parties answer one another in turn; return how many mails were written."""
    mail: bytes | None = first
    for turn in range(limit):
        mail = parties[turn % len(parties)](mail)
        if mail is None:
            return turn
    return limit


def test_a_rude_responder_ends_at_the_cap():
    """The answers stop after the day's number, against a program that answers everything."""
    desk = Desk(cap=5)

    talk(write(), desk.answer, rude_responder(THEM))

    assert desk.sent == {THEM: 5}


def test_a_rude_stranger_gets_one_answer():
    """Somebody who is not registered has one neutral answer a day."""
    desk = Desk(level=Trust.C)

    talk(write(sender="x@evil.example"), desk.answer, rude_responder("x@evil.example"))

    assert desk.sent == {"x@evil.example": 1}


def test_two_of_us_facing_each_other_are_silent_at_once():
    """Our own answer is marked as automatic, and is not answered by another of us."""
    one, other = Desk(US), Desk("leerlingen@other.example")

    assert talk(write(sender="leerlingen@other.example"), one.answer, other.answer) == 1
    assert other.sent == {}


def test_our_own_answer_that_comes_back_is_not_answered():
    """A forwarding rule at the school sends our answer back to us: that is the end."""
    desk = Desk()

    assert talk(write(), desk.answer, lambda raw: raw) == 2
    assert desk.sent == {THEM: 1}


def test_many_senders_do_not_use_up_each_others_answers():
    """The cap is one sender's own."""
    desk = Desk(cap=2)
    for number in range(50):
        desk.answer(write(sender=f"jan{number}@school.example"))

    assert len(desk.sent) == 50


SILENT: dict[str, tuple[str, ...]] = {
    "absence-message": ("Auto-Submitted: auto-replied",),
    "generated": ("Auto-Submitted: auto-generated (cron)",),
    "notified": ("Auto-Submitted: auto-notified; owner-email=x@y.example",),
    "odd-value": ("Auto-Submitted: YES",),
    "bulk": ("Precedence: bulk",),
    "junk": ("Precedence: Junk",),
    "old-list": ("Precedence: list",),
    "old-auto-reply": ("Precedence: auto_reply",),
    "list": ("List-Id: Ouders <ouders.school.example>",),
    "newsletter": ("List-Unsubscribe: <mailto:x@school.example>", "Precedence: bulk"),
    "exchange": ("X-Auto-Response-Suppress: OOF",),
    "ticket-system": ("X-Loop: help@school.example",),
    "autoreply": ("X-Autoreply: yes",),
    "null-sender": ("Return-Path: <>",),
    "read-receipt": (
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"',
    ),
    "bounce": ('Content-Type: multipart/report; report-type=delivery-status; boundary="b"',),
}
ROBOTS = [
    "MAILER-DAEMON@school.example",
    "postmaster@school.example",
    "noreply@school.example",
    "no-reply@school.example",
    "do-not-reply@school.example",
    "bounces+jan=x.example@school.example",
    "ouders-bounces@school.example",
    "ouders-request@school.example",
    "owner-ouders@school.example",
    US,
    US.upper(),
    "info@library.example",
]


@pytest.mark.parametrize("fields", SILENT.values(), ids=SILENT)
def test_a_machine_is_not_answered(fields: tuple[str, ...]):
    """Each mark of automatic mail is enough for silence."""
    assert Desk().answer(write(*fields)) is None


@pytest.mark.parametrize("sender", ROBOTS)
def test_an_address_of_a_machine_or_of_ours_is_not_answered(sender: str):
    """Addresses that no person reads, and our own, are not answered."""
    assert Desk().answer(write(sender=sender)) is None


@pytest.mark.parametrize(
    "fields",
    [("Auto-Submitted: no",), ("Auto-Submitted: no (a person)",), ("Precedence: first-class",)],
)
def test_a_person_is_answered(fields: tuple[str, ...]):
    """A field that says that a person wrote it does not keep us silent."""
    assert Desk().answer(write(*fields)) is not None


@pytest.mark.parametrize(
    ("level", "answered"),
    [(Trust.A, True), (Trust.B, True), (Trust.C, True), (Trust.D, False)],
)
def test_who_was_disproved_hears_nothing(level: Trust, answered: bool):
    """The address in a forged mail belongs to somebody who wrote nothing."""
    assert (Desk(level=level).answer(write()) is not None) is answered


def test_an_unclear_sender_hears_nothing():
    """Nobody can be answered without one plain address."""
    assert Desk().answer(write(sender="jan@school.example <x@evil.example>")) is None


def test_a_bounce_names_the_mail_that_it_is_about():
    """The Message-ID of ours that came back is found, and whether it is for good."""
    raw = write(
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        sender="MAILER-DAEMON@school.example",
    ) + (
        b"--b\r\n\r\nHelaas.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; x\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: x\r\n"
        b"Message-ID:\r\n <123.45@library.example>\r\n\r\nhallo\r\n--b--\r\n"
    )
    bounce = parse_mail(raw).bounce

    assert bounce is not None
    assert bounce.about == ("<123.45@library.example>",)
    assert bounce.permanent
