"""The same rules whoever decides, by whichever door: one table of cases through all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.bot.approval.desk import WHO, open_desk
from tests.bot.approval.doors import ChatDoor, PageDoor, ShellDoor, run_shell
from tests.core.roster.making import make_pupils, write_csv

from rosterdesk.bot.chat.access.accounts import link_account
from rosterdesk.bot.words.accounts import list_accounts, unlink_account
from rosterdesk.core.approval.caretakers import change_caretaker
from rosterdesk.core.clock import now
from rosterdesk.core.customers.persons import change_address, join_person
from rosterdesk.core.customers.registering import change_customer
from rosterdesk.core.customers.staff import Person, change_role, remove_staff
from rosterdesk.core.models import (
    Event,
    Plan,
    School,
    Staff,
    StaffRole,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.pipeline import advance
from rosterdesk.core.plans.making import compare_submission
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import LoggedOut

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.bot.approval.desk import Desk
    from tests.bot.approval.doors import Door

    from rosterdesk.core.models import Customer

WAITING, APPLIED = SubmissionStatus.WAITING, SubmissionStatus.APPLIED
REJECTED, BLOCKED = SubmissionStatus.REJECTED, SubmissionStatus.BLOCKED
NEEDS_MAPPING = SubmissionStatus.NEEDS_MAPPING
# Pupils of a school of their own: known elsewhere, they would look like another school's file.
UNCLEAR = b"leerlingnummer,voornaam,Xq1,klas\n1,Noor,Bakker,5a\n2,Daan,Smit,5a\n"
SENT_IT = "You sent this file yourself"
OF_SCHOOL = "You are of this school yourself"
OTHERS = "Other librarians decide"
ANOTHER = "another librarian must approve too"


@dataclass
class Scene:
    """One school with its own teacher, two librarians and one file; ``anna`` is a full name."""

    desk: Desk
    door: Door
    number: int
    school: School
    teacher: Customer
    submission: Submission
    version: int = 1

    @property
    def anna(self) -> str:
        return f"Anna {self.number}"

    @property
    def bo(self) -> str:
        return f"Bo {self.number}"

    async def staff(self, name: str) -> Staff:
        return await Staff.get(name=name)

    async def approve(self, name: str) -> str:
        return await self.door.approve(name, self.submission, self.version)


async def write_to_both(scene: Scene) -> None:
    """The teacher and Anna have one address, written in two ways."""
    await change_customer(scene.teacher, WHO, email="Marijke@school.example")
    await change_address(await scene.staff(scene.anna), "marijke@SCHOOL.example", WHO)


async def join_anna(scene: Scene) -> None:
    await join_person(await scene.staff(scene.anna), scene.teacher, WHO)


async def link_and_log_out(scene: Scene) -> None:
    """Log the teacher out of Anna's chat: what the chat knew of Anna stays known."""
    user = scene.desk.people[scene.anna].id
    await link_account(user, user, Person(customer=scene.teacher))
    (account,) = await list_accounts(scene.teacher)
    await unlink_account(account, WHO, LoggedOut)


async def make_anna_a_colleague(scene: Scene) -> None:
    """Anna is another teacher of the school, who sent nothing."""
    other = await scene.desk.teacher(scene.school)
    await join_person(await scene.staff(scene.anna), other, WHO)


async def let_bo_care(scene: Scene) -> None:
    await change_caretaker(await scene.staff(scene.bo), scene.school, WHO, cares=True)


async def approve_by_bo(scene: Scene) -> None:
    assert ANOTHER in await scene.approve(scene.bo)


async def lose_the_vote_of_bo(scene: Scene) -> None:
    await approve_by_bo(scene)
    await remove_staff(await scene.staff(scene.bo), WHO)


async def make_bo_a_clerk(scene: Scene) -> None:
    await approve_by_bo(scene)
    await change_role(await scene.staff(scene.bo), StaffRole.DESK, WHO)


async def leave_the_school_to_anna(scene: Scene) -> None:
    await approve_by_bo(scene)
    await change_caretaker(await scene.staff(scene.anna), scene.school, WHO, cares=True)


async def make_them_one(scene: Scene) -> None:
    """Anna and Bo are two accounts of one person."""
    await approve_by_bo(scene)
    for name in (scene.anna, scene.bo):
        await change_address(await scene.staff(name), f"a{scene.number}@library.example", WHO)


async def let_it_expire(scene: Scene) -> None:
    await Plan.filter(submission=scene.submission).update(made_at=now() - timedelta(days=15))


async def compare_again(scene: Scene) -> None:
    await compare_submission(scene.submission.id, scene.desk.service.library.files)


async def block(scene: Scene) -> None:
    """A file with a fifth of the pupils who were there: many would leave."""
    assert await scene.approve(scene.bo) in ("Approved.", "")
    await scene.desk.reaches(scene.submission, APPLIED)
    data = write_class(50, scene.number, of=10)
    scene.submission = await scene.desk.file(scene.school, data, scene.teacher, name="few.xlsx")
    await scene.desk.reaches(scene.submission, BLOCKED)


def write_class(count: int, school: int, of: int | None = None) -> bytes:
    """Write the first ``of`` pupils of one class, other children at each school."""
    found = sample_pupils(count, seed=school)[:of]
    one = {"class_code": "5a", "class_name": "groep 5a", "year": 5}
    return write_workbook(replace(pupil, **one) for pupil in found)


async def nothing(_: Scene) -> None:
    pass


async def approve(scene: Scene) -> str:
    return await scene.approve(scene.anna)


async def reject(scene: Scene) -> str:
    return await scene.door.reject(scene.anna, scene.submission, scene.version)


async def lift(scene: Scene) -> str:
    plan = await Plan.filter(submission=scene.submission).order_by("-version").first()
    leaving = plan.counts["leaving"]
    guard = f"many_leaving={leaving}"
    return await scene.door.lift(scene.anna, scene.submission, plan.version, guard)


@dataclass(frozen=True)
class Case:
    """A case: what Anna hears, and where the submission stands afterwards."""

    name: str
    before: Callable[[Scene], Awaitable[None]]
    then: SubmissionStatus
    said: str = ""
    act: Callable[[Scene], Awaitable[str]] = approve
    data: bytes | int = 12
    version: int = 1


ONE_APPROVER = (
    Case("a clean file", nothing, APPLIED),
    Case("four eyes: equal address", write_to_both, WAITING, SENT_IT),
    Case("four eyes: registered as one", join_anna, WAITING, SENT_IT),
    Case("four eyes: logged out since", link_and_log_out, WAITING, SENT_IT),
    Case("four eyes: of the school", make_anna_a_colleague, WAITING, OF_SCHOOL),
    Case("own file may be rejected", join_anna, REJECTED, act=reject),
    Case("not a caretaker approves", let_bo_care, WAITING, OTHERS),
    Case("not a caretaker rejects", let_bo_care, WAITING, OTHERS, reject),
    Case("expired", let_it_expire, REJECTED, "rosterdesk rejected this already"),
    Case("stale version", compare_again, WAITING, "Version 1 is no longer current"),
    Case("blocked", block, BLOCKED, "A guard stopped this plan", data=50),
    Case(
        "lifting in one's own file",
        lambda scene: _both(scene, block, join_anna),
        BLOCKED,
        SENT_IT,
        lift,
        data=50,
    ),
    Case("lifting in another's file", block, WAITING, "", lift, data=50),
    Case("unclear columns", nothing, NEEDS_MAPPING, "no plan yet", data=UNCLEAR, version=0),
    Case("unclear columns: rejected", nothing, REJECTED, "", reject, data=UNCLEAR, version=0),
    Case("unclear: not a caretaker", let_bo_care, NEEDS_MAPPING, OTHERS, reject, UNCLEAR, 0),
)
TWO_APPROVERS = (
    Case("the first of two", nothing, WAITING, ANOTHER),
    Case("two of two", approve_by_bo, APPLIED),
    Case("a removed librarian's vote", lose_the_vote_of_bo, WAITING, ANOTHER),
    Case("the vote of a clerk since", make_bo_a_clerk, WAITING, ANOTHER),
    Case("the vote of no caretaker", leave_the_school_to_anna, WAITING, ANOTHER),
    Case("two accounts of one person", make_them_one, WAITING, ANOTHER),
)


async def _both(scene: Scene, *steps: Callable[[Scene], Awaitable[None]]) -> None:
    for step in steps:
        await step(scene)


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Forget afterwards whatever a command is told by its environment."""
    names = ("DATA", "LANGUAGE", "CHAT__APPROVALS__APPROVERS", "CHAT__APPROVALS__FOUR_EYES")
    for name in names:
        monkeypatch.setenv(f"ROSTERDESK_{name}", "")
        monkeypatch.delenv(f"ROSTERDESK_{name}")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("make_door", [ChatDoor, PageDoor, ShellDoor])
@pytest.mark.parametrize(("approvers", "cases"), [(1, ONE_APPROVER), (2, TWO_APPROVERS)])
async def test_a_case_ends_alike_whichever_door_it_comes_by(data, make_door, approvers, cases):
    async with open_desk(data, page=make_door is PageDoor, approvers=approvers) as desk:
        for number, case in enumerate(cases, start=1):
            scene = await set_scene(desk, make_door(desk), number, case)
            await play(scene, case)
            await Staff.filter(name__in=(scene.anna, scene.bo)).update(active=False)


async def play(scene: Scene, case: Case) -> None:
    await case.before(scene)
    said = await case.act(scene)
    assert re.search(case.said, said), (case.name, said)
    try:
        await scene.desk.reaches(scene.submission, case.then)
    except TimeoutError:
        pytest.fail(f"{case.name}: {scene.submission.status} after {said!r}")
    await check_trail(scene, case)


async def set_scene(desk: Desk, door: Door, number: int, case: Case) -> Scene:
    for name in ("Anna", "Bo"):
        await desk.staff(f"{name} {number}")
    school = await desk.school(f"12AB{number:02}", f"School {number}")
    teacher = await desk.teacher(school)
    data, name = case.data, "file.csv"
    if isinstance(data, int):
        data, name = write_class(data, number), "file.xlsx"
    submission = await desk.file(school, data, sender=teacher, name=name)
    await desk.reaches(submission, WAITING, NEEDS_MAPPING)
    return Scene(desk, door, number, school, teacher, submission, case.version)


async def check_trail(scene: Scene, case: Case) -> None:
    """Check that the approver is the person, by name; a refused approval has left nothing."""
    approved = Event.filter(submission=scene.submission, kind=Kind.PLAN_APPROVED)
    if case.then is not APPLIED:
        assert not await approved.exists(), case.name
        return
    event = await approved.get()
    anna = await scene.staff(scene.anna)
    assert (event.actor, event.actor_reference) == (scene.anna, f"staff:{anna.id}")
    assert ("via" in event.data) == isinstance(scene.door, ShellDoor)


async def test_an_operator_passes_rules_over_only_in_so_many_words(data, tmp_path):
    """Nobody knows who an operator is: caretakers and more librarians need --alone."""
    async with open_desk(data, run=False, four_eyes=True) as desk:
        bo = await Staff.create(name="Bo Jansen", role=StaffRole.LIBRARIAN)
        school = await desk.school()
        await change_caretaker(bo, school, WHO, cares=True)
        file = tmp_path / "roster.csv"
        file.write_bytes(write_csv(make_pupils(5)))
        importing = ("import", str(file), "--school", school.code, "--approve")
        assert "Other librarians decide" in (said := await run_shell(desk, *importing))
        assert "--alone" in said
        assert not await Submission.exists()
        said = await run_shell(desk, *importing, "--as", "Bo Jansen")
        assert SENT_IT in said
        submission = await desk.file(school, write_csv(make_pupils(5)), name="a.csv")
        await advance(submission.id, desk.service.library)
        approving = ("submission", "approve", submission.reference, "--version", "1")
        for command in (approving, ("submission", "reject", submission.reference, "--reason", "x")):
            assert "--alone" in await run_shell(desk, *command)
        assert await run_shell(desk, *approving, "--alone") == ""
        await submission.refresh_from_db()
        assert submission.status is APPLIED
        assert (await Event.get(kind=Kind.PLAN_APPROVED)).data["alone"] is True
        undoing = ("submission", "undo", submission.reference)
        assert "--alone" in await run_shell(desk, *undoing)
        assert "5" in await run_shell(desk, *undoing, "--as", "Bo Jansen")


async def test_what_an_operator_takes_in_and_approves_is_in_the_trail_as_alone(data, tmp_path):
    async with open_desk(data, run=False) as desk:
        school = await desk.school()
        file = tmp_path / "roster.csv"
        file.write_bytes(write_csv(make_pupils(5)))
        said = await run_shell(desk, "import", str(file), "--school", school.code, "--approve")
        assert "applied" in said
        assert (await Event.get(kind=Kind.PLAN_APPROVED)).data["alone"] is True
