"""Files that a school sent together, in one message: each is a part, and none is the newer one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.models import Submission, SubmissionStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

_AT_ONCE = ("mail", "album")  # in the origin of files that came in one message
# The message that brought the same content once more, and how many of its files never got here.
_AGAIN = {name: f"{name}_again" for name in _AT_ONCE}
LEFT_OUT = "left_out"
END = "end"  # what is wrong with the end of the message, where that may cut the file short
_ENDS = {"cut_off", "no_end"}
_NOT_FROM_THERE = {*_AGAIN.values()}


@dataclass(frozen=True, slots=True)
class Came:
    """The company of a file: how many ``beside`` it may hold people, and the end of its message."""

    beside: int
    end: str | None


def find_end(submission: Submission) -> str | None:
    found = str(submission.origin.get(END, ""))
    return found if found in _ENDS else None


def came_together(one: Submission, other: Submission) -> bool:
    """Return whether one message brought both, be it as a file that was here before."""
    return any(_list_messages(one, name) & _list_messages(other, name) for name in _AT_ONCE)


async def count_beside(submission: Submission) -> int:
    """Return how many other files its message brought, readable or not: they may hold people."""
    if not any(_list_messages(submission, name) for name in _AT_ONCE):
        return 0
    others = Submission.filter(school_id=submission.school_id).exclude(id=submission.id)
    counting = await others.exclude(status=SubmissionStatus.SUPERSEDED)
    found = sum(came_together(each, submission) for each in counting)
    return found + int(submission.origin.get(LEFT_OUT, 0))


async def note_again(earlier: Submission, origin: Mapping[str, int | str]) -> None:
    """Note the message that brought the content of an earlier file once more."""
    again = {_AGAIN[name]: origin[name] for name in _AT_ONCE if name in origin}
    if again:
        earlier.origin = {**earlier.origin, **again}
        await Submission.filter(id=earlier.id).update(origin=earlier.origin)


def leave_out_again(origin: Mapping[str, int | str]) -> dict[str, int | str]:
    """Return the origin as it was when the file first came."""
    return {name: value for name, value in origin.items() if name not in _NOT_FROM_THERE}


def _list_messages(submission: Submission, name: str) -> set[int | str]:
    found = (submission.origin.get(each) for each in (name, _AGAIN[name]))
    return {each for each in found if each is not None}
