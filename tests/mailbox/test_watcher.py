"""The watcher's contract, the same on every server."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.mailbox.journals import MemoryJournal
from tests.mailbox.watching import body, mail, until, watching

from rosterdesk.mailbox.ports import Place

if TYPE_CHECKING:
    from tests.mailbox.servers import Server


async def test_keeps_what_is_there_already(server: Server):
    """Mails that came before the program are kept, byte for byte, once each."""
    for number in range(3):
        await server.deliver(mail(number))
    journal = MemoryJournal()

    async with watching(server.account(), journal):
        await journal.wait_for_mails(3)

    assert journal.bodies() == [body(0), body(1), body(2)]
    assert set(journal.calls.values()) == {1}


async def test_keeps_at_once_what_arrives(server: Server):
    """While idling, a new mail is kept long before the next poll."""
    journal = MemoryJournal()
    kept = 0

    def count() -> None:
        nonlocal kept
        kept += 1

    async with watching(server.account(poll_seconds=60), journal, on_kept=count) as watcher:
        await until(lambda: watcher.health.last_seen)
        for number in range(3):
            await server.deliver(mail(number))
            await journal.wait_for_mails(number + 1, seconds=5)

    assert kept == 3


async def test_polls_where_idle_is_switched_off(server: Server):
    """Without IDLE a new mail is found at the next look."""
    journal = MemoryJournal()
    account = server.account(idle=False, poll_seconds=0.05)

    async with watching(account, journal) as watcher:
        await until(lambda: watcher.health.last_seen)
        await server.deliver(mail(1))
        await journal.wait_for_mails(1)


async def test_keeps_every_byte(server: Server):
    """The mail that is kept is the one that was sent: a signature over it still holds."""
    raw = mail(1) + bytes(range(128, 256)) + b"\r\n.\r\n\r\n  \t\r\nFrom x\r\n\r\n"
    await server.deliver(raw)
    journal = MemoryJournal()

    async with watching(server.account(), journal):
        await journal.wait_for_mails(1)

    assert journal.bodies()[0] == raw.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("place", list(Place))
async def test_moves_what_was_judged(server: Server, place: Place):
    """A judged mail stands in its folder, which is made, and no longer in the inbox."""
    await server.deliver(mail(1))
    journal = MemoryJournal(judge=lambda _: place)

    async with watching(server.account(), journal):
        await journal.wait_for_moves(1)

    folder = {"processed": "Processed", "held": "Held", "quarantine": "Quarantine"}[place]
    assert len(await server.messages(folder)) == 1
    assert await server.messages("INBOX") == []


async def test_moves_when_told(server: Server):
    """A decision that comes later is seen in the folders at once, not at the next poll."""
    await server.deliver(mail(1))
    journal = MemoryJournal()

    async with watching(server.account(poll_seconds=60), journal) as watcher:
        await journal.wait_for_mails(1)
        (identity,) = journal.kept
        await journal.decide(identity, Place.HELD)
        watcher.nudge()
        await journal.wait_for_moves(1, seconds=5)

    assert len(await server.messages("Held")) == 1


@pytest.mark.parametrize("place", [Place.QUARANTINE, Place.PROCESSED])
async def test_what_was_held_is_moved_on_when_it_is_decided(server: Server, place: Place):
    """Out of Held, whoever decides; what waits there still stays, and so do new mails."""
    for number in (1, 2):
        await server.deliver(mail(number))
    journal = MemoryJournal(judge=lambda _: Place.HELD)
    async with watching(server.account(poll_seconds=0.1), journal) as watcher:
        await journal.wait_for_moves(2)
        first = next(each for each, kept in journal.kept.items() if b"<1@school" in kept.raw)
        await journal.decide(first, place)
        watcher.nudge()
        await journal.wait_for_moves(3)
        await server.deliver(mail(3))
        await journal.wait_for_moves(4)

    folder = {"processed": "Processed", "quarantine": "Quarantine"}[place]
    (moved,) = await server.messages(folder)
    assert b"Message-ID: <1@school.example>" in moved
    assert len(await server.messages("Held")) == 2
    assert await server.messages("INBOX") == []


async def test_a_mail_that_somebody_took_away_is_no_trouble(server: Server):
    """Moving what is gone counts as done, and the next mail is kept."""
    await server.deliver(mail(1))
    journal = MemoryJournal()
    async with watching(server.account(poll_seconds=0.1), journal) as watcher:
        await journal.wait_for_mails(1)
        (identity,) = journal.kept
        await server.take_away()
        await journal.decide(identity, Place.PROCESSED)
        watcher.nudge()
        await journal.wait_for_moves(1)
        await server.deliver(mail(2))
        await journal.wait_for_mails(2)


async def test_a_cut_connection_loses_nothing(server: Server):
    """After each cut the watcher reconnects and finds what came meanwhile."""
    journal = MemoryJournal(judge=lambda _: Place.PROCESSED)
    async with watching(server.account(poll_seconds=0.2), journal) as watcher:
        for number in range(4):
            await until(lambda: watcher.health.connected_since)
            await server.cut()
            await server.deliver(mail(number))
            await journal.wait_for_mails(number + 1)
        await journal.wait_for_moves(4)

    assert journal.bodies() == [body(number) for number in range(4)]
    assert len(await server.messages("Processed")) == 4


async def test_a_server_that_is_away_comes_back(server: Server):
    """The watcher says what is wrong while the server is away, and goes on afterwards."""
    journal = MemoryJournal()
    async with watching(server.account(poll_seconds=0.2), journal) as watcher:
        await server.deliver(mail(1))
        await journal.wait_for_mails(1)
        await server.stop()
        await until(lambda: watcher.health.last_error)
        assert watcher.health.connected_since is None
        await server.start()
        await server.deliver(mail(2))
        await journal.wait_for_mails(2)
        await until(lambda: watcher.health.last_error is None)


async def test_a_new_uidvalidity_numbers_all_anew(server: Server):
    """All is looked at again under the new number, and the journal sees that it has it."""
    for number in range(2):
        await server.deliver(mail(number))
    journal = MemoryJournal()

    async with watching(server.account(poll_seconds=0.2), journal):
        await journal.wait(lambda each: len(each.kept) == 2)
        await server.renumber()
        await journal.wait(lambda each: len(each.kept) == 4)

    assert len(journal.mails) == 2
    assert len({identity.uidvalidity for identity in journal.kept}) == 2


async def test_a_move_under_an_old_uidvalidity_moves_nothing_else(server: Server):
    """A UID of before means nothing now: the message that has it today stays."""
    await server.deliver(mail(1))
    journal = MemoryJournal()
    async with watching(server.account(poll_seconds=0.2), journal) as watcher:
        await journal.wait_for_mails(1)
        (old,) = journal.kept
        await server.renumber()
        await journal.wait(lambda each: len(each.kept) == 2)
        await journal.decide(old, Place.QUARANTINE)
        watcher.nudge()
        await journal.wait_for_moves(1)

    assert len(await server.messages("INBOX")) == 1


async def test_two_watchers_keep_each_mail_once(server: Server):
    """Two processes on one folder do no harm to one another."""
    journal = MemoryJournal(judge=lambda _: Place.PROCESSED)
    account = server.account(poll_seconds=0.1)
    async with watching(account, journal), watching(account, journal):
        for number in range(10):
            await server.deliver(mail(number))
        await journal.wait_for_mails(10)
        await journal.wait(lambda each: {move.identity for move in each.done} == set(each.kept))

    assert len(journal.kept) == 10
    assert await server.messages("INBOX") == []


async def test_a_restart_keeps_nothing_twice(server: Server):
    """A mail that was kept and not moved when the program ended is moved by the next one."""
    for number in range(3):
        await server.deliver(mail(number))
    journal = MemoryJournal()
    async with watching(server.account(), journal):
        await journal.wait_for_mails(3)
    for identity in journal.kept:
        await journal.decide(identity, Place.PROCESSED)
    async with watching(server.account(), journal):
        await journal.wait_for_moves(3)

    assert set(journal.calls.values()) == {1}


async def test_a_failing_journal_is_tried_again(server: Server):
    """A disk that was full for a moment loses no mail."""
    for number in range(3):
        await server.deliver(mail(number))
    journal = MemoryJournal()
    journal.failures = 2

    async with watching(server.account(), journal):
        await journal.wait_for_mails(3)


async def test_of_an_oversized_mail_only_the_header_is_kept(server: Server):
    """Its sender can still be told, and its size is the server's."""
    await server.deliver(mail(1, size=50_000))
    journal = MemoryJournal()

    async with watching(server.account(), journal, max_message_bytes=20_000):
        await journal.wait_for_mails(1)

    (arrived,) = journal.kept.values()
    assert arrived.oversized
    assert arrived.size > 50_000
    assert len(arrived.raw) < 2_000
    assert b"Subject: 1" in arrived.raw


async def test_a_wrong_password_is_said_and_not_repeated_aloud(server: Server):
    """The status names the account and the cause, and never the password."""
    journal = MemoryJournal()
    async with watching(server.account(password="wrongwrong"), journal) as watcher:
        await until(lambda: watcher.health.last_error)

    assert "log-in" in (watcher.health.last_error or "")
    assert "wrongwrong" not in (watcher.health.last_error or "")


async def test_close_ends_at_once(server: Server):
    """Ending the program does not wait for an idling connection."""
    journal = MemoryJournal()
    async with watching(server.account(poll_seconds=60), journal) as watcher:
        await until(lambda: watcher.health.last_seen)
        before = time.perf_counter()
        await watcher.close()

    assert time.perf_counter() - before < 20  # and not the 60 of a poll
