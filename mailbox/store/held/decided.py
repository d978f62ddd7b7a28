"""Answers that come after somebody decided about a held mail: a yes once more, or a no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.models import Channel, Event, Recipient, Submission
from rosterdesk.core.plans.denying import note_denial
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.payloads import MailAnswered, MailTaken
from rosterdesk.mailbox.answers.confirming import Verdict
from rosterdesk.mailbox.models import MailMessage, MailStatus

if TYPE_CHECKING:
    from rosterdesk.core.models import Customer
    from rosterdesk.core.trail.actors import Actor
    from rosterdesk.mailbox.answers.confirming import Answer

TAKEN, DISCARDED, DENIED = "taken", "discarded", "denied"


def name_late(held: MailMessage, answer: Answer) -> str:
    """Return what such an answer comes to; '' where it is no answer to the question any more."""
    if held.status is MailStatus.PROCESSED and (answer.verdict is Verdict.NO or answer.denies):
        return DENIED
    if held.status is MailStatus.DISCARDED and answer.verdict is not Verdict.UNCLEAR:
        return DISCARDED
    taken = held.status is MailStatus.PROCESSED and answer.verdict is Verdict.YES
    return TAKEN if taken else ""


async def tell_late(
    held: MailMessage,
    number: int,
    late: str,
    answer: Answer,
    sender: Customer,
    actor: Actor,
    *,
    silent: bool,
) -> None:
    """Say how it stands, to the sender, and an alarm to those who decide. Inside ``writing()``."""
    if late == DENIED:
        for submission in await list_submissions(held):
            await note_denial(submission)
    to = [] if silent else [(Channel.MAIL, Recipient.mail(number))]
    said = MailAnswered(mail=held.id, answer=number, verdict=str(answer.verdict), late=late)
    told = await librarians() if late == DENIED else []
    await record(said, actor, customer_id=sender.id, to=[*told, *to])


async def list_submissions(held: MailMessage) -> list[Submission]:
    """Return the rosters that were taken from a mail, and the parts for schools of each."""
    event = await Event.get_or_none(id=held.taken_event) if held.taken_event else None
    if event is None:
        return []
    ids = [number for number, _ in MailTaken.read(event).files]
    parts = await Submission.filter(part_of_id__in=ids or [0])
    return [*await Submission.filter(id__in=ids or [0]).order_by("id"), *parts]
