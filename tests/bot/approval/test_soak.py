"""Librarians and schools act at random (seeded): at the end everything adds up.

By hand, for long and on bad days: ``SOAK_MINUTES=20 SOAK_ACTIONS=0 python -m pytest
tests/bot/approval/test_soak.py -s``.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import re
import time
from dataclasses import replace

import psutil
import pytest
from tests.bot.approval.desk import SECONDS, open_desk
from tests.bot.approval.weather import Weather, find_unseen, hurry

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.standins.botapi.errors import ImpossibleError
from rosterdesk.core.models import (
    Card,
    Customer,
    Event,
    Membership,
    MembershipKind,
    Plan,
    PlanStatus,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.roster.samples import sample_pupils, write_workbook

SCHOOLS = int(os.environ.get("SOAK_SCHOOLS", "5"))
LIBRARIANS = int(os.environ.get("SOAK_LIBRARIANS", "4"))
ACTIONS = int(os.environ.get("SOAK_ACTIONS", "70"))
MINUTES = float(os.environ.get("SOAK_MINUTES", "0"))  # at least; 0: the actions alone
MOST_UNDER_WAY = 20  # files: more than this, and schools wait for each other
KEPT_SECONDS = 120  # what the stand-in remembers: its chats are no part of what is measured
GROWTH = 1.15
APPLIED = 3  # at least, or nothing was tried
ON_ITS_WAY = (SubmissionStatus.RECEIVED, SubmissionStatus.READ, SubmissionStatus.APPROVED)
BAD = 0.12  # of the actions are things that go wrong
PRESSED = ("✅", "❌", "👀", "⏰", "↩️", "📊", "💬", "📄", "✉️", "➕")
WORDS = ("Jansen", "is it Monday?", "no", "2000000002", "Wit", "ok", "5a", "12", "yes", "/x")
OF_TELEGRAM = re.compile(r"""error(=|": ")Telegram""")  # as a console has it, or a file of JSON
TYPED = ("/pending", "/status", "/history", "/cancel", "/help", "nonsense <b>_", "/quiet 19 7")


@pytest.mark.timeout(300 + ACTIONS + MINUTES * 120)
async def test_random_acting_leaves_a_consistent_whole(data, capsys):
    random_ = random.Random(20261123)
    async with open_desk(data) as desk:
        people = [await desk.staff(f"Librarian {n}") for n in range(LIBRARIANS)]
        schools = [
            await desk.school(f"{n // 100 + 10}AB{n % 100:02}", f"School {n}")
            for n in range(SCHOOLS)
        ]
        teachers = [await desk.teacher(school) for school in schools]
        people += [await desk.sender(each, 2001 + n) for n, each in enumerate(teachers)]
        weather = Weather(desk, people[:LIBRARIANS])
        before = list_tasks()
        sizes = await act_for_long(random_, desk, people, schools, weather, capsys)
        weather.clear_up()
        async with asyncio.timeout(SECONDS * 4):  # what is drawn can be nothing but refusals
            while await Event.filter(kind="plan.applied").count() < APPLIED:
                await act(random_, desk, people, schools)
        await settle(desk)
        await wait_for(hurry, SECONDS * 4)
        await check_consistency(schools)
        assert await find_unseen() == []
        assert desk.api.world.crashes == []
        try:
            await wait_for(no_more_tasks_than(before), SECONDS)
        except TimeoutError:
            raise AssertionError(list_tasks()) from None
    if MINUTES:
        assert sizes[-1] < sizes[len(sizes) // 4] * GROWTH, sizes
    logged = "".join(capsys.readouterr())
    assert list_own_failures(logged) == []
    assert "loop.failed" not in logged
    assert "submission.stuck" not in logged


def list_own_failures(logged: str) -> list[str]:
    """Return the updates that failed by a fault of ours, and not of Telegram's."""
    failed = [line for line in logged.splitlines() if "update.failed" in line]
    return [line for line in failed if not OF_TELEGRAM.search(line)]


async def act_for_long(random_, desk, people, schools, weather, capsys) -> list[int]:
    """Return the size of the process in MB, taken every hundred actions."""
    ends, sizes, number = time.monotonic() + MINUTES * 60, [], 0
    while number < ACTIONS or time.monotonic() < ends:
        if random_.random() < BAD:
            weather.change(random_)
        await act(random_, desk, people, schools)
        number += 1
        if number % 100 == 0:
            await hurry()
            await wait_for(few_under_way, SECONDS * 8)
            desk.api.forget_older(KEPT_SECONDS)
            gc.collect()
            sizes.append(psutil.Process().memory_info().rss // 2**20)
            with capsys.disabled():
                print(f"{number} actions, {sizes[-1]} MB, {weather.seen}")
    return sizes


async def few_under_way() -> bool:
    return await Submission.filter(status__in=ON_ITS_WAY).count() <= MOST_UNDER_WAY


def list_tasks() -> list[str]:
    """Our own; the stand-in has one for each connection that it keeps open."""
    names = [getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()]
    return sorted(name for name in names if "RequestHandler" not in name)


def no_more_tasks_than(before: list[str]):
    async def look() -> bool:
        return len(list_tasks()) <= len(before) + 2

    return look


async def act(random_, desk, people, schools) -> None:
    person = random_.choice(people)
    choice = random_.random()
    number = random_.randrange(len(schools))
    if choice < 0.25:
        await desk.file(schools[number], make_file(random_, number))
    elif choice < 0.35:
        send_something(random_, people[number - len(schools)], number)
    elif choice < 0.85:
        press_something(random_, person)
    else:
        type_something(random_, person)
    await asyncio.sleep(random_.random() * 0.15)


def send_something(random_, teacher, number: int) -> None:
    """Drop a file in the chat, or replace the one that was dropped last."""
    name, data = f"lijst{random_.randrange(10**6)}.xlsx", make_file(random_, number)
    sent = [m for m in teacher.messages if m.document and not m.sender.is_bot]
    if sent and random_.random() < 0.3:
        teacher.edit(sent[-1], "", document=(name, data))
    else:
        teacher.send_document(name, data)


def type_something(random_, person) -> None:
    words = WORDS if random_.random() < 0.3 else [random_.choice(TYPED)]
    try:
        for each in words:
            person.send(each)
    except ImpossibleError:  # who blocks the bot types nothing
        return


def make_file(random_, school: int) -> bytes:
    """Most of the school's pupils, some of them changed, the school's own numbers."""
    pupils = sample_pupils(20)[: random_.randrange(14, 20)]
    return write_workbook(
        [
            replace(
                pupil,
                external_number=f"{school:03}{index:04}",
                surname=f"{pupil.surname} {spell(school)}",
                class_code=f"{random_.randrange(3, 9)}a",
            )
            for index, pupil in enumerate(pupils)
        ]
    )


def spell(number: int) -> str:
    """Return the number in letters: a name has no digits."""
    return "van " + "".join("Abcdefghij"[int(digit)] for digit in str(number)).capitalize()


def press_something(random_, person) -> None:
    """Any button of any message, an old one too."""
    offered = [
        (message, button)
        for message in person.messages[-12:]
        for row in message.keyboard
        for button in row
        if button.text.startswith(PRESSED)
    ]
    if offered:
        approving = [each for each in offered if each[1].text.startswith("✅")]
        message, button = random_.choice(approving[-1:] or offered)
        try:
            person.press_button(message, button)
        except ImpossibleError:
            return


async def settle(desk) -> None:
    """Wait until nothing is under way any more."""

    async def done() -> bool:
        busy = await Submission.filter(status__in=ON_ITS_WAY).exists()
        return not busy and desk.api.pending_updates == 0

    await wait_for(done, SECONDS * 8)


async def check_consistency(schools) -> None:
    for school in schools:
        numbers = await Customer.filter(school=school).values_list("external_number", flat=True)
        given = [number for number in numbers if number]
        assert len(given) == len(set(given))
    for submission in await Submission.all():
        plans = await Plan.filter(submission=submission)
        # An approval that found other customers when it was applied is stale: it did nothing.
        valid = [plan for plan in plans if plan.status is not PlanStatus.STALE]
        decided = [plan for plan in valid if plan.decided_at is not None]
        assert len(decided) <= 1
        applied = await Event.filter(submission=submission, kind="plan.applied").count()
        assert applied == sum(p.status in (PlanStatus.APPLIED, PlanStatus.UNDONE) for p in plans)
        assert await Event.filter(submission=submission, kind="plan.rejected").count() <= 1
    for customer in await Customer.all():
        current = await Membership.filter(
            customer=customer, kind=MembershipKind.SCHOOL_LIBRARY, ends_on=None
        ).count()
        assert current <= 1
        assert await Card.filter(customer=customer).exists()
