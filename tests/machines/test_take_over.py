"""Three processes: the poller, the watcher and a worker are killed in turn, in mid-work.

Another takes over, nothing is done twice and nothing is lost. The times are printed.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests.bot.stages import has_button, read_reply, subject_has
from tests.machines.fleet import Fleet, Member, find_overlaps, make_fleet, until
from tests.machines.people import address_of, prepare

from rosterdesk.bot.demo.stage import World, set_world, write_mail
from rosterdesk.bot.program.database import APPS
from rosterdesk.core.models import (
    Customer,
    Delivery,
    DeliveryStatus,
    Event,
    Plan,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.storage.database import open_database
from rosterdesk.mailbox.models import MailMessage

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.people import Person

WATCHING = "watch mail"
SCHOOLS = 7
PUPILS = 40

pytestmark = pytest.mark.timeout(300)  # it starts five processes


@dataclass
class Scene:
    world: World
    fleet: Fleet
    anna: Person
    took: dict[str, float]


async def test_another_takes_over_from_whoever_is_killed(fresh_postgres, tmp_path):
    async with (
        set_world() as world,
        open_database(fresh_postgres, APPS),
        make_fleet(tmp_path, world, fresh_postgres) as fleet,
    ):
        scene = Scene(world, fleet, (await prepare(world, SCHOOLS)).anna, {})
        for _ in range(3):
            await fleet.start()
        for duty in ("chat", WATCHING, "mail intake", "mail replies", "housekeeping"):
            await fleet.wait_for_holder(duty)
        await _kill_the_watcher(scene)
        await _kill_the_worker(scene)
        await _kill_the_poller(scene)
        await _see_everything_once(scene)
    for what, seconds in scene.took.items():
        print(f"\nthe {what} was killed: another one went on after {seconds:.2f} s", end="")


async def _send(scene: Scene, n: int) -> None:
    pupils = sample_pupils(PUPILS, seed=n)
    mail = scene.world.mail
    await mail.deliver(
        write_mail(address_of(n), mail.user, f"groep{n}.xlsx", write_workbook(pupils))
    )


async def _kill_the_watcher(scene: Scene) -> None:
    """Six mails lie there; it has kept one of them."""
    watcher = await scene.fleet.wait_for_holder(WATCHING)
    for n in range(SCHOOLS - 1):
        await _send(scene, n)
    await until(lambda: MailMessage.all().exists())
    await _kill(scene, "watcher", watcher, WATCHING)

    async def all_kept() -> bool:
        return await MailMessage.all().count() == SCHOOLS - 1

    await until(all_kept)
    await until(_all_wait(SCHOOLS - 1))


def _all_wait(count: int):
    async def look() -> bool:
        return await Submission.filter(status=SubmissionStatus.WAITING).count() == count

    return look


async def _kill_the_worker(scene: Scene) -> None:
    """Kill the worker that holds a roster; the others run the same loop, and no duty intervenes."""
    await _send(scene, SCHOOLS - 1)
    submission = await until(
        lambda: Submission.filter(school__code=f"12AB{SCHOOLS - 1:02}").first()
    )
    worker = await scene.fleet.wait_for_holder(f"submission {submission.id}")
    await _kill(scene, "worker", worker, f"submission {submission.id}")
    await until(_all_wait(SCHOOLS))


async def _kill_the_poller(scene: Scene) -> None:
    """Anna approves all of them as fast as she can; the second one is not yet in the database."""
    poller = await scene.fleet.wait_for_holder("chat")

    async def all_shown() -> bool:
        return len(_cards(scene.anna)) == SCHOOLS

    await until(all_shown)
    for card in _cards(scene.anna):
        scene.anna.press(card, "✅ Goedkeuren")
    await until(lambda: Event.filter(kind="plan.approved").exists())
    await _kill(scene, "poller", poller, "chat", restart=False)

    async def all_applied() -> bool:
        for card in _cards(scene.anna):  # a press that was lost with the poller is made again
            scene.anna.press(card, "✅ Goedkeuren")
        return await Plan.filter(status="applied").count() == SCHOOLS

    await until(all_applied)


def _cards(anna: Person) -> list:
    return [message for message in anna.messages if has_button("✅ Goedkeuren")(message)]


async def _kill(
    scene: Scene, what: str, member: Member, lock: str, *, restart: bool = True
) -> None:
    killed_at = await scene.fleet.kill(member)
    if restart:  # as systemd does
        await scene.fleet.start()

    async def taken_over() -> bool:
        return lock.startswith("submission") and await _is_past(int(lock.split()[1]))

    async def look() -> bool:
        return bool(await scene.fleet.find_holder(lock)) or await taken_over()

    await until(look)
    scene.took[what] = time.time() - killed_at


async def _is_past(submission_id: int) -> bool:
    return not await Submission.exists(id=submission_id, status=SubmissionStatus.RECEIVED)


async def _see_everything_once(scene: Scene) -> None:
    async def all_told() -> bool:
        return not await Delivery.filter(status=DeliveryStatus.QUEUED).exists()

    await until(all_told)
    for kind in ("submission.received", "plan.made", "plan.approved", "plan.applied"):
        assert await Event.filter(kind=kind).count() == SCHOOLS, kind
    assert await Customer.filter(role="pupil").count() == SCHOOLS * PUPILS
    assert not (await verify_trail()).findings
    _see_replies(scene.world)
    for duty in ("chat", WATCHING, "mail intake", "mail replies"):
        assert find_overlaps(scene.fleet.members, duty) == [], duty
    assert not [call.error for call in scene.world.chat.calls if "terminated by" in call.error]


def _see_replies(world: World) -> None:
    """Each sender heard each outcome; what may come again is the very same mail, once a kill."""
    # The first answer says "received", or already how far the file is.
    for words in (("ontvangen", "wacht op goedkeuring"), ("verwerkt",)):
        found = [raw for raw in world.mail.sent if any(subject_has(each)(raw) for each in words)]
        mails = [read_reply(raw) for raw in found]
        by_id = Counter(str(mail["Message-ID"]) for mail in mails)
        assert {str(mail["To"]) for mail in mails} == {address_of(n) for n in range(SCHOOLS)}
        assert SCHOOLS <= len(by_id) <= SCHOOLS * len(words)
        assert len(mails) <= len(by_id) + 3
