"""The actions and the output of ``rosterdesk submission undo`` and ``settle``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.shell.running import answer
from rosterdesk.bot.words.slips import describe_dead_slips
from rosterdesk.core.applying.undo import UndoRefusedError
from rosterdesk.core.customers.registering import find_by_card
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.approval.answering import Answering
    from rosterdesk.core.compare.model import RowKey
    from rosterdesk.core.library import Library

_MOST_SHOWN = 20


async def undo_and_report(
    reference: str,
    cards: Sequence[str],
    answering: Answering,
    settings: Settings,
    *,
    as_json: bool,
) -> None:
    """Undo and say how many people that were; a refusal names who stands in the way."""
    people = [(await find_by_card(card)).id for card in cards] or None
    try:
        undone = await answering.undo(reference, days=settings.undo_days, people=people)
    except UndoRefusedError as error:
        reasons = [obstacle.say(settings.language) for obstacle in error.obstacles]
        data = {"submission": reference, "status": "refused", "reasons": reasons}
        answer(data, as_json=as_json, lines=reasons[:_MOST_SHOWN])
        raise
    slips, count = undone.dead_slips, undone.people
    said = {"people": count, "throw_away": [str(each) for each in slips]}
    done = {"submission": reference, "status": "undone", **said}
    lines = [f"{reference}  {count}", *describe_dead_slips(slips, settings.language)]
    answer(done, as_json=as_json, lines=lines)


async def settle_and_report(
    reference: str,
    version: int,
    choice: str,
    row: RowKey | None,
    card: str | None,
    answering: Answering,
    library: Library,
) -> None:
    if choice not in ("same", "another"):
        raise ProgramError(N_("--choice takes same or another."))
    if row is None:
        settled: Literal["same", "another"] = "same" if choice == "same" else "another"
        plan = await answering.settle_all(reference, version, settled, library.files)
    elif (choice == "same") != (card is not None):
        raise ProgramError(N_("With one row, 'same' needs --card and 'another' has none."))
    else:
        customer = (await find_by_card(card)).id if card else None
        plan = await answering.settle(reference, version, row, customer, library.files)
    print(f"v{plan.version}  {plan.status}")
