"""Files of one message: no one takes the place of another, and nobody leaves by one of them."""

from __future__ import annotations

from dataclasses import replace

from tests.core.roster.making import make_pupils, write_csv
from tests.core.worlds import WHO, latest_plan, refresh

from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.models import SubmissionStatus
from rosterdesk.core.pipeline import advance, advance_all
from rosterdesk.core.plans.making import compare_submission

# Nothing in these files says that each is of one class, and four may leave without an alarm.
PUPILS = [replace(pupil, class_code=None, year=None) for pupil in make_pupils(16)]
ONE, TWO = PUPILS[:12], PUPILS[12:]


async def send_together(world, mail: int, *files: bytes, **origin: int):
    found = [
        (await world.receive(data, f"{n}.csv", origin={"mail": mail, **origin})).submission
        for n, data in enumerate(files)
    ]
    await advance_all(world.library)
    return [await refresh(each) for each in found]


async def apply(world, submission) -> None:
    await compare_submission(submission.id, world.library.files)  # with the customers of now
    plan = await latest_plan(submission)
    await approve(submission.reference, plan.version, WHO)
    await advance(submission.id, world.library)
    await advance_all(world.library)
    assert (await refresh(submission)).status is SubmissionStatus.APPLIED


async def count_leaving(world, submission) -> int:
    await compare_submission(submission.id, world.library.files)
    return (await latest_plan(submission)).counts["leaving"]


async def test_two_class_files_of_one_mail_are_both_taken(world):
    """Each waits by itself; when one is applied nobody leaves by the other, now or next year."""
    one, two = await send_together(world, 1, write_csv(ONE), write_csv(TWO))
    assert {one.status, two.status} == {SubmissionStatus.WAITING}
    await apply(world, one)
    assert await count_leaving(world, two) == 0
    await apply(world, two)
    assert len(await world.members()) == 16

    one, two = await send_together(world, 2, write_csv(ONE[:-1]), write_csv(TWO[:-1]))
    for each in (one, two):
        (said,) = (await latest_plan(each)).warnings
        assert (said["code"], said["withholds"], said["values"]["beside"]) == (
            "partial_file",
            True,
            1,
        )
        assert await count_leaving(world, each) == 0


async def test_a_file_that_was_left_out_may_hold_the_others(world):
    """One file of the mail could not be opened: nobody leaves by the one that could."""
    await world.import_pupils([*ONE, *TWO])
    (one,) = await send_together(world, 1, write_csv(ONE), left_out=1)
    assert await count_leaving(world, one) == 0
    (alone,) = await send_together(world, 2, write_csv(ONE[:-1]))
    assert await count_leaving(world, alone) == 5, "of a mail with one file it is what it says"


async def test_who_sent_them_apart_sends_them_together(world):
    """The second takes the place of the first; then both come in one mail, and both wait."""
    (one,) = await send_together(world, 1, write_csv(ONE))
    (two,) = await send_together(world, 2, write_csv(TWO))
    assert (await refresh(one)).status is SubmissionStatus.SUPERSEDED
    again, same = await send_together(world, 3, write_csv(ONE), write_csv(TWO))
    assert same.id == two.id, "it was on its way already"
    assert {again.status, (await refresh(two)).status} == {SubmissionStatus.WAITING}
    await apply(world, again)
    assert await count_leaving(world, two) == 0
    await apply(world, same)
    assert len(await world.members()) == 16
