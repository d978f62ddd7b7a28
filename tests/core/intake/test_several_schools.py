"""A file of several schools: a part for each, with its own plan, guards and decision."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.core.roster.making import cells_to_csv, make_pupils
from tests.core.worlds import WHO, World, latest_plan, refresh

from rosterdesk.core.approval.verdicts import approve, reject
from rosterdesk.core.clock import today
from rosterdesk.core.customers.registering import add_customer, grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.drafts.mending import correct_cells
from rosterdesk.core.drafts.reading import read_drafts
from rosterdesk.core.drafts.sending import list_corrections, send_draft
from rosterdesk.core.drafts.uploading import take_upload
from rosterdesk.core.intake.reading import load_roster
from rosterdesk.core.intake.school_codes import NoCodeAskedError, answer_code
from rosterdesk.core.models import (
    Channel,
    Customer,
    Membership,
    Plan,
    School,
    SchoolCode,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.pipeline import advance
from rosterdesk.core.plans.policy import set_policy
from rosterdesk.core.privacy.erase import erase_customer
from rosterdesk.core.privacy.retention import delete_unneeded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rosterdesk.core.roster.model import Pupil

HEADERS = ("Leerlingnummer", "Roepnaam", "Achternaam", "Geboortedatum", "Klas", "BRIN", "Vestiging")
OURS, THEIRS, OTHERS = ("12AB", "00"), ("34CD", "01"), ("56EF", "00")


def write(*groups: tuple[tuple[str, str], Sequence[Pupil]]) -> bytes:
    rows: list[Sequence[object]] = [
        (p.external_number, p.first_name, p.surname, f"{p.birth_date:%d-%m-%Y}", p.class_code, *who)
        for who, pupils in groups
        for p in pupils
    ]
    return cells_to_csv([HEADERS, *rows])


PUPILS = make_pupils(18)
THREE = write((OURS, PUPILS[:6]), (THEIRS, PUPILS[6:12]), (OTHERS, PUPILS[12:]))


@pytest.fixture
async def second(world: World) -> School:
    return await add_school("34CD01", "De Wilg", WHO)


@pytest.fixture
async def sender(world: World, second: School) -> Customer:
    """Somebody who may send for two schools of the library, and not for the third."""
    await add_school("56EF00", "Het Anker", WHO)
    facts = {"first_name": "Anna", "surname": "Jansen", "role": "teacher"}
    teacher, _ = await add_customer(world.school, WHO, world.library.numbering, **facts)
    for school in (world.school, second):
        await grant_uploads(teacher, school, WHO)
    return teacher


async def send(
    world: World, data: bytes, sender: Customer | None = None, name: str = "roster.csv"
) -> Submission:
    facts = {"sender": sender, "channel": Channel.CHAT} if sender else {}
    return await refresh((await world.send(data, name, **facts)).submission)


async def list_parts(submission: Submission) -> list[Submission]:
    return await Submission.filter(part_of=submission).order_by("id").prefetch_related("school")


async def test_two_schools_are_decided_apart_and_the_third_is_nobodys(world, second, sender):
    whole = await send(world, THREE, sender)
    ours, theirs = await list_parts(whole)
    assert whole.status is SubmissionStatus.DIVIDED
    assert [(p.school.code, p.reference) for p in (ours, theirs)] == [
        ("12AB00", f"{whole.reference}-1"),
        ("34CD01", f"{whole.reference}-2"),
    ]
    for part in (ours, theirs):
        plan = await latest_plan(part)
        assert part.status is SubmissionStatus.WAITING
        assert plan.counts["new"] == 6
        assert [(w["code"], w["values"]) for w in plan.warnings] == [
            ("other_schools", {"schools": "56EF00", "count": 6})
        ]
    await approve(ours.reference, 1, WHO)
    await reject(theirs.reference, 1, "Verkeerde periode", WHO)
    await advance(whole.id, world.library)
    assert (await refresh(ours)).status is SubmissionStatus.APPLIED
    assert (await refresh(theirs)).status is SubmissionStatus.REJECTED
    names = await Customer.filter(role="pupil").values_list("school__code", "external_number")
    assert set(names) == {("12AB00", pupil.external_number) for pupil in PUPILS[:6]}
    assert not await Plan.filter(submission=whole).exists()


async def test_each_part_holds_its_own_pupils_and_the_whole_holds_nobody(world, sender):
    whole = await send(world, THREE, sender)
    rosters = [await load_roster(each, world.library.files) for each in await list_parts(whole)]
    assert [len(roster.pupils) for roster in rosters] == [6, 6]
    assert [roster.school and roster.school.brin for roster in rosters] == ["12AB", "34CD"]
    assert (await load_roster(whole, world.library.files)).pupils == ()


async def test_the_same_file_once_more_is_a_repetition(world, sender):
    first = await world.send(THREE, sender=sender, channel=Channel.CHAT)
    again = await world.send(THREE, sender=sender, channel=Channel.CHAT)
    assert (first.repeated, again.repeated) == (False, True)
    assert await Submission.filter(part_of_id__isnull=False).count() == 2


async def test_an_operator_may_send_for_all_schools(world, sender):
    assert len(await list_parts(await send(world, THREE))) == 3


async def test_a_file_with_nobody_of_the_senders_schools_is_refused(world, second, sender):
    await add_school("78GH00", "De Brug", WHO)
    data = write((OTHERS, PUPILS[:6]), (("78GH", "00"), PUPILS[6:]))
    submission = await send(world, data, sender)
    assert submission.status is SubmissionStatus.REFUSED
    assert submission.answer["refused"] == "other_schools"
    assert await list_parts(submission) == []


async def test_a_code_that_nobody_knows_is_asked_once_and_remembered(world, sender):
    data = write((OURS, PUPILS[:6]), (("", "Dependance Zuid"), PUPILS[6:12]), (THEIRS, PUPILS[12:]))
    whole = await send(world, data, sender)
    assert whole.status is SubmissionStatus.NEEDS_MAPPING
    assert whole.answer["school_codes"] == ["Dependance Zuid"]
    with pytest.raises(NoCodeAskedError):
        await answer_code(whole.reference, "34CD01", world.school, WHO)
    await answer_code(whole.reference, "Dependance Zuid", world.school, WHO)
    with pytest.raises(NoCodeAskedError):
        await answer_code(whole.reference, "Dependance Zuid", None, WHO)
    await advance(whole.id, world.library)
    ours, theirs = await list_parts(whole)
    assert [(await latest_plan(each)).counts["new"] for each in (ours, theirs)] == [12, 6]
    changed = [replace(pupil, class_code="8z") for pupil in PUPILS]
    again = write((OURS, changed[:6]), (("", "DEPENDANCE  zuid"), changed[6:]), (THEIRS, []))
    assert (await send(world, again, sender)).status is SubmissionStatus.WAITING
    more = write(
        (OURS, changed[:6]), (("", "dependance zuid"), changed[6:9]), (THEIRS, changed[9:])
    )
    assert (await send(world, more, sender)).status is SubmissionStatus.DIVIDED


async def test_a_code_that_is_nobodys_is_said_and_not_asked_again(world, sender):
    data = write((OURS, PUPILS[:6]), (("99XX", "00"), PUPILS[6:]))
    whole = await send(world, data, sender)
    await answer_code(whole.reference, "99XX00", None, WHO)
    await advance(whole.id, world.library)
    (part,) = await list_parts(whole)
    plan = await latest_plan(part)
    assert plan.warnings[0]["values"] == {"schools": "99XX00", "count": 12}
    assert await SchoolCode.filter(school=None).count() == 1


async def test_branches_of_a_loan_system_are_schools(world, second):
    """A school is known by the branch that its policy names."""
    await set_policy([world.school.id], {"loan_branch": "REGENB"}, WHO)
    await set_policy([second.id], {"loan_branch": "WILG"}, WHO)
    whole = await send(world, write((("", "Regenb"), PUPILS[:6]), (("", "WILG"), PUPILS[6:])))
    counts = [
        (part.school.code, (await latest_plan(part)).counts["new"])
        for part in await list_parts(whole)
    ]
    assert counts == [("12AB00", 6), ("34CD01", 12)]


@pytest.mark.parametrize(
    "groups",
    [
        [(OURS, PUPILS)],
        [(("12AB", "Hoofdgebouw"), PUPILS[:9]), (("12AB", "Bijgebouw"), PUPILS[9:])],
        [(("12AB", ""), PUPILS[:9]), (OURS, PUPILS[9:])],
        [(("", "rood"), PUPILS[:9]), (("", "blauw"), PUPILS[9:])],
    ],
    ids=["one code", "its buildings", "with and without location", "no codes at all"],
)
async def test_a_file_of_one_school_stays_whole(
    world: World, second: School, groups: Iterable[tuple[tuple[str, str], Sequence[Pupil]]]
) -> None:
    submission = await send(world, write(*groups))
    assert submission.status is SubmissionStatus.WAITING
    assert (await latest_plan(submission)).counts["new"] == 18


async def test_a_row_without_a_code_may_be_anybodys_so_nobody_leaves(world, second):
    await send(world, write((OURS, PUPILS[:9]), (THEIRS, PUPILS[9:])))
    for part in await Submission.filter(part_of_id__isnull=False):
        await approve(part.reference, 1, WHO)
        await advance(part.id, world.library)
    less = write((OURS, PUPILS[:7]), (THEIRS, PUPILS[9:]), (("", ""), make_pupils(20)[18:]))
    ours, _ = await list_parts(await send(world, less))
    plan = await latest_plan(ours)
    assert plan.counts["leaving"] == 0
    assert [w["code"] for w in plan.warnings] == ["partial_file"]


async def test_corrections_of_a_divided_file_are_told_with_each_part_and_forgotten_with_a_person(
    world, second, sender
):
    data = THREE.replace(PUPILS[0].surname.encode(), b"", 1)
    library = world.library
    draft = await take_upload(sender, world.school.id, "lijst.csv", data, library.files)
    await read_drafts(library)
    await draft.refresh_from_db()
    await correct_cells(draft, None, 2, {"Achternaam": "Zwaluwenberg"}, library)
    note = "Let op Zwaluwenberg"
    whole = await send_draft(draft, sender, draft.version, note, library)
    await advance(whole.id, library)
    ours, theirs = await list_parts(whole)
    for part in (ours, theirs):
        told = await list_corrections(part, library.files)
        assert [(each.column, each.after) for each in told] == [("Achternaam", "Zwaluwenberg")]
        assert part.answer["corrected"] == 1
    await approve(ours.reference, 1, WHO)
    await reject(theirs.reference, 1, "Verkeerde periode", WHO)
    await advance(whole.id, library)
    pupil = await Customer.get(surname="Zwaluwenberg")
    await Membership.filter(customer=pupil).update(ends_on=today())
    left = await erase_customer(pupil, WHO)
    whole = await refresh(whole)
    assert (whole.corrections, whole.original, whole.note) == (None, None, "")
    await delete_unneeded(library.files, left)
    assert await list_corrections(theirs, library.files) == []
