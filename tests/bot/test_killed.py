"""A kill between two steps, then a new start: once is once, and the sender hears it once."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import pytest
from tests.bot.dying import run_until_killed
from tests.bot.stages import (
    TEACHER,
    mail_roster,
    make_environment,
    make_school,
    read_reply,
    subject_has,
    wait_for_status,
)
from tests.crash.child import start_service

from rosterdesk.bot.demo.stage import (
    Stage,
    make_settings,
    serve_stage,
    set_world,
    wait_for,
    write_mail,
)
from rosterdesk.bot.program.database import APPS
from rosterdesk.core.models import (
    Customer,
    Delivery,
    DeliveryStatus,
    Event,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.storage.database import open_database, sqlite_url

if TYPE_CHECKING:
    from pathlib import Path

PUPILS = 30


@pytest.mark.parametrize(
    ("after", "left"),
    [("approved", SubmissionStatus.APPROVED), ("applied", SubmissionStatus.APPLIED)],
)
async def test_killed_after_a_step(tmp_path, after, left):
    data = tmp_path / "data"
    async with set_world() as world:
        async with serve_stage(world, data) as stage:
            school, _ = await make_school(stage)
            await mail_roster(stage, write_workbook(sample_pupils(PUPILS)))
            waiting = await wait_for_status(school, SubmissionStatus.WAITING)
            await world.mail.wait_for_sent(subject_has("wacht op goedkeuring"), 90)
            await _all_sent()
        await asyncio.to_thread(_die, after, data, waiting.reference)
        async with open_database(sqlite_url(data), APPS):
            assert (await Submission.get(id=waiting.id)).status is left
        async with serve_stage(world, data) as stage:
            await _see_outcome_once(stage)


def _die(after: str, data: Path, reference: str) -> None:
    assert run_until_killed(after, data, reference) == -signal.SIGKILL


async def _see_outcome_once(stage: Stage) -> None:
    await stage.mail.wait_for_sent(subject_has("verwerkt"), 90)
    await _all_sent()
    assert len([raw for raw in stage.mail.sent if subject_has("verwerkt")(raw)]) == 1
    # Killed between the server's "250" and our commit, the same mail goes once more.
    received = [
        read_reply(raw) for raw in stage.mail.sent if subject_has("wacht op goedkeuring")(raw)
    ]
    assert len(received) in {1, 2}
    assert len({str(mail["Message-ID"]) for mail in received}) == 1
    assert await Customer.filter(role="pupil").count() == PUPILS
    assert await Event.filter(kind="plan.applied").count() == 1


async def _all_sent() -> None:
    async def none_waits() -> bool:
        return not await Delivery.filter(channel="mail", status=DeliveryStatus.QUEUED).exists()

    await wait_for(none_waits)


async def test_service_killed_while_it_works_goes_on_after_a_restart(tmp_path):
    """The whole program as a process of its own, killed the moment its librarian is asked."""
    data = tmp_path / "data"
    async with set_world() as world:
        async with serve_stage(world, data) as stage:
            school, _ = await make_school(stage)
        environment = make_environment(make_settings(data, world))
        process = await asyncio.to_thread(start_service, environment, tmp_path / "said")
        try:
            roster = write_workbook(sample_pupils(PUPILS))
            await world.mail.deliver(write_mail(TEACHER, world.mail.user, "roster.xlsx", roster))
            await world.mail.wait_for_sent(subject_has("wacht op goedkeuring"), 60)
        finally:
            process.kill()
            await asyncio.to_thread(process.join)
        async with serve_stage(world, data):
            submission = await wait_for_status(school, SubmissionStatus.WAITING)
            assert await Submission.all().count() == 1
        await asyncio.to_thread(_die, "approved", data, submission.reference)
        async with serve_stage(world, data) as stage:
            await _see_outcome_once(stage)
