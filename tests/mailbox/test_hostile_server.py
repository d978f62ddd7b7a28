"""The watcher against a server that behaves badly in every way we could think of."""

from __future__ import annotations

import asyncio
import time

import pytest
from tests.mailbox.journals import MemoryJournal
from tests.mailbox.scripted import Script, ScriptedServer, Session
from tests.mailbox.servers import make_account
from tests.mailbox.watching import body, mail, until, watching

from rosterdesk.mailbox.ports import Place

MAILS = 3


def account(server: ScriptedServer, **changes: object):
    return make_account(
        server.port, "u", "p", **{"poll_seconds": 0.05, "answer_seconds": 0.5} | changes
    )


async def survive(script: Script, **changes: object) -> tuple[ScriptedServer, MemoryJournal]:
    """Watch that server until everything is kept and moved, and one more mail after that."""
    journal = MemoryJournal(judge=lambda _: Place.PROCESSED)
    async with ScriptedServer(script) as server:
        for number in range(MAILS):
            server.deliver(mail(number))
        async with watching(account(server, **changes), journal):
            await journal.wait_for_moves(MAILS)
            server.deliver(mail(MAILS))
            await journal.wait_for_moves(MAILS + 1)
    assert journal.bodies() == [body(number) for number in range(MAILS + 1)]
    return server, journal


async def survive_all(scripts: dict[int, Script], **changes: object) -> dict[int, str]:
    """Return what went wrong with which script; they run side by side."""

    async def run(script: Script) -> str | None:
        try:
            server, journal = await survive(script, **changes)
        except (TimeoutError, AssertionError) as error:
            return repr(error)
        counts = (len(journal.kept), len(server.folders["Processed"]))
        return None if counts == (MAILS + 1, MAILS + 1) else f"kept and moved {counts}"

    ends = await asyncio.gather(*map(run, scripts.values()))
    return {line: end for line, end in zip(scripts, ends, strict=True) if end is not None}


@pytest.mark.parametrize("way", ["drop_after", "bye_after", "garbage_after"])
async def test_an_end_after_any_response(way: str):
    """Nothing is lost and nothing is kept twice, wherever the connection ends."""
    scripts = {line: Script(**{way: line}) for line in range(1, 36)}

    assert await survive_all(scripts) == {}


async def test_silence_after_any_response():
    """A server that stops answering is left after the time-out, and found again."""
    scripts = {line: Script(silent_after=line) for line in range(1, 36)}

    assert await survive_all(scripts, answer_seconds=0.3, connect_seconds=0.3) == {}


async def test_the_scripts_reach_their_lines():
    """An undisturbed run has more responses than the scripts above count to."""
    server, _ = await survive(Script())

    assert server.lines >= 36


@pytest.mark.parametrize("idle", ["ok", "no", "exists_first", "exists_together"])
@pytest.mark.parametrize("torn", [False, True])
async def test_odd_ways_to_idle(idle: str, torn: bool):
    """IDLE is a hint: refused, torn or answered out of order, the mail comes all the same."""
    server, _ = await survive(Script(idle=idle, torn=torn))

    assert server.connections <= 3


async def test_idle_is_given_up_after_a_refusal():
    """A server that promises IDLE and refuses it is polled from then on."""
    journal = MemoryJournal()
    async with (
        ScriptedServer(Script(idle="no")) as server,
        watching(account(server), journal) as watcher,
    ):
        await until(lambda: watcher.health.reconnects == 1)
        server.deliver(mail(1))
        await journal.wait_for_mails(1)

    assert server.commands.count("IDLE") == 1


@pytest.mark.parametrize(
    "capabilities", ["IMAP4rev1", "IMAP4rev1 UIDPLUS", "IMAP4rev1 IDLE", "IMAP4rev1 MOVE"]
)
async def test_servers_that_can_do_less(capabilities: str):
    """Without MOVE a mail is copied and deleted; without UIDPLUS nothing is expunged."""
    server, _ = await survive(Script(capabilities=capabilities))

    assert len(server.folders["Processed"]) == MAILS + 1
    assert not any(command.startswith("EXPUNGE") for command in server.commands)


async def test_a_move_that_is_a_lie_changes_nothing_for_us():
    """A mail that the database knows is not read again, wherever the server leaves it."""
    server, journal = await survive(Script(move="lie"))

    assert set(journal.calls.values()) == {1}
    assert len(server.folders["INBOX"]) == MAILS + 1


async def test_a_move_that_is_refused_blocks_nothing():
    """The mails are kept, and moving is tried again without end or haste."""
    journal = MemoryJournal(judge=lambda _: Place.HELD)
    async with ScriptedServer(Script(move="no")) as server:
        server.deliver(mail(0))
        async with watching(account(server), journal) as watcher:
            await journal.wait_for_mails(1)
            server.deliver(mail(1))
            await journal.wait_for_mails(2)
            server.script.move = "ok"
            await journal.wait_for_moves(2)
            assert watcher.health.reconnects == 0


async def test_a_mail_that_is_refused_does_not_block_the_others():
    """It is tried three times, counted as stuck, and the others go on."""
    journal = MemoryJournal()
    async with ScriptedServer() as server:
        for number in range(MAILS):
            server.deliver(mail(number))
        server.script.refuse = {1}
        async with watching(account(server), journal) as watcher:
            await journal.wait_for_mails(MAILS - 1)
            await until(lambda: watcher.health.stuck == 1)
            assert watcher.health.reconnects == 0

    assert journal.bodies() == [body(1), body(2)]


async def test_a_mail_that_kills_the_connection_does_not_block_the_others():
    """After its first time it is tried last, and after the third no more."""
    journal = MemoryJournal()
    async with ScriptedServer() as server:
        for number in range(MAILS):
            server.deliver(mail(number))
        server.script.kill = {1}
        async with watching(account(server), journal) as watcher:
            await journal.wait_for_mails(MAILS - 1)
            await until(lambda: watcher.health.stuck == 1 and watcher.health.connected_since)

    assert server.connections == 4


async def test_a_uidvalidity_that_changes_every_time():
    """Each connection sees new numbers, and each mail is still one mail."""
    journal = MemoryJournal(judge=lambda _: Place.PROCESSED)
    async with ScriptedServer() as server, watching(account(server), journal) as watcher:
        for number in range(5):
            server.deliver(mail(number))
            await journal.wait_for_mails(number + 1)
            server.uidvalidity += 1
            server.cut()
            await until(lambda: watcher.health.connected_since)

    assert journal.bodies() == [body(number) for number in range(5)]


async def test_a_folder_without_uidvalidity_is_said():
    """Such a folder cannot be watched safely: the status says so."""
    journal = MemoryJournal()
    async with (
        ScriptedServer(Script(uidvalidity_missing=True)) as server,
        watching(account(server), journal) as watcher,
    ):
        await until(lambda: watcher.health.last_error)

    assert "UIDVALIDITY" in (watcher.health.last_error or "")


async def test_a_server_that_ends_every_connection_is_not_hammered():
    """The pauses between attempts grow."""
    journal = MemoryJournal()
    async with ScriptedServer() as server:
        server._serve = _hang_up  # type: ignore[method-assign] - nothing but an end
        await server.stop()
        await server.start()
        async with watching(account(server), journal, first_pause=0.05) as watcher:
            before = time.perf_counter()
            await until(lambda: watcher.health.reconnects >= 5)

    # Half of 0.05 + 0.1 + 0.2 + 0.4: the least that the jitter leaves.
    assert time.perf_counter() - before > 0.37


async def _hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def test_close_ends_at_once_when_the_server_is_silent():
    """Nobody waits for a server that says nothing."""
    journal = MemoryJournal()
    async with (
        ScriptedServer(Script(silent_after=5)) as server,
        watching(account(server, answer_seconds=60), journal) as watcher,
    ):
        await until(lambda: server.lines >= 5)
        before = time.perf_counter()
        await watcher.close()

    assert time.perf_counter() - before < 20  # and not the 60 of an answer


async def test_close_while_connecting_leaves_no_connection_behind():
    """A log-in that succeeds after we left is logged out at once."""
    journal = MemoryJournal()
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def linger(self: Session, password: str) -> str:
        entered.set()
        await go_on.wait()
        return await Session.login(self, password)

    async with ScriptedServer() as server:
        server.commands_of["LOGIN"] = linger
        async with watching(account(server, answer_seconds=5), journal):
            await entered.wait()
        go_on.set()
        await until(lambda: server.connections == 1 and server.ended == 1)
