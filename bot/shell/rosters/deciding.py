"""Deciding at the command line: in whose name, and what is said where that is not enough."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.shell.running import who
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.approval.answering import Answering
from rosterdesk.core.approval.deadlines import keep_deadlines
from rosterdesk.core.approval.deciding import Decision, decide
from rosterdesk.core.approval.rules import OthersNeededError
from rosterdesk.core.clock import now
from rosterdesk.core.customers.staff import find_staff
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.pipeline import advance
from rosterdesk.core.plans.versions import find_latest
from rosterdesk.core.trail.actors import named_actor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library
    from rosterdesk.core.trail.actors import Actor


async def find_actor(name: str | None) -> Actor:
    """Return the member of staff of that name, else the user of the command line."""
    return who() if name is None else named_actor(await find_staff(name), who())


@contextmanager
def offering_alone(settings: Settings) -> Iterator[None]:
    """Say, where librarians are asked for, how they are named and how they are passed over.

    Whoever may use a shell can change the settings and the database too, so that is not forbidden
    but asked for in so many words, and stays in the audit trail.
    """
    try:
        yield
    except OthersNeededError as error:
        raise ProgramError(
            N_(
                "{reason} Do that in chat, or name the librarian with --as. With --alone you decide"
                " here by yourself, and the audit trail says so."
            ),
            reason=error.say(settings.language),
        ) from error


@asynccontextmanager
async def answering_for(
    name: str | None, settings: Settings, *, alone: bool
) -> AsyncIterator[Answering]:
    """Yield the one who answers in that name; says as `offering_alone` who else is asked for."""
    answering = Answering(await find_actor(name), settings.chat.approvals, alone=alone)
    with offering_alone(settings):
        yield answering


async def end_overdue(settings: Settings) -> None:
    """Reject what waited too long: where no service runs, nobody else does."""
    await keep_deadlines(now(), settings.chat.approvals, settings.language)


async def approve_and_apply(
    reference: str,
    version: int,
    name: str | None,
    library: Library,
    settings: Settings,
    *,
    alone: bool,
) -> None:
    """Approve, and apply where no other librarian must approve too."""
    actor, approvals = await find_actor(name), settings.chat.approvals
    with offering_alone(settings):
        decided = await decide(
            reference,
            version,
            Decision.APPROVE,
            actor,
            approvals,
            settings.language,
            alone=alone,
        )
    if not decided:
        print(
            phrases.say(
                settings.language, "Your approval counts; another librarian must approve too."
            )
        )
        return
    await advance((await find_submission(reference)).id, library)


async def reject_current(
    reference: str, reason: str, name: str | None, settings: Settings, *, alone: bool
) -> None:
    """Reject the plan of now; version 0 is a file whose columns are not clear."""
    submission = await find_submission(reference)
    plan = await find_latest(submission)
    version = plan.version if plan else 0
    actor, approvals = await find_actor(name), settings.chat.approvals
    with offering_alone(settings):
        await decide(
            reference,
            version,
            Decision.REJECT,
            actor,
            approvals,
            settings.language,
            reason=reason,
            alone=alone,
        )
