"""A backup taken while the service is busy, restored elsewhere: there the service runs on."""

from __future__ import annotations

import asyncio
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.bot.stages import TEACHER, WHO, make_environment, make_school

from rosterdesk.bot.demo.stage import make_settings, serve_stage, set_world, wait_for, write_mail
from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.models import Customer, Submission, SubmissionStatus
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.storage.database import wake

if TYPE_CHECKING:
    from rosterdesk.bot.demo.stage import World
    from rosterdesk.bot.settings import Settings

PUPILS = 25
MAILS = 4


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, database_url: str) -> str | None:
    """A database of the other kind; None for the embedded one, which is not there yet."""
    return request.getfixturevalue("fresh_postgres") if "sqlite" in database_url else None


def standing_on(url: str | None, made: Settings) -> Settings:
    return made.model_copy(update={"database_url": url})


async def run_program(settings: Settings, *words: object) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rosterdesk.bot", *map(str, words)),
        env={**os.environ, **make_environment(settings)},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, words
    return said.decode()


async def mail_rosters(world: World, name: str, count: int) -> None:
    for number in range(count):
        roster = write_workbook(sample_pupils(PUPILS, seed=number + 7))
        mail = write_mail(TEACHER, world.mail.user, f"{name}{number}.xlsx", roster)
        await world.mail.deliver(mail)


async def test_the_service_runs_on_from_a_backup(database_url, elsewhere, tmp_path):
    sealed, secret = tmp_path / "back.sealed", tmp_path / "passphrase"
    secret.write_text("een lange wachtzin\n")
    async with set_world() as world:
        data, here = tmp_path / "data", partial(standing_on, database_url)
        async with serve_stage(world, data, here) as stage:
            await make_school(stage)
            await mail_rosters(world, "onder-druk", MAILS)
            await wait_for(Submission.exists)
            arguments = ("backup", sealed, "--passphrase-file", secret)
            backed_up = await run_program(here(make_settings(data, world)), *arguments)
            await mail_rosters(world, "te-laat", 1)  # the service goes on meanwhile
    counted, _, tip = backed_up.strip().partition(". tip ")

    async with set_world() as world:
        data, there = tmp_path / "elsewhere", partial(standing_on, elsewhere)
        arguments = ("restore", sealed, "--passphrase-file", secret)
        assert counted in await run_program(there(make_settings(data, world)), *arguments)
        async with serve_stage(world, data, there):
            await mail_rosters(world, "na-herstel", 1)
            await wait_for(partial(_reaches, SubmissionStatus.WAITING))
            submission = await Submission.get(file_name="na-herstel0.xlsx")
            await approve(submission.reference, 1, WHO)
            wake()
            await wait_for(partial(_reaches, SubmissionStatus.APPLIED))
            assert await Customer.filter(role="pupil").count() == PUPILS
            assert not (await verify_trail(tip)).findings
            late = await Submission.filter(file_name__startswith="te-laat").count()
            assert late == 0, "it came after that moment"


async def _reaches(status: SubmissionStatus) -> bool:
    return await Submission.filter(file_name="na-herstel0.xlsx", status=status).exists()
