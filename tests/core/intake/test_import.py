"""The way of a roster through the core, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tests.core.roster.corpus.exchange import MINIMAL, edexml
from tests.core.roster.making import make_pupils, write_csv
from tests.core.worlds import WHO, ReaderHere, latest_plan, refresh

from rosterdesk.core.approval.verdicts import approve, reject
from rosterdesk.core.customers.registering import add_customer, change_customer
from rosterdesk.core.isolation import worker
from rosterdesk.core.models import (
    Card,
    Customer,
    Delivery,
    Event,
    Membership,
    MembershipKind,
    Plan,
    PlanStatus,
    Staff,
    StaffRole,
    SubmissionStatus,
)
from rosterdesk.core.pipeline import advance, advance_all, read_beside_customers
from rosterdesk.core.plans.current import AlreadyDecidedError, StalePlanError
from rosterdesk.core.plans.making import compare_submission
from rosterdesk.core.roster.worker import ReaderNotStartedError, RosterReader


async def test_first_roster_makes_customers_with_cards_and_memberships(world):
    pupils = make_pupils(30)
    await world.import_pupils(pupils)
    made = {c.external_number: c for c in await Customer.filter(school=world.school)}
    assert made.keys() == {p.external_number for p in pupils}
    one = made[pupils[0].external_number]
    assert (one.first_name, one.surname, one.birth_date, one.class_code) == (
        pupils[0].first_name,
        pupils[0].surname,
        pupils[0].birth_date,
        pupils[0].class_code,
    )
    cards = await Card.all()
    assert len({card.number for card in cards}) == 30
    assert all(len(card.number) == 10 and card.number.startswith("2") for card in cards)
    assert await Membership.filter(kind=MembershipKind.SCHOOL_LIBRARY, ends_on=None).count() == 30
    assert await Membership.filter(kind=MembershipKind.PUBLIC_LIBRARY).count() == 0


async def test_same_file_twice_is_one_submission_and_one_import(world):
    data = write_csv(make_pupils(30))
    first = await world.send(data)
    again = await world.send(data)
    assert again.repeated
    assert again.submission.id == first.submission.id
    await approve(first.submission.reference, 1, WHO)
    await advance_all(world.library)
    after = await world.send(data)
    assert after.repeated
    assert after.submission.id == first.submission.id
    assert await Customer.filter(school=world.school).count() == 30


async def test_next_roster_gives_exactly_its_difference(world):
    pupils = make_pupils(31)
    await world.import_pupils(pupils[:30])
    public = await Customer.get(external_number=pupils[0].external_number)
    await Membership.create(
        customer=public, kind=MembershipKind.PUBLIC_LIBRARY, starts_on="2026-01-01"
    )
    moved = [replace(p, class_code="8z", class_name="8z") for p in pupils[2:5]]
    roster = [*moved, *pupils[5:30], pupils[30]]
    submission = await world.send_pupils(roster)
    counts = (await latest_plan(submission)).counts
    assert {k: v for k, v in counts.items() if v} == {
        "leaving": 2,
        "new": 1,
        "changed": 3,
        "unchanged": 25,
    }
    await approve(submission.reference, 1, WHO)
    await advance(submission.id, world.library)
    members = await world.members()
    assert members.keys() == {p.external_number for p in roster}
    assert {n for n, c in members.items() if c.class_code == "8z"} == {
        p.external_number for p in moved
    }
    # Leaving ends the school library only; the customer and the public library stay.
    assert await Customer.filter(school=world.school).count() == 31
    assert await Membership.filter(customer=public, ends_on=None).count() == 1


async def test_approving_after_the_customers_changed_is_refused_and_a_fresh_plan_is_made(world):
    pupils = make_pupils(30)
    await world.import_pupils(pupils)
    roster = [replace(p, class_code="8z", class_name="8z") for p in pupils[:3]] + pupils[3:]
    submission = await world.send_pupils(roster)
    customer = await Customer.get(external_number=pupils[10].external_number)
    await change_customer(customer, WHO, phone="0612345678")
    with pytest.raises(StalePlanError, match="De Regenboog changed after version 1"):
        await approve(submission.reference, 1, WHO)
    assert (await refresh(submission)).status is SubmissionStatus.WAITING


async def test_approving_an_older_version_is_refused(world):
    submission = await world.send_pupils(make_pupils(30))
    await compare_submission(submission.id, world.library.files)
    with pytest.raises(StalePlanError, match="Version 1 is no longer current: version 2 is"):
        await approve(submission.reference, 1, WHO)
    assert (await approve(submission.reference, 2, WHO)).status is PlanStatus.APPROVED


async def test_second_decision_hears_who_decided(world):
    submission = await world.send_pupils(make_pupils(30))
    await approve(submission.reference, 1, WHO)
    with pytest.raises(AlreadyDecidedError, match="tester approved this already"):
        await reject(submission.reference, 1, "wrong file", WHO)
    with pytest.raises(AlreadyDecidedError, match="tester approved this already"):
        await approve(submission.reference, 1, WHO)


async def test_rejected_file_changes_nothing_and_may_be_sent_again(world):
    data = write_csv(make_pupils(30))
    first = (await world.send(data)).submission
    await reject(first.reference, 1, "last year's file", WHO)
    assert await Customer.all().count() == 0
    again = await world.send(data)
    assert not again.repeated


async def test_file_that_is_handed_over_again_after_a_crash_is_the_same_arrival(world):
    """A decision meanwhile changes nothing: another submission would be of a file sent once."""
    facts = {"data": write_csv(make_pupils(5)), "origin": {"chat": 7, "message": 3}, "once": True}
    first = (await world.send(**facts)).submission
    await reject(first.reference, 1, "not this one", WHO)
    again = await world.receive(**facts)
    assert (again.submission.id, again.repeated) == (first.id, False)
    assert not await Event.filter(kind="submission.repeated").exists()
    other = await world.receive(**facts | {"origin": {"chat": 7, "message": 4}})
    assert other.submission.id != first.id


async def test_newer_roster_supersedes_the_plan_that_waits(world):
    older = await world.send_pupils(make_pupils(30))
    newer = await world.send_pupils(make_pupils(31))
    assert (await refresh(older)).status is SubmissionStatus.SUPERSEDED
    assert (await refresh(newer)).status is SubmissionStatus.WAITING
    with pytest.raises(StalePlanError, match="newer file"):
        await approve(older.reference, 1, WHO)


async def test_applying_twice_applies_once(world):
    submission = await world.import_pupils(make_pupils(30))
    await advance(submission.id, world.library)
    await advance_all(world.library)
    assert await Customer.filter(school=world.school).count() == 30
    assert await Event.filter(kind="plan.applied").count() == 1


async def test_every_step_is_in_the_trail_with_who_and_where(world):
    await world.import_pupils(make_pupils(3))
    trail = await Event.all().order_by("id").values_list("kind", "actor_reference", "channel")
    assert trail == [
        ("school.added", "shell:tester", "shell"),
        ("submission.received", "shell:tester", "shell"),
        ("plan.made", "system", "system"),
        ("plan.approved", "shell:tester", "shell"),
        ("plan.applied", "system", "system"),
    ]


async def test_each_librarian_gets_a_delivery_of_each_step(world):
    anna = await Staff.create(name="Anna", role=StaffRole.LIBRARIAN)
    await Staff.create(name="Bo", role=StaffRole.DESK)
    await Staff.create(name="Cas", role=StaffRole.LIBRARIAN, active=False)
    await world.import_pupils(make_pupils(3))
    deliveries = await Delivery.all().prefetch_related("event").order_by("id")
    assert [(d.recipient, d.event.kind) for d in deliveries] == [
        (f"staff:{anna.id}", "plan.made"),
        (f"staff:{anna.id}", "plan.approved"),
        (f"staff:{anna.id}", "plan.applied"),
    ]


async def test_an_older_export_than_the_last_one_is_stopped(world):
    """The date and school year in the file itself decide; the same day is not older."""
    export = edexml(MINIMAL).replace(b"99XX", b"12AB")
    first = await world.send(export, "edex.xml")
    await approve(first.submission.reference, 1, WHO)
    await advance(first.submission.id, world.library)
    for said, replaced in (
        (b"2025-10-01T10:00:00", b"2025-09-30T23:59:59"),
        (b"2025-2026", b"2024-2025"),
    ):
        older = await world.send(export.replace(said, replaced), "edex.xml")
        plan = await latest_plan(older.submission)
        assert [each["code"] for each in plan.warnings if each["blocks"]] == ["older_than_last"]
    newer = await world.send(export.replace(b"T10:00", b"T09:00"), "edex.xml")
    assert (await latest_plan(newer.submission)).status is PlanStatus.WAITING


async def test_unreadable_file_is_refused_and_not_kept(world):
    received = await world.send(b"\x00\x01\x02 nothing of a roster", "roster.csv")
    submission = await refresh(received.submission)
    assert submission.status is SubmissionStatus.REFUSED
    assert submission.original is None
    assert await Plan.all().count() == 0


async def test_a_file_is_kept_to_be_read_while_the_reader_does_not_start(world, monkeypatch):
    async with RosterReader() as reader:
        library = replace(world.library, reader=reader)
        submission = (await world.receive(write_csv(make_pupils(3)))).submission
        with monkeypatch.context() as busy:
            busy.setattr(worker, "STARTING_SECONDS", 0.001)
            for _ in range(4):
                with pytest.raises(ReaderNotStartedError):
                    await advance(submission.id, library)
        waiting = await refresh(submission)
        assert (waiting.status, waiting.attempts) == (SubmissionStatus.RECEIVED, 0)
        await advance(submission.id, library)
        assert (await refresh(submission)).status is SubmissionStatus.WAITING


class DyingReader(ReaderHere):
    """Ends the process that asks it: while it reads, or with what it answers."""

    def __init__(self, *, answers: bool) -> None:
        self.answers = answers

    async def read_and_scrub(self, data, file, hints, answered=None):
        if self.answers:
            await answered()
        raise asyncio.CancelledError


async def test_only_an_answer_that_ends_the_service_again_and_again_damages_a_file(world):
    """A process killed while the reader works, for whatever reason, made no attempt at the file."""
    submission = (await world.receive(write_csv(make_pupils(3)))).submission

    async def die(count: int, *, answers: bool) -> None:
        library = replace(world.library, reader=DyingReader(answers=answers))
        for _ in range(count):
            with pytest.raises(asyncio.CancelledError):
                await advance(submission.id, library)

    await die(12, answers=False)
    assert (await refresh(submission)).attempts == 0
    await die(10, answers=True)
    await advance(submission.id, world.library)
    given_up = await refresh(submission)
    assert given_up.status is SubmissionStatus.REFUSED
    assert given_up.answer["refused"] == "damaged"


async def test_customers_that_changed_while_the_file_was_read_are_read_again(world):
    """Customers loaded beside the reading count only as long as nobody changes the school."""
    submission = (await world.receive(write_csv(make_pupils(3)))).submission
    roster, snapshot = await read_beside_customers(submission, world.library)
    pupil = make_pupils(3)[0]
    await add_customer(
        world.school,
        WHO,
        world.library.numbering,
        first_name=pupil.first_name,
        surname=pupil.surname,
        external_number=pupil.external_number,
    )
    plan = await compare_submission(submission.id, world.library.files, roster, snapshot)
    assert plan.counts["new"] == 2
