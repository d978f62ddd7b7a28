"""One printer, one thread: what is known of a slip is always said, and never more than that."""

from __future__ import annotations

import asyncio
import threading

import pytest
from tests.printer.slips import make_slip, password_of
from tests.printer.virtual import Fault, VirtualPrinter

from rosterdesk.core.language import Language
from rosterdesk.printer.devices.device import Answer, Status
from rosterdesk.printer.devices.owner import Outcome, Printer, Result
from rosterdesk.printer.devices.tcp import TcpDevice
from rosterdesk.printer.errors import NotSentError, Reason
from rosterdesk.printer.model.address import Answers
from rosterdesk.printer.reading.text import read_password

SLIPS = 20
LENGTH = len(make_slip(0))
# In the middle of the text, of the barcode, after the password, and after the knife (which the
# sender cannot have heard of): counted in bytes of the slip.
PLACES = {
    "first commands": 8,
    "name": 60,
    "barcode": make_slip(0).index(b"\x1dkI") + 8,
    "password": make_slip(0).index(b"PASS") + 12,
    "QR code": make_slip(0).index(b"https") + 3,
    "before the knife": LENGTH - 1,
}


SLOW = (Fault.HANG, Fault.SILENT)  # each costs its time-outs
# Seen at once: a long time-out costs nothing, and a busy machine is not taken for a fault.
SEEN = (*(Fault.REFUSE, Fault.RESET, Fault.POWER_LOST), *(Fault.PAPER_OUT, Fault.COVER_OPEN))


async def print_all(virtual: VirtualPrinter, fault: Fault, place: int) -> list[int]:
    """Print the slips, the fault at each of them; mend it, and ask nobody twice.

    Returns the slips that are unknown, as a desk would have them listed.
    """
    unknown = []
    async with Printer("desk", virtual.url) as printer:
        for number in range(SLIPS):
            if fault not in SLOW or number in {0, SLIPS - 1}:
                virtual.fail(fault, after_bytes=place)
            outcome = await printer.print_slip(make_slip(number))
            virtual.mend()
            if outcome.result is Result.NOT_SENT:
                outcome = await printer.print_slip(make_slip(number))
            if outcome.result is Result.UNKNOWN:
                unknown.append(number)
            else:
                assert outcome == Outcome(Result.CONFIRMED)
    return unknown


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        (fault, place)
        for fault in Fault
        for place in PLACES
        if fault not in {*SLOW, Fault.COVER_OPEN} or place in {"barcode", "before the knife"}
    ],
)
async def test_each_slip_is_on_paper_once_or_known_to_be_unknown(fault, place):
    """The fault at this place of every slip of a job: none is lost, none is doubled."""
    with VirtualPrinter(10 if fault in SEEN else 1) as virtual:
        unknown = await print_all(virtual, fault, PLACES[place])
        on_paper = virtual.passwords()
    assert len(set(on_paper)) == len(on_paper)
    missing = {password_of(number) for number in range(SLIPS)} - set(on_paper)
    assert missing <= {password_of(number) for number in unknown}
    assert len(unknown) == {Fault.REFUSE: 0, **dict.fromkeys(SLOW, 2)}.get(fault, SLIPS)
    assert not virtual.interleaved
    assert not virtual.joined


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.RESET])
async def test_a_printer_that_is_known_to_be_broken_is_sent_nothing(fault):
    """Between two slips the fault is noticed before a byte of the next one leaves."""
    reasons = {
        Fault.REFUSE: Reason.UNREACHABLE,
        Fault.POWER_LOST: Reason.UNREACHABLE,
        Fault.HANG: Reason.NO_ANSWER,
        Fault.SILENT: Reason.NO_ANSWER,
        Fault.PAPER_OUT: Reason.PAPER_OUT,
        Fault.COVER_OPEN: Reason.COVER_OPEN,
    }
    with VirtualPrinter() as virtual:
        async with Printer("desk", virtual.url) as printer:
            assert (await printer.print_slip(make_slip(1))).result is Result.CONFIRMED
            virtual.fail(fault)
            assert await printer.print_slip(make_slip(2)) == Outcome(
                Result.NOT_SENT, reasons[fault]
            )
            virtual.mend()
            assert (await printer.print_slip(make_slip(2))).result is Result.CONFIRMED
        assert virtual.passwords() == [password_of(1), password_of(2)]


@pytest.mark.parametrize("lost", [Fault.POWER_LOST, Fault.RESET])
async def test_a_slip_that_was_cut_but_not_confirmed_is_unknown(lost):
    """The paper has it, the sender cannot know: it is for the desk to say, not for us."""
    with VirtualPrinter() as virtual:
        virtual.fail(lost, at_slip=1, after_bytes=0)
        async with Printer("desk", virtual.url) as printer:
            outcome = await printer.print_slip(make_slip(1))
        assert outcome.result is Result.UNKNOWN
        assert virtual.passwords() == [password_of(1)]


@pytest.mark.parametrize("place", ["barcode", "QR code"])
async def test_a_slip_that_broke_off_does_not_swallow_the_next(place):
    """The printer waits for the rest of a code: zeros fill it, so that the next slip is whole."""
    with VirtualPrinter() as virtual:
        virtual.fail(Fault.RESET, at_slip=0, after_bytes=PLACES[place])
        async with Printer("desk", virtual.url) as printer:
            await printer.print_slip(make_slip(1))
            await printer.print_slip(make_slip(2))
        whole = [bytes(piece.data) for piece in virtual.pieces if piece.whole and piece.password]
        assert whole == [make_slip(2)]


async def test_a_new_owner_does_not_trust_what_the_last_one_left():
    """After a crash in the middle of a code, the first slip of the new process is whole too."""
    with VirtualPrinter() as virtual:
        virtual.fail(Fault.RESET, at_slip=0, after_bytes=PLACES["QR code"])
        async with Printer("desk", virtual.url) as printer:
            await printer.print_slip(make_slip(1))
        async with Printer("desk", virtual.url) as printer:
            assert (await printer.print_slip(make_slip(2))).result is Result.CONFIRMED
        assert [bytes(p.data) for p in virtual.pieces if p.whole and p.password] == [make_slip(2)]


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.POWER_LOST])
@pytest.mark.parametrize("restarted", [False, True])
async def test_half_a_slip_does_not_hang_on_the_next_one(fault, restarted):
    """Two children's passwords are never on one piece of paper: the half one is cut off first."""
    with VirtualPrinter() as virtual:
        virtual.fail(fault, at_slip=0, after_bytes=PLACES["password"])
        async with Printer("desk", virtual.url) as printer:
            await printer.print_slip(make_slip(1))
            virtual.mend()
            if not restarted:
                await printer.print_slip(make_slip(2))
        async with Printer("desk", virtual.url) as printer:
            await printer.print_slip(make_slip(3))
        assert virtual.torn_passwords() == [password_of(1)]
        assert virtual.passwords()[-1] == password_of(3)
        assert not virtual.joined


@pytest.mark.parametrize(
    ("answers", "result"),
    [(Answers.ALL, Result.CONFIRMED), (Answers.STATUS, Result.SENT), (Answers.NONE, Result.SENT)],
)
async def test_only_a_printer_that_answers_afterwards_confirms(answers, result):
    with VirtualPrinter() as virtual:
        async with Printer("desk", f"{virtual.url}&answers={answers}") as printer:
            assert (await printer.print_slip(make_slip(1))).result is result
        assert virtual.passwords() == [password_of(1)]


async def test_a_printer_said_to_answer_nothing_is_believed():
    """Sent is all that is known of its slips, and its status cannot be known."""
    with VirtualPrinter() as virtual:
        virtual.fail(Fault.SILENT)
        async with Printer("desk", f"{virtual.url}&answers=none") as printer:
            assert (await printer.print_slip(make_slip(1))).result is Result.SENT
            assert (await printer.status()).online is Answer.CANNOT_KNOW
        assert virtual.passwords() == [password_of(1)]


@pytest.mark.parametrize(
    ("fault", "online", "paper", "cover"),
    [
        (None, Answer.YES, Answer.YES, Answer.YES),
        (Fault.PAPER_OUT, Answer.NO, Answer.NO, Answer.YES),
        (Fault.COVER_OPEN, Answer.NO, Answer.YES, Answer.NO),
    ],
)
async def test_status_is_what_the_printer_says(fault, online, paper, cover):
    with VirtualPrinter() as virtual:
        if fault:
            virtual.fail(fault)
        async with Printer("desk", virtual.url) as printer:
            status = await printer.status()
    assert (status.online, status.paper, status.cover) == (online, paper, cover)


@pytest.mark.parametrize(
    ("status", "ready", "said"),
    [
        (Status(), True, "Deze printer kan niet vertellen of hij klaarstaat."),
        (Status(Answer.YES, Answer.YES, Answer.YES), True, "De printer staat klaar."),
        (
            Status(Answer.NO, Answer.NO, Answer.YES),
            False,
            "Het papier van de printer is op: leg er een nieuwe rol in.",
        ),
        (
            Status(Answer.NO, Answer.NO, Answer.NO),
            False,
            "De klep van de printer staat open: doe hem dicht.",
        ),
        (
            Status(Answer.NO),
            False,
            "De printer staat offline of meldt een fout: kijk naar de lampjes en knoppen.",
        ),
    ],
)
def test_a_status_is_one_sentence_with_the_cause_first(status, ready, said):
    assert (status.ready, status.say(Language.NL)) == (ready, said)
    assert status.say(Language.EN) != said


@pytest.mark.parametrize("fault", [Fault.REFUSE, Fault.HANG, Fault.SILENT])
async def test_the_status_of_a_printer_that_is_not_there_is_an_error(fault):
    with VirtualPrinter() as virtual:
        virtual.fail(fault)
        async with Printer("desk", virtual.url) as printer:
            with pytest.raises(NotSentError):
                await printer.status()


async def test_two_jobs_for_one_printer_do_not_mingle():
    """Slips asked for at once come out whole, in the order in which they were asked for."""
    with VirtualPrinter() as virtual:
        async with Printer("desk", virtual.url) as printer:
            jobs = [printer.print_slip(make_slip(number)) for number in range(40)]
            outcomes = await asyncio.gather(*jobs)
        assert {outcome.result for outcome in outcomes} == {Result.CONFIRMED}
        assert virtual.passwords() == [password_of(number) for number in range(40)]
        assert not virtual.interleaved


async def test_one_job_over_two_printers_prints_each_slip_once():
    with VirtualPrinter() as first, VirtualPrinter() as second:
        async with Printer("desk", first.url) as desk, Printer("hall", second.url) as hall:
            await asyncio.gather(
                *((desk, hall)[number % 2].print_slip(make_slip(number)) for number in range(40))
            )
        printed = [*first.passwords(), *second.passwords()]
        assert sorted(printed) == [password_of(number) for number in range(40)]


async def test_the_loop_goes_on_while_a_printer_hangs():
    """The wait for a dead printer is in its own thread: everything else is answered meanwhile."""
    with VirtualPrinter() as virtual:
        virtual.fail(Fault.HANG)
        async with Printer("desk", virtual.url) as printer:
            job = asyncio.ensure_future(printer.print_slip(make_slip(1)))
            rounds = 0
            while not job.done():
                rounds += 1
                await asyncio.sleep(0.001)
        assert rounds > 50


async def test_cancelling_the_caller_does_not_lose_the_outcome():
    """Bytes that left cannot be called back: the outcome is recorded all the same, once."""
    recorded: list[Outcome] = []
    asked = asyncio.Event()

    async def record(outcome: Outcome) -> None:
        await asyncio.sleep(0)
        recorded.append(outcome)

    with VirtualPrinter() as virtual:
        async with Printer("desk", virtual.url) as printer:

            async def caller() -> None:
                asked.set()
                await printer.print_slip(make_slip(1), record)

            task = asyncio.create_task(caller())
            await asked.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert recorded == [Outcome(Result.CONFIRMED)]
        assert virtual.passwords() == [password_of(1)]


async def test_closing_finishes_what_was_begun_and_takes_no_more():
    with VirtualPrinter() as virtual:
        printer = Printer("desk", virtual.url)
        job = asyncio.ensure_future(printer.print_slip(make_slip(1)))
        await asyncio.sleep(0)
        await printer.close()
        assert (await job).result is Result.CONFIRMED
        assert await printer.print_slip(make_slip(2)) == Outcome(Result.NOT_SENT, Reason.STOPPED)
        assert virtual.passwords() == [password_of(1)]


async def test_a_closed_printer_leaves_no_thread():
    async with Printer("thread-count", "dummy:") as printer:
        await printer.print_slip(b"")
        assert any("thread-count" in thread.name for thread in threading.enumerate())
    assert not any("thread-count" in thread.name for thread in threading.enumerate())


async def test_the_dummy_keeps_what_it_was_sent_byte_for_byte():
    async with Printer("desk", "dummy:?keep=3") as printer:
        for number in range(5):
            assert (await printer.print_slip(make_slip(number))).result is Result.SENT
        assert printer.output() == [make_slip(number) for number in (2, 3, 4)]
        assert [read_password(slip) for slip in printer.output()] == [
            password_of(number) for number in (2, 3, 4)
        ]


async def test_a_bug_in_a_driver_is_an_unknown_outcome(capsys, monkeypatch):
    """The slip may be on paper whatever a driver raises, and the service goes on."""
    with VirtualPrinter() as virtual:
        async with Printer("desk", virtual.url) as printer:
            monkeypatch.setattr(TcpDevice, "write", lambda *_: 1 / 0)
            outcome = await printer.print_slip(make_slip(1))
            monkeypatch.undo()
            assert outcome == Outcome(Result.UNKNOWN, Reason.BROKEN)
            assert (await printer.print_slip(make_slip(2))).result is Result.CONFIRMED
    assert password_of(1) not in capsys.readouterr().out
