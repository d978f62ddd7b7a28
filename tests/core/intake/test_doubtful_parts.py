"""Facts that a file lacks: the class of now among two, a pupil who is enrolled and not listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.core.roster.corpus.exchange import ORGS
from tests.core.roster.corpus.exchange_faults import DAAN_2, NOOR_1, enrolled, people
from tests.core.worlds import WHO, latest_plan, refresh

from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.intake.mapping import map_columns
from rosterdesk.core.intake.reading import load_roster
from rosterdesk.core.models import SubmissionStatus
from rosterdesk.core.pipeline import advance

if TYPE_CHECKING:
    from tests.core.worlds import World

    from rosterdesk.core.models import Submission

TWO_YEARS = (
    b"Leerlingnummer;Roepnaam;Achternaam;Huidige groep;Nieuwe groep\r\n"
    b"1001;Noor;Bakker;5A;6A\r\n1002;Daan;Visser;6A;7A\r\n1003;Sem;Mulder;7A;8A\r\n"
)
BOTH = enrolled("e1,active,c1,o1,u1,student,true,,", "e2,active,c2,o1,u2,student,true,,")


async def _read(world: World, submission: Submission) -> tuple[list[str | None], list[str]]:
    """Return the classes of the pupils, and the codes of what was said."""
    roster = await load_roster(submission, world.library.files)
    return [p.class_code for p in roster.pupils], [each.code for each in roster.problems]


async def test_the_class_of_now_is_asked_once_and_said_each_time(world: World) -> None:
    """The answer counts for the next file too, which may be of after the summer."""
    submission = await refresh((await world.send(TWO_YEARS)).submission)
    assert submission.status is SubmissionStatus.NEEDS_MAPPING
    roster = await load_roster(submission, world.library.files)
    asked = {each.header: each.samples for each in roster.columns if each.samples}
    assert asked == {"Huidige groep": ("5A", "6A", "7A"), "Nieuwe groep": ("6A", "7A", "8A")}

    answer = {"Huidige groep": None, "Nieuwe groep": "class_code"}
    await map_columns(submission.reference, roster, answer, WHO)
    await advance(submission.id, world.library)
    submission = await refresh(submission)
    assert submission.status is SubmissionStatus.WAITING
    assert await _read(world, submission) == (["6A", "7A", "8A"], ["class_column_beside"])

    later = TWO_YEARS + b"1004;Zoe;Vos;8A;8A\r\n"
    following = await refresh((await world.send(later)).submission)
    assert await _read(world, following) == (["6A", "7A", "8A", "8A"], ["class_column_beside"])


async def test_nobody_leaves_by_a_set_that_enrols_who_is_not_in_it(world: World) -> None:
    """The row of u2 was lost from users.csv; the enrolment shows that there is such a pupil."""
    orgs = ORGS.replace("99XX00", world.school.code)
    whole = (await world.send(people(NOOR_1, DAAN_2, enrollments=BOTH, orgs=orgs))).submission
    plan = await latest_plan(whole)
    await approve(whole.reference, plan.version, WHO)
    await advance(whole.id, world.library)

    half = (await world.send(people(NOOR_1, enrollments=BOTH, orgs=orgs))).submission
    plan = await latest_plan(half)
    assert [each["code"] for each in plan.warnings] == ["partial_file"]
    assert plan.counts["leaving"] == 0
