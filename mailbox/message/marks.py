"""The marks before a subject: of an answer, of a forward, and of a gateway. Pure."""

from __future__ import annotations

import re

_AGAIN = r"(?:re|antw|antwoord|betr|aw|sv|vs|rif|odp|ynt|ref)\s*(?:\[\d+\])?\s*:"
_FORWARD = r"(?:fw|fwd|doorst|doorgestuurd|wg|tr)\s*:"
_TAG = r"\[(?:extern\w*|ext|spam|bulk|suspect)\]|\bextern(?:al)?:"
_ANSWERED = re.compile(rf"^(?:\s*{_AGAIN}\s*)+", re.IGNORECASE)
_ANSWER = re.compile(rf"(?<!\w){_AGAIN}", re.IGNORECASE)
_FORWARDED = re.compile(rf"^\W*{_FORWARD}", re.IGNORECASE)
_TAGS = re.compile(_TAG, re.IGNORECASE)
_ALL = re.compile(rf"^(?:\s*(?:{_AGAIN}|{_FORWARD}|{_TAG}))+\s*", re.IGNORECASE)


def is_forward(subject: str) -> bool:
    """Return whether the first mark, behind those of gateways, is that of a forward."""
    return bool(_FORWARDED.match(leave_out_tags(subject)))


def leave_out_tags(subject: str) -> str:
    """Return a subject without what gateways put into it."""
    return _TAGS.sub("", subject).strip()


def leave_out_marks(subject: str) -> str:
    """Return a subject without any mark before it."""
    return _ALL.sub("", subject).strip()


def strip_answers(subject: str) -> str:
    """Return a subject without the marks of gateways, and of answers before it."""
    return _ANSWERED.sub("", leave_out_tags(subject))


def split_answer(subject: str) -> tuple[str, str]:
    """Return the text before the first mark of an answer, and that behind it: an older subject."""
    told = leave_out_tags(subject)
    mark = _ANSWER.search(told)
    return (told[: mark.start()], strip_answers(told[mark.start() :])) if mark else (told, "")
