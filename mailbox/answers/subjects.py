"""The subject of an answer: what in it is the writer's own, and what programs write there. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.mailbox.answers.quoting import remove_ours
from rosterdesk.mailbox.answers.titles import only_announces
from rosterdesk.mailbox.message.marks import is_forward, split_answer
from rosterdesk.mailbox.message.subjects import begin_subject, names_machine

if TYPE_CHECKING:
    from collections.abc import Sequence

# Within a thread of ours people leave the sign out, too.
_ABSENT = re.compile(r"(automati\w+|afwezig\w*|absence|read|gelezen)\b")


def read_written(subject: str, ours: Sequence[str]) -> str:
    """Return what its writer put into a subject: all of it, or what stands beside ours.

    After a mark of an answer stands an older subject, of which nothing is the writer's.
    """
    if is_forward(subject):
        return ""
    new, old = split_answer(subject)
    rest = remove_ours(old, ours)
    changed = rest if rest != old.strip() else ""
    own = (remove_ours(new, ours), changed)
    said = " ".join(" ".join(own).split()).strip(" -:")
    return "" if only_announces(said) else said


def is_automatic(title: str) -> bool:
    """Return whether the subject of an answer to us is that of a program, or of somebody away."""
    return names_machine(title) or bool(_ABSENT.match(begin_subject(title)))
