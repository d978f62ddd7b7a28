"""The subject of an answer: what in it is the writer's own, and what programs write there. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.mailbox.answers.quoting import remove_ours
from rosterdesk.mailbox.answers.titles import only_announces
from rosterdesk.mailbox.message.subjects import begin_subject, names_machine

if TYPE_CHECKING:
    from collections.abc import Sequence

_AGAIN = r"(?:re|antw|betr|aw|sv|vs|rif|odp|ynt|ref)\s*(?:\[\d+\])?\s*:"
_ANSWERED = re.compile(rf"^(?:\s*{_AGAIN}\s*)+", re.IGNORECASE)
_MARK = re.compile(rf"(?<!\w){_AGAIN}", re.IGNORECASE)
_FORWARD = re.compile(r"^\W*(?:fw|fwd|doorst|wg|tr)\s*:", re.IGNORECASE)
# What a gateway puts before a subject.
_TAG = re.compile(r"\[(?:extern\w*|ext|spam|bulk|suspect)\]|\bextern(?:al)?:", re.IGNORECASE)
# Within a thread of ours people leave the sign out, too.
_ABSENT = re.compile(r"(automati\w+|afwezig\w*|absence|read|gelezen)\b")


def strip_marks(subject: str) -> str:
    """Return a subject without the marks of an answer before it."""
    return _ANSWERED.sub("", _TAG.sub("", subject).strip())


def read_written(subject: str, ours: Sequence[str]) -> str:
    """Return what its writer put into a subject: all of it, or what stands beside ours.

    After a mark of an answer stands an older subject, of which nothing is the writer's.
    """
    told = _TAG.sub("", subject).strip()
    if _FORWARD.match(told):
        return ""
    mark = _MARK.search(told)
    old = told[mark.start() :] if mark else ""
    new = told[: mark.start()] if mark else told
    rest = remove_ours(_ANSWERED.sub("", old), ours)
    changed = rest if rest != _ANSWERED.sub("", old).strip() else ""
    own = (remove_ours(new, ours), changed)
    said = " ".join(" ".join(own).split()).strip(" -:")
    return "" if only_announces(said) else said


def is_automatic(title: str) -> bool:
    """Return whether the subject of an answer to us is that of a program, or of somebody away."""
    return names_machine(title) or bool(_ABSENT.match(begin_subject(title)))
