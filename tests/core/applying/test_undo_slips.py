"""The printed slips to throw away when an import is taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO

from rosterdesk.bot.chat.approval.card import draw_card
from rosterdesk.bot.settings import Settings
from rosterdesk.bot.words.cards import load_current_card
from rosterdesk.bot.words.slips import describe_dead_slips
from rosterdesk.core.applying.decisions import list_liftings, list_undoings
from rosterdesk.core.applying.undo import undo
from rosterdesk.core.language import Language
from rosterdesk.core.models import Customer, Slip, SlipStatus
from rosterdesk.core.person_names import show_name
from rosterdesk.core.plans.settling import lift_guard
from rosterdesk.core.slips.requests import request_slip


@pytest.mark.parametrize(
    ("status", "is_paper"),
    [
        (SlipStatus.SENDING, True),
        *((each, True) for each in (SlipStatus.SENT, SlipStatus.CONFIRMED, SlipStatus.UNKNOWN)),
        *((each, False) for each in (SlipStatus.QUEUED, SlipStatus.CANCELLED, SlipStatus.FAILED)),
    ],
)
async def test_what_is_on_paper_of_who_is_deleted_is_listed(world, status, is_paper):
    await world.import_pupils(make_pupils(2))
    pupils = make_pupils(4)
    submission = await world.import_pupils(pupils)
    old = await Customer.get(external_number=pupils[0].external_number)
    new = await Customer.get(external_number=pupils[3].external_number)
    for customer in (old, new):
        await request_slip(customer, "balie", WHO)
    await Slip.all().update(status=status)
    dead = (await undo(submission.reference, WHO, days=14)).dead_slips
    assert [each.name for each in dead] == ([show_name(new)] if is_paper else [])
    said = describe_dead_slips(dead, Language.NL)
    assert (show_name(new) in " ".join(said)) is is_paper


async def see_card(submission) -> str:
    card = await load_current_card(submission.id, Settings(data=Path()))
    text, _ = draw_card(card, Language.EN).render()
    return text


async def test_a_slip_that_was_printed_twice_lies_there_twice(world):
    pupils = make_pupils(4)
    submission = await world.import_pupils(pupils)
    children = {each.external_number: each for each in await Customer.all()}
    twice, once, never, queued = (children[pupil.external_number] for pupil in pupils)
    for customer in (twice, twice, once, queued):
        await request_slip(customer, "balie", WHO, reason="lost")
        waiting = Slip.filter(customer=customer, status=SlipStatus.QUEUED)
        await waiting.update(status=SlipStatus.QUEUED if customer is queued else SlipStatus.SENT)
    first = await undo(submission.reference, WHO, days=14, people=[twice.id, queued.id])
    assert [(each.name, each.count) for each in first.dead_slips] == [(show_name(twice), 2)]
    assert str(first.dead_slips[0]).endswith("(2×)")
    assert (
        "🗑 2 geprinte bonnen openen niets meer"
        in describe_dead_slips(first.dead_slips, Language.NL)[0]
    )
    words = await see_card(submission)
    assert "↩️ 2 people undone by tester, " in words
    assert "2 people stay as this import made them." in words
    assert "🗑 2 printed slips of theirs open nothing any more" in words
    rest = await undo(submission.reference, WHO, days=14)
    assert [each.name for each in rest.dead_slips] == [show_name(once)]
    words = await see_card(submission)
    assert words.count("undone by tester") == 2
    assert "🗑 3 printed slips of theirs open nothing any more" in words
    assert [(each.people, each.left, each.slips) for each in await list_undoings(submission)] == [
        (2, 2, 2),
        (2, 0, 1),
    ]
    assert never.id not in {each.customer_id for each in await Slip.all()}


async def test_the_card_says_who_lifted_which_guard(world):
    """Under the warning that was lifted, and no longer where its number became another."""
    pupils = make_pupils(30)
    await world.import_pupils(pupils)
    submission = await world.send_pupils(pupils[:10])
    assert "Lifted by" not in await see_card(submission)
    await lift_guard(submission.reference, 1, "many_leaving", 20, WHO, world.library.files)
    lines = (await see_card(submission)).split("\n")
    at = next(n for n, line in enumerate(lines) if "✓ Lifted by tester, " in line)
    assert lines[at - 1].startswith("⚠️ ")
    assert "20" in lines[at - 1]
    (lifting,) = await list_liftings(submission)
    assert (lifting.code, lifting.number, lifting.by) == ("many_leaving", 20, "tester")
