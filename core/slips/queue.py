"""The queue in front of a printer: going on, waiting, skipping, moving to another one."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tortoise.functions import Count

from rosterdesk.core.clock import now
from rosterdesk.core.errors import NotThereError
from rosterdesk.core.language import N_
from rosterdesk.core.models import PrinterState, Slip, SlipStatus, Submission
from rosterdesk.core.person_names import show_name
from rosterdesk.core.storage.database import after_commit, wake, writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import desk_staff, record
from rosterdesk.core.trail.payloads import (
    PrinterAwake,
    PrinterHurried,
    PrinterPaused,
    PrinterQuiet,
    PrinterResumed,
    PrinterTrouble,
    PrinterWell,
    SlipsCancelled,
    SlipsMoved,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from rosterdesk.core.trail.actors import Actor

DONE = (SlipStatus.SENT, SlipStatus.CONFIRMED)
_NOT_AT_END = (SlipStatus.QUEUED, SlipStatus.SENDING, SlipStatus.UNKNOWN)


class NoSuchJobError(NotThereError):
    """No slips were asked for under that name."""


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as it stands: ``current`` is the slip that is, or comes next, at the printer."""

    name: str
    printer: str
    counts: dict[SlipStatus, int]
    current: Slip | None
    unknown: tuple[Slip, ...]
    paused_by: str | None
    stopping: bool
    trouble: str | None
    quiet_until: datetime | None = None  # it waits for the end of the quiet hours
    reason: str | None = None  # why a single slip is printed again

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def printed(self) -> int:
        return sum(self.counts.get(status, 0) for status in DONE)

    @property
    def is_open(self) -> bool:
        return any(self.counts.get(status) for status in _NOT_AT_END)


async def load_job(name: str) -> JobView:
    slips = Slip.filter(job=name)
    first, last = await slips.order_by("number").first(), await slips.order_by("-number").first()
    if first is None or last is None:
        raise NoSuchJobError(N_("There is no print job {name}."), name=name)
    state = await PrinterState.get_or_none(name=last.printer)
    coming = slips.filter(status__in=(SlipStatus.SENDING, SlipStatus.QUEUED)).order_by("number")
    unknown = slips.filter(status=SlipStatus.UNKNOWN).order_by("number")
    return JobView(
        name,
        last.printer,
        await _count_slips(name),
        await coming.prefetch_related("customer").first(),
        tuple(await unknown.prefetch_related("customer")),
        state.paused_by if state else None,
        bool(state and state.pause_after_slip),
        state.trouble if state else None,
        state.quiet_until if state and is_waiting_in_quiet(state, now()) else None,
        first.reason,
    )


async def _count_slips(name: str) -> dict[SlipStatus, int]:
    found = Slip.filter(job=name).annotate(count=Count("id")).group_by("status")
    return {SlipStatus(status): n for status, n in await found.values_list("status", "count")}


async def look_at_jobs(names: Collection[str]) -> dict[str, object]:
    """Return for each job what differs as soon as its ``JobView`` does, for little work."""
    if not names:
        return {}
    printers = await PrinterState.all().order_by("name").values()
    found = Slip.filter(job__in=names).annotate(count=Count("id"))
    slips = defaultdict(list)
    for job, *rest in await (
        found.group_by("job", "printer", "status")
        .order_by("job", "printer", "status")
        .values_list("job", "printer", "status", "count")
    ):
        slips[job].append(rest)
    return {name: (slips[name], printers) for name in names}


async def may_print(printer: str) -> bool:
    """Return whether a person lets the queue go on; trouble is looked at by who prints."""
    state = await PrinterState.get_or_none(name=printer)
    return state is None or state.paused_by is None


async def pause(printer: str, actor: Actor) -> None:
    """Stop before the next slip."""
    async with writing():
        await _set(printer, paused_by=actor.name, pause_after_slip=None)
        await record(PrinterPaused(printer=printer), actor)


async def resume(printer: str, actor: Actor) -> None:
    async with writing():
        await let_go_on(printer)
        await record(PrinterResumed(printer=printer), actor)


async def let_go_on(printer: str) -> None:
    """Take away what a person put in the way; call it inside ``writing()``."""
    await _set(printer, paused_by=None, pause_after_slip=None)


async def stop_after_current(name: str, actor: Actor) -> None:
    """Let the slip at the printer finish, and pause then."""
    job = await load_job(name)
    if job.current is None:
        return
    async with writing():
        await _set(job.printer, pause_after_slip=job.current.id)
        await record(PrinterPaused(printer=job.printer, after=True), actor)


async def note_finished(printer: str, slip_id: int) -> None:
    """Pause the printer where this was the slip to stop after."""
    state = await PrinterState.get_or_none(name=printer, pause_after_slip=slip_id)
    if state is not None:
        async with writing():
            await _set(printer, paused_by="rosterdesk", pause_after_slip=None)


async def note_trouble(printer: str, reason: str | None) -> None:
    """Write down, and tell the desk, what keeps the printer from printing; None: it is over."""
    state = await PrinterState.get_or_none(name=printer)
    if (state.trouble if state else None) == reason:
        return
    async with writing():
        await _set(printer, trouble=reason)
        await record(
            (PrinterTrouble if reason else PrinterWell)(printer=printer, reason=reason),
            SYSTEM,
            to=await desk_staff(),
        )


async def note_quiet(printer: str, until: datetime | None) -> bool:
    """Write down, and tell the desk, that slips wait for the end of the quiet hours.

    ``until`` is that end, None outside of them. Returns whether they wait: not where a person
    said now.
    """
    state = await PrinterState.get_or_none(name=printer)
    if (state.quiet_until if state else None) != until:
        await _change_quiet(printer, until)
    hurried = state.hurried_until if state else None
    return until is not None and (hurried is None or hurried < until)


async def _change_quiet(printer: str, until: datetime | None) -> None:
    async with writing():
        waiting = await Slip.filter(printer=printer, status=SlipStatus.QUEUED).count()
        if until and not waiting:  # who asks for slips later is told then
            return
        await _set(printer, quiet_until=until)
        if waiting:
            await record(
                (PrinterQuiet if until else PrinterAwake)(
                    printer=printer, slips=waiting, until=until
                ),
                SYSTEM,
                to=await desk_staff(),
            )


def is_waiting_in_quiet(state: PrinterState, moment: datetime) -> bool:
    """Return whether slips wait for the end of quiet hours that nobody ended by hand."""
    until, hurried = state.quiet_until, state.hurried_until
    return until is not None and until > moment and (hurried is None or hurried < until)


async def print_now(printer: str, actor: Actor) -> bool:
    """Let the slips that wait come out in these quiet hours; False where none wait for that."""
    state = await PrinterState.get_or_none(name=printer)
    if state is None or not is_waiting_in_quiet(state, now()):
        return False
    async with writing():
        await _set(printer, hurried_until=state.quiet_until)
        await record(PrinterHurried(printer=printer), actor)
    return True


async def list_open_jobs() -> list[str]:
    """Return the names of the jobs that are not at their end, the oldest first."""
    found = await Slip.filter(status__in=_NOT_AT_END).order_by("id").values_list("job", flat=True)
    return list(dict.fromkeys(map(str, found)))


async def skip_next(name: str, actor: Actor) -> str | None:
    """Cancel the next queued slip of the job; return whose it was."""
    async with writing():
        slip = (
            await Slip.filter(job=name, status=SlipStatus.QUEUED)
            .order_by("number")
            .prefetch_related("customer")
            .first()
        )
        if slip is None:
            return None
        await Slip.filter(id=slip.id).update(status=SlipStatus.CANCELLED)
        await record(SlipsCancelled(job=name, slips=1), actor, customer_id=slip.customer_id)
    return show_name(slip.customer)


async def cancel_rest(name: str, actor: Actor) -> int:
    """Cancel what is not sent yet; return how many slips that were."""
    async with writing():
        cancelled = await Slip.filter(job=name, status=SlipStatus.QUEUED).update(
            status=SlipStatus.CANCELLED
        )
        if cancelled:
            await record(SlipsCancelled(job=name, slips=cancelled), actor)
    return int(cancelled)


async def move_to_printer(name: str, printer: str, actor: Actor) -> int:
    """Send what is not sent yet to another printer."""
    async with writing():
        moved = await Slip.filter(job=name, status=SlipStatus.QUEUED).update(printer=printer)
        if moved:
            await record(SlipsMoved(job=name, slips=moved, printer=printer), actor)
    return int(moved)


async def _set(printer: str, **facts: object) -> None:
    await PrinterState.update_or_create({**facts, "changed_at": now()}, name=printer)
    after_commit(wake)


async def count_slips_of(submission: Submission) -> Counter[SlipStatus]:
    found = Slip.filter(submission=submission).annotate(count=Count("id")).group_by("status")
    rows = await found.values_list("status", "count")
    return Counter({SlipStatus(status): count for status, count in rows})


async def look_at_files() -> dict[int, tuple[bool, int]]:
    """Return for each file with slips on their way whether some come, and how many are unknown."""
    found: dict[int, tuple[bool, int]] = {}
    for submission_id, status, count in await (
        Slip.filter(status__in=_NOT_AT_END, submission_id__not_isnull=True)
        .annotate(count=Count("id"))
        .group_by("submission_id", "status")
        .values_list("submission_id", "status", "count")
    ):
        coming, unknown = found.get(submission_id, (False, 0))
        is_unknown = status == SlipStatus.UNKNOWN
        found[submission_id] = (coming or not is_unknown, unknown + count * is_unknown)
    return found


async def list_files_after(slip_id: int) -> tuple[set[int], int]:
    """Return the files that slips were asked for after this one, and the newest slip."""
    found = await Slip.filter(id__gt=slip_id).values_list("submission_id", "id")
    newest = max((number for _, number in found), default=slip_id)
    return {each for each, _ in found if each is not None}, newest


async def find_newest_slip() -> int:
    """Return the number of the slip that was asked for last, 0 where there is none."""
    found = await Slip.all().order_by("-id").first()
    return found.id if found else 0


async def list_printed_since(moment: datetime) -> list[int]:
    """Return the files of which slips were sent since then."""
    found = Slip.filter(sent_at__gt=moment, submission_id__not_isnull=True)
    numbers = await found.distinct().values_list("submission_id", flat=True)
    return [int(str(each)) for each in numbers]


async def count_slips_in(*statuses: SlipStatus) -> int:
    return await Slip.filter(status__in=statuses).count()


async def get_slip(slip_id: int) -> Slip | None:
    """Return the slip with its customer."""
    return await Slip.get_or_none(id=slip_id).prefetch_related("customer")


async def list_slips(job: str) -> list[Slip]:
    """Return the slips of a job with their customers, in the order of printing."""
    return await Slip.filter(job=job).order_by("number").prefetch_related("customer")
