"""Several processes want the same plan: exactly one decision, exactly one import."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from tests.core.processes import compete, start
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO, refresh

from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.models import Customer, Event, Plan, SubmissionStatus
from rosterdesk.core.pipeline import advance
from rosterdesk.core.privacy.audit import verify_trail


@pytest.fixture
def database_url(fresh_postgres):
    return fresh_postgres


def run_rivals(url, folder, reference, *rivals):
    """Start a process for each (what, count), let all go at once, return all that they said."""
    started = [start(compete, url, str(folder), what, reference, count) for what, count in rivals]
    for _, pipe in started:
        assert pipe.recv() == "ready"
    for _, pipe in started:
        pipe.send("go")
    said = [line for _, pipe in started for line in pipe.recv()]
    for process, _ in started:
        process.join()
        assert process.exitcode == 0
    return said


async def test_fifty_approvals_from_five_processes_are_one(world, database, tmp_path):
    submission = await world.send_pupils(make_pupils(30))
    said = run_rivals(database, tmp_path / "files", submission.reference, *[("approve", 10)] * 5)
    counts = Counter(re.sub(r"\w+ approved.*", "another", line) for line in said)
    assert counts == {"done": 1, "told: another": 49}
    assert await Event.filter(kind="plan.approved").count() == 1
    assert not (await verify_trail()).findings


async def test_one_approved_plan_is_applied_once_by_five_processes(world, database, tmp_path):
    submission = await world.send_pupils(make_pupils(200))
    await approve(submission.reference, 1, WHO)
    run_rivals(database, tmp_path / "files", submission.reference, *[("advance", 2)] * 5)
    assert await Customer.all().count() == 200
    assert await Event.filter(kind="plan.applied").count() == 1


async def test_approving_and_rejecting_at_once_has_one_winner_and_the_other_is_told(
    world, database, tmp_path
):
    submission = await world.send_pupils(make_pupils(30))
    rivals = [("approve", 1), ("reject", 1)] * 3
    said = run_rivals(database, tmp_path / "files", submission.reference, *rivals)
    assert said.count("done") == 1
    plan = await Plan.get(submission=submission)
    told = f"told: {plan.decided_by} {plan.status} this already"
    assert sum(line.startswith(told) for line in said) == 5
    await advance(submission.id, world.library)
    status = (await refresh(submission)).status
    applied = status is SubmissionStatus.APPLIED
    assert applied == plan.decided_by.startswith("approve")
    assert await Customer.all().count() == (30 if applied else 0)
