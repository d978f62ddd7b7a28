"""Asking the sender of a file, and taking the answer, by whatever way it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.models import Question
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import Kind, librarians, record, sender_of

if TYPE_CHECKING:
    from rosterdesk.core.models import Submission
    from rosterdesk.core.trail.actors import Actor

LONGEST = 1000


async def ask_sender(submission: Submission, text: str, actor: Actor) -> Question:
    async with writing():
        question = await Question.create(
            submission=submission, asked_by=actor.name, asked_at=now(), text=text[:LONGEST]
        )
        await record(
            Kind.QUESTION_ASKED,
            actor,
            submission=submission,
            data={"question": question.id},
            to=[*sender_of(submission), *await librarians()],
        )
    return question


async def answer_question(question: Question, text: str, actor: Actor) -> bool:
    """Keep the sender's answer; return False where there was one already."""
    async with writing():
        taken = await Question.filter(id=question.id, answer=None).update(
            answer=text[:LONGEST], answered_at=now()
        )
        if taken:
            await question.fetch_related("submission")
            await record(
                Kind.QUESTION_ANSWERED,
                actor,
                submission=question.submission,
                data={"question": question.id},
                to=await librarians(),
            )
    return bool(taken)


async def find_open_question(chat_id: int, message_id: int | None) -> Question | None:
    """Return the question that a chat message answers: by replying, or as the only open one."""
    if message_id is not None:
        found = await Question.filter(chat_id=chat_id, message_id=message_id, answer=None).first()
        if found is not None:
            return found
    still_open = await Question.filter(chat_id=chat_id, answer=None).limit(2)
    return still_open[0] if len(still_open) == 1 else None
