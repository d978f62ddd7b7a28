"""Asking the sender of a file, and taking the answer, by whatever way it comes.

What the program itself asks (``OURS``) is answered by a tap on what it offers, never by words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.models import Question
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import librarians, record, sender_of
from rosterdesk.core.trail.payloads import QuestionAnswered, QuestionAsked

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

    from rosterdesk.core.models import Submission
    from rosterdesk.core.trail.actors import Actor

LONGEST = 1000
OURS = ""  # in the place of who asks: no member of staff has such a name


async def ask_sender(submission: Submission, text: str, actor: Actor) -> Question:
    asked_by = OURS if actor == SYSTEM else actor.name
    async with writing():
        question = await Question.create(
            submission=submission, asked_by=asked_by, asked_at=now(), text=text[:LONGEST]
        )
        await record(
            QuestionAsked(question=question.id),
            actor,
            submission=submission,
            to=[*sender_of(submission), *await librarians()],
        )
    return question


def filter_open() -> QuerySet[Question]:
    """Return the questions that words can answer and did not yet."""
    return Question.filter(answer=None).exclude(asked_by=OURS)


async def answer_question(question: Question, text: str, actor: Actor) -> bool:
    """Keep the sender's answer; return False where there was one already."""
    async with writing():
        taken = await Question.filter(id=question.id, answer=None).update(
            answer=text[:LONGEST], answered_at=now()
        )
        if taken:
            await question.fetch_related("submission")
            await record(
                QuestionAnswered(question=question.id),
                actor,
                submission=question.submission,
                to=await librarians(),
            )
    return bool(taken)


async def find_open_question(chat_id: int, message_id: int | None) -> Question | None:
    """Return the question that a chat message answers: by replying, or as the only open one."""
    if message_id is not None:
        found = await filter_open().filter(chat_id=chat_id, message_id=message_id).first()
        if found is not None:
            return found
    still_open = await filter_open().filter(chat_id=chat_id).limit(2)
    return still_open[0] if len(still_open) == 1 else None


async def get_question(question_id: int) -> Question | None:
    return await Question.get_or_none(id=question_id)


async def list_questions(submission: Submission, most: int) -> list[Question]:
    """Return the last questions about a submission, the newest first."""
    return await Question.filter(submission=submission).order_by("-id").limit(most)


async def keep_message(question: Question, chat_id: int, message_id: int) -> None:
    """Note which message asks the question, so that an answer to it is found."""
    await Question.filter(id=question.id).update(chat_id=chat_id, message_id=message_id)
