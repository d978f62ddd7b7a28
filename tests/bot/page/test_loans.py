"""Files for the loan system on the page: looked at first, then given, and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot.page.test_cards import enter, take_in

from rosterdesk.core.models import Event, Handover, StaffRole
from rosterdesk.core.roster.samples import sample_pupils
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from tests.bot.page.places import Place


async def test_a_file_is_looked_at_before_it_is_given(place: Place):
    await take_in(place, sample_pupils(6))
    anna = await enter(place, "Anna Smit")
    path = f"/schools/{place.school.id}/loan"
    assert "Wise (Nederlands)" in (await anna.get(path)).words
    shown = await anna.post(path, {"file": "csv.everybody"})
    assert "6 personen in het bestand" in shown.words
    refused = await anna.post(path, {"file": "koha.everybody"})
    assert "Het uitleensysteem zou weigeren" in refused.words
    assert "loan_category" in refused.words
    listed = await Event.get(kind=Kind.CUSTOMERS_LISTED)
    assert len(listed.data["customers"]) == 6
    assert not await Handover.exists()
    given = await anna.post(path, {"file": "csv.everybody", "give": "yes"})
    assert given.headers["Content-Disposition"].startswith(
        'attachment; filename="12AB00-csv-everybody-'
    )
    assert len(given.text.strip().splitlines()) == 7
    handover = await Handover.get()
    assert (handover.people, handover.made_by) == (6, "Anna Smit")
    event = await Event.get(kind=Kind.HANDED_OVER)
    assert (event.channel, event.data["who"]) == ("page", "everybody")
    assert "Anna Smit" in (await anna.get(path)).words


async def test_only_files_that_there_are_and_schools_that_there_are(place: Place):
    anna = await enter(place, "Anna Smit")
    path = f"/schools/{place.school.id}/loan"
    for file in ("", "wise-nl.leavers", "csv.nobody", "sql.everybody"):
        answer = await anna.post(path, {"file": file, "give": "yes"})
        assert (answer.status, "Content-Disposition" in answer.headers) == (200, False), file
    assert (await anna.get("/schools/987654/loan")).status == 404
    clerk = await enter(place, "Dirk", StaffRole.DESK)
    assert (await clerk.get(path)).status == 403
    assert not await Handover.exists()
