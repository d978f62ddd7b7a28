"""Several files at once in chat: one batch, one answer, the caption for all of them."""

from __future__ import annotations

from tests.bot.chat.desks import WHO

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.models import Submission, SubmissionStatus
from rosterdesk.core.roster.samples import sample_pupils, write_workbook

FILES = {
    "groep 3.xlsx": write_workbook(sample_pupils(4)),
    "groep 4.xlsx": write_workbook(sample_pupils(6, seed=9)),
}


async def test_an_album_is_one_batch_whose_files_wait_side_by_side(desk, school):
    customer, _ = await desk.register(school)
    await grant_uploads(customer, school, WHO)
    noor = await desk.customer(2001, customer)
    noor.send_album(list(FILES.items()), caption="De rest volgt morgen")
    answer = await noor.expect("2 bestanden ontvangen voor De Regenboog", timeout=90)
    assert all(name in answer.words for name in FILES)

    async def both_wait() -> bool:
        return await Submission.filter(status=SubmissionStatus.WAITING).count() == len(FILES)

    await wait_for(both_wait)
    notes = await Submission.all().values_list("note", flat=True)
    assert list(notes) == ["De rest volgt morgen"] * len(FILES)
