"""Giving a school's customers to the loan system: the file, and that it was given."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now, today
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.customers.policies import read_policy
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.handover.feed import list_touched_since
from rosterdesk.core.handover.forms.choosing import SUFFIXES, write_file
from rosterdesk.core.handover.model import Form, Place, Who, Written
from rosterdesk.core.handover.people import load_members_of_school
from rosterdesk.core.language import N_
from rosterdesk.core.models import (
    Handover,
    Link,
    Plan,
    PlanStatus,
    School,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.person_names import show_name
from rosterdesk.core.reports.exports import get_address
from rosterdesk.core.storage.database import connection, writing
from rosterdesk.core.trail.chain import read_tip
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.payloads import HandedOver

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rosterdesk.core.handover.model import Member
    from rosterdesk.core.trail.actors import Actor


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody whom the loan system would refuse; ``code`` is one of model.REFUSALS."""

    customer: int
    name: str
    external_number: str | None
    code: str


@dataclass(frozen=True, slots=True)
class Given:
    """A file for the loan system. ``partial`` of Wise: whoever is not in it may be unenrolled."""

    handover: Handover
    file_name: str
    content: bytes
    refused: tuple[Refused, ...]
    partial: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The contents of a file: how many people, and those whom the loan system would refuse."""

    people: int
    refused: tuple[Refused, ...]
    partial: bool


class NoFormError(RosterdeskError):
    """Nobody said which loan system the school's files are for."""


def choose_form(school: School, form: Form | None) -> Form:
    """Return the form that was asked for, else the school's own; raises NoFormError."""
    said = form or read_policy(school).loan_form
    try:
        return Form(said)
    except ValueError as error:
        raise NoFormError(
            N_("Say which loan system it is for, or set loan_form of the school: {forms}."),
            forms=", ".join(Form),
        ) from error


async def hand_over(
    school: School, form: Form, who: Who, actor: Actor, *, with_cards: bool = False
) -> Given:
    """Make the file and write down that it was given, in one transaction.

    Raises NoSuchFileError where the loan system reads no such file.
    """
    async with writing():
        # Whoever changes a customer of the school locks it too: nobody changes until the end.
        await lock_school(school.id)
        await school.refresh_from_db()
        position, _ = await read_tip()
        wanted, written = await _write(school, form, who, with_cards=with_cards)
        handover = await _note(school, form, who, written, position, actor)
    suffix = SUFFIXES.get(form, "csv")
    return Given(
        handover,
        f"{school.code}-{form}-{who}-{today():%Y%m%d}.{suffix}",
        written.content,
        tuple(_name_refused(wanted, written.refused)),
        _is_partial(form, who),
    )


async def preview_hand_over(school: School, form: Form, who: Who) -> Preview:
    """Return what the file would hold now; nothing is given by that.

    Raises NoSuchFileError where the loan system reads no such file.
    """
    wanted, written = await _write(school, form, who, with_cards=False)
    refused = tuple(_name_refused(wanted, written.refused))
    return Preview(written.people, refused, _is_partial(form, who))


async def _write(
    school: School, form: Form, who: Who, *, with_cards: bool
) -> tuple[list[Member], Written]:
    """Return the people of the file, and the file."""
    wanted = await _choose(await load_members_of_school(connection(), school.id), school, who)
    written = await asyncio.to_thread(
        write_file, form, who, wanted, _find_place(school), today(), with_cards=with_cards
    )
    return wanted, written


def _is_partial(form: Form, who: Who) -> bool:
    return form in {Form.WISE_NL, Form.WISE_EN} and who is not Who.EVERYBODY


def _find_place(school: School) -> Place:
    policy = read_policy(school)
    return Place(
        code=school.code,
        branch=policy.loan_branch or school.code,
        category=policy.loan_category,
        category_of_teachers=policy.loan_category_teachers,
        number_attribute=policy.loan_number_attribute,
        class_attribute=policy.loan_class_attribute,
        address_type=policy.loan_address_type,
        address=get_address(school),
    )


async def _choose(members: Sequence[Member], school: School, who: Who) -> list[Member]:
    if who is Who.EVERYBODY:
        return [member for member in members if member.known.school_member]
    last = await find_last(school.id, leavers=who is Who.LEAVERS)
    touched = await list_touched_since(last.position if last else 0, school.id)
    staying = who is Who.CHANGED
    return [
        member
        for member in members
        if member.known.school_member is staying
        and member.known.id in touched
        and (staying or member.ended is not None)
    ]


async def find_last(school_id: int, *, leavers: bool = False) -> Handover | None:
    """Return the last hand-over of the school's members, or of those who left."""
    found = Handover.filter(school_id=school_id).order_by("-id")
    of_leavers = found.filter(who=Who.LEAVERS)
    return await (of_leavers if leavers else found.exclude(who=Who.LEAVERS)).first()


async def _note(
    school: School, form: Form, who: Who, written: Written, position: int, actor: Actor
) -> Handover:
    plan = await _find_applied(school.id)
    said = HandedOver(
        form=form,
        who=who,
        people=written.people,
        refused=len(written.refused),
        position=position,
    )
    about = plan.submission if plan else None
    to = await librarians() if about else ()  # whose cards say whether it was handed over
    await record(said, actor, submission=about, school_id=school.id, to=to)
    return await Handover.create(
        school=school,
        submission=plan.submission if plan else None,
        version=plan.version if plan else None,
        form=form,
        who=who,
        people=written.people,
        refused=len(written.refused),
        position=position,
        made_at=now(),
        made_by=actor.name,
    )


async def _find_applied(school_id: int) -> Plan | None:
    applied = Plan.filter(submission__school_id=school_id, status=PlanStatus.APPLIED)
    return await applied.order_by("-applied_at").prefetch_related("submission__school").first()


def _name_refused(
    members: Iterable[Member], refused: Sequence[tuple[int, str]]
) -> Iterable[Refused]:
    known = {member.known.id: member.known for member in members}
    for number, code in refused:
        one = known[number]
        yield Refused(one.id, show_name(one), one.external_number, code)


async def find_handover(submission: Submission) -> Handover | None:
    """Return the first hand-over that had what this submission changed; None: not given yet."""
    plan = await Plan.filter(submission=submission, status=PlanStatus.APPLIED).first()
    if plan is None or plan.applied_event_id is None:
        return None
    link = await Link.get_or_none(event_id=plan.applied_event_id)
    if link is None:
        return None
    found = Handover.filter(school_id=submission.school_id, position__gte=link.position)
    return await found.exclude(who=Who.LEAVERS).order_by("id").first()


async def list_handed(submission_id: int, most: int) -> list[int]:
    """Return the newest ``most`` applied submissions of its school, up to this one."""
    school_id = (await Submission.get(id=submission_id)).school_id
    applied = Submission.filter(
        school_id=school_id, status=SubmissionStatus.APPLIED, id__lte=submission_id
    )
    return [each.id for each in await applied.order_by("-id").limit(most)]


async def list_handovers(school: School | None = None) -> list[Handover]:
    """Return the last hundred, the newest first."""
    found = Handover.all() if school is None else Handover.filter(school=school)
    return await found.order_by("-id").limit(100).prefetch_related("school", "submission")
