"""Card numbers of a file are used, asked about, or said not to be used."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.core.roster.making import make_pupils, write_csv
from tests.core.worlds import WHO, World, latest_plan, refresh

from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.compare.model import CardNumbers
from rosterdesk.core.models import Card, School, SubmissionStatus
from rosterdesk.core.pipeline import advance
from rosterdesk.core.plans.current import BlockedPlanError
from rosterdesk.core.plans.policy import set_policy
from rosterdesk.core.plans.settling import NotAQuestionError, choose_cards, lift_guard
from rosterdesk.core.roster.samples import SAMPLE_HEADERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.models import Submission
    from rosterdesk.core.roster.model import Pupil

HEADERS = {**SAMPLE_HEADERS, "card_number": "Pasnummer"}
PUPILS = [replace(p, card_number=f"77000{p.row:03}") for p in make_pupils(6)]


async def send(world: World, pupils: Sequence[Pupil]) -> Submission:
    return await refresh((await world.send(write_csv(pupils, headers=HEADERS))).submission)


async def test_new_people_with_card_numbers_are_asked_about_once(world):
    submission = await send(world, PUPILS)
    plan = await latest_plan(submission)
    assert submission.status is SubmissionStatus.BLOCKED
    assert [(w["code"], w["values"]) for w in plan.warnings] == [
        ("card_numbers", {"new": 6, "known": 0})
    ]
    with pytest.raises(BlockedPlanError):
        await approve(submission.reference, 1, WHO)
    with pytest.raises(NotAQuestionError):  # nobody passes over the question by lifting it
        await lift_guard(submission.reference, 1, "card_numbers", 0, WHO, world.library.files)
    await choose_cards(submission.reference, 1, CardNumbers.FILE, WHO, world.library.files)
    await approve(submission.reference, 2, WHO)
    await advance(submission.id, world.library)
    assert set(await Card.all().values_list("number", flat=True)) == {p.card_number for p in PUPILS}
    more = [replace(p, card_number=f"88000{p.row:03}") for p in make_pupils(8)[6:]]
    assert (await send(world, [*PUPILS, *more])).status is SubmissionStatus.WAITING


async def test_the_other_answer_is_kept_and_then_said_with_each_file(world):
    submission = await send(world, PUPILS)
    await choose_cards(submission.reference, 1, CardNumbers.GENERATED, WHO, world.library.files)
    await approve(submission.reference, 2, WHO)
    await advance(submission.id, world.library)
    assert not await Card.filter(number__startswith="77000").exists()
    assert (await School.get(id=world.school.id)).policy == {"card_numbers": "generated"}
    changed = [replace(p, class_code="8b") for p in PUPILS]
    plan = await latest_plan(await send(world, changed))
    said = {w["code"]: w["values"] for w in plan.warnings}
    assert said["cards_not_used"] == {"new": 0, "known": 6}


async def test_files_without_cards_and_known_people_alone_stop_nothing(world):
    await world.import_pupils(make_pupils(6))
    submission = await send(world, PUPILS)
    assert submission.status is SubmissionStatus.WAITING
    plan = await latest_plan(submission)
    assert [w["code"] for w in plan.warnings] == ["cards_not_used"]


async def test_setting_the_policy_of_all_schools_makes_the_waiting_plan_anew(world):
    submission = await send(world, PUPILS)
    await set_policy([world.school.id], {"card_numbers": "file"}, WHO)
    assert (await refresh(submission)).status is SubmissionStatus.READ
    await advance(submission.id, world.library)
    plan = await latest_plan(submission)
    assert ((await refresh(submission)).status, plan.version, plan.warnings) == (
        SubmissionStatus.WAITING,
        2,
        [],
    )
