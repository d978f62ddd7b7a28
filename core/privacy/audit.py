"""Reading the audit trail back: is it whole, and what does it say."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Event, Link, Plan
from rosterdesk.core.plans.changes import COLUMNS
from rosterdesk.core.storage.bulk import select_tuples
from rosterdesk.core.storage.database import connection
from rosterdesk.core.trail.chain import (
    START,
    digest_changes,
    digest_link,
    digest_private,
    write_content,
)
from rosterdesk.core.trail.kinds import ERASING, Kind
from rosterdesk.core.trail.payloads import CustomerErased, DataForgotten, PlanMade, read_payload

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

_AT_ONCE = 1000
_MOST_TO_PAIR = 200  # each is tried with each, to name two that were exchanged


class Flaw(StrEnum):
    CHANGED = "changed"
    SWAPPED = "swapped"
    DELETED = "deleted"
    ADDED = "added"  # beside the program: it has no place in the chain
    PRIVATE_CHANGED = "private_changed"
    PLAN_CHANGED = "plan_changed"  # the changes of the plan that the event is about
    TIP_MOVED = "tip_moved"


_SENTENCES = {
    Flaw.CHANGED: N_("Event {event} was changed after it was written, or its place was."),
    Flaw.SWAPPED: N_("Events {event} and {other} were exchanged."),
    Flaw.DELETED: N_("The event at position {position} was deleted."),
    Flaw.ADDED: N_("Event {event} was added beside the program."),
    Flaw.PRIVATE_CHANGED: N_("The private part of event {event} was changed."),
    Flaw.PLAN_CHANGED: N_("The plan of event {event} was changed after it was shown."),
    Flaw.TIP_MOVED: N_("At position {position} is not what was noted: the trail was cut off."),
}


class TornTrailError(RosterdeskError):
    """The audit trail is not what was written."""


@dataclass(frozen=True, slots=True)
class Finding:
    flaw: Flaw
    position: int | None
    event_id: int | None
    other: int | None = None  # the event that it was exchanged with

    @property
    def error(self) -> TornTrailError:
        return TornTrailError(
            _SENTENCES[self.flaw], event=self.event_id, other=self.other, position=self.position
        )


@dataclass(slots=True)
class Verdict:
    """``tip`` is to be noted elsewhere: only that tells when the last events are deleted."""

    events: int = 0
    position: int = 0
    digest: str = START
    erased: int = 0  # events whose private part was taken away
    findings: list[Finding] = field(default_factory=list)

    @property
    def tip(self) -> str:
        return f"{self.position}:{self.digest}"


@dataclass(frozen=True, slots=True)
class _Broken:
    """A link whose digest does not fit; ``before`` is the digest of the place before it."""

    link: Link
    event: Event
    before: str


async def verify_trail(noted: str | None = None) -> Verdict:
    """Go through the whole trail, in pieces; ``noted`` is the tip of an earlier verdict."""
    verdict = Verdict()
    broken: list[_Broken] = []
    erased = await _list_erased_plans()
    is_noted = noted in {None, verdict.tip}
    async for link, event in _read_trail():
        verdict.findings += [
            Finding(Flaw.DELETED, gap, None) for gap in range(verdict.position + 1, link.position)
        ]
        if event is None:
            verdict.findings.append(Finding(Flaw.DELETED, link.position, link.event_id))
        else:
            verdict.events += 1
            verdict.erased += event.private is None and event.private_digest is not None
            if not _fits(link, event, verdict.digest):
                broken.append(_Broken(link, event, verdict.digest))
            verdict.findings += await _check_event(link, event, erased)
        verdict.position, verdict.digest = link.position, link.digest
        is_noted = is_noted or verdict.tip == noted
    verdict.findings += _name_broken(broken)
    loose = Event.filter(link__position__isnull=True).order_by("id")
    verdict.findings += [Finding(Flaw.ADDED, None, event.id) for event in await loose]
    if not is_noted and noted is not None:
        verdict.findings.append(Finding(Flaw.TIP_MOVED, read_position(noted), None))
    return verdict


def read_position(tip: str) -> int:
    """Return the position of a tip (``POSITION:DIGEST``); raises TornTrailError for no tip."""
    position, _, digest = tip.partition(":")
    if not position.isdecimal() or len(digest) != len(START):
        raise TornTrailError(N_("A tip is a position, a colon and 64 digits: as 'verify' prints."))
    return int(position)


async def export_trail() -> AsyncIterator[dict[str, Any]]:
    """Return the events in the order of the chain, with their places and digests.

    ``chained`` is exactly what the digest is over, after the digest of the place before, the
    position and the event's number, each followed by a line feed.
    """
    async for link, event in _read_trail():
        if event is not None:
            yield {
                "position": link.position,
                "event": event.id,
                "digest": link.digest,
                "chained": write_content(vars(event)).decode(),
                "private": event.private,
            }


async def _read_trail() -> AsyncIterator[tuple[Link, Event | None]]:
    last = 0
    while links := await Link.filter(position__gt=last).order_by("position").limit(_AT_ONCE):
        found = await Event.filter(id__in=[link.event_id for link in links])
        events = {event.id: event for event in found}
        for link in links:
            yield link, events.get(link.event_id)
        last = links[-1].position


def _fits(link: Link, event: Event, before: str) -> bool:
    content = write_content(vars(event))
    return digest_link(before, link.position, event.id, content) == link.digest


async def _list_erased_plans() -> set[int]:
    """Return the plans of which the trail itself says that somebody was taken out of them."""
    events = await Event.filter(kind__in=ERASING)
    said = map(read_payload, events)
    return {
        plan_id
        for each in said
        if isinstance(each, CustomerErased | DataForgotten)
        for plan_id in each.plans
    }


async def _check_event(link: Link, event: Event, erased: set[int]) -> list[Finding]:
    findings = []
    if event.private is not None and digest_private(event.private) != event.private_digest:
        findings.append(Finding(Flaw.PRIVATE_CHANGED, link.position, event.id))
    if event.kind == Kind.PLAN_MADE and not await _is_plan_same(event, erased):
        findings.append(Finding(Flaw.PLAN_CHANGED, link.position, event.id))
    return findings


async def _is_plan_same(event: Event, erased: set[int]) -> bool:
    """Tell whether the plan is still what was shown; an erased one cannot be asked any more."""
    made = PlanMade.read(event)
    plan = await Plan.get_or_none(submission_id=event.submission_id, version=made.version)
    if plan is None:
        return False
    if plan.salt is None:
        return plan.id in erased
    names = ", ".join(COLUMNS)
    found = await select_tuples(
        connection(), f'SELECT {names} FROM "change" WHERE plan_id = ? ORDER BY position', [plan.id]
    )
    return digest_changes(plan.salt, map(_as_written, found)) == made.content


def _as_written(row: Sequence[Any]) -> tuple[Any, ...]:
    *rest, details = row
    values = orjson.loads(details) if isinstance(details, str) else details
    return (*rest, orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode())


def _name_broken(broken: Sequence[_Broken]) -> list[Finding]:
    """Say of what does not fit whether two were exchanged, or one was changed."""
    findings: list[Finding] = []
    right = {}  # position -> the digest that belongs there, of the places of exchanged events
    few = broken if len(broken) <= _MOST_TO_PAIR else ()
    for one, two in combinations(few, 2):
        if one.link.position in right or two.link.position in right:
            continue
        if _are_swapped(one, two) or _are_places_swapped(one, two):
            findings.append(Finding(Flaw.SWAPPED, one.link.position, one.event.id, two.event.id))
            by_place = not _are_swapped(one, two)
            for here, there in ((one, two), (two, one)):
                right[here.link.position] = (there if by_place else here).link.digest
    return findings + [
        Finding(Flaw.CHANGED, each.link.position, each.event.id)
        for each in broken
        if each.link.position not in right and not _follows(each, right)
    ]


def _are_swapped(one: _Broken, two: _Broken) -> bool:
    """Tell whether each event stands where the other belongs."""
    return any(
        _fits_with(one, two, event_id) and _fits_with(two, one, other_id)
        for event_id, other_id in (
            (one.event.id, two.event.id),  # their contents
            (two.event.id, one.event.id),  # the numbers in their links
        )
    )


def _fits_with(here: _Broken, there: _Broken, event_id: int) -> bool:
    content = write_content(vars(there.event))
    return digest_link(here.before, here.link.position, event_id, content) == here.link.digest


def _are_places_swapped(one: _Broken, two: _Broken) -> bool:
    """Tell whether the links themselves, digests included, stand at each other's positions."""
    return _belongs_at(one, two) and _belongs_at(two, one)


def _belongs_at(here: _Broken, there: _Broken) -> bool:
    content = write_content(vars(here.event))
    return any(
        digest_link(before, there.link.position, here.event.id, content) == here.link.digest
        for before in (there.before, there.link.digest)  # the second where they are neighbours
    )


def _follows(each: _Broken, right: Mapping[int, str]) -> bool:
    """Tell whether nothing is wrong with it but the digest of the place before it."""
    before = right.get(each.link.position - 1)
    return before is not None and _fits(each.link, each.event, before)
