"""The words of uploads: how far a file is, and what is to be looked at before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.page.screen.texts import phrases
from rosterdesk.core.language import N_
from rosterdesk.core.models import DraftStatus, SubmissionStatus

if TYPE_CHECKING:
    from rosterdesk.core.drafts.looking import Doubt
    from rosterdesk.core.language import Language

ALLOWED_TYPES = (".csv", ".ods", ".xls", ".xlsx", ".zip", ".xml")
# How far a file is, and how that looks.
OUTCOMES = {
    SubmissionStatus.RECEIVED: (N_("received"), ""),
    SubmissionStatus.READ: (N_("received"), ""),
    SubmissionStatus.NEEDS_MAPPING: (N_("the library looks at its columns"), "care"),
    SubmissionStatus.REFUSED: (N_("could not be read"), "bad"),
    SubmissionStatus.WAITING: (N_("waits for the library's approval"), ""),
    SubmissionStatus.BLOCKED: (N_("the library looks at it"), "care"),
    SubmissionStatus.APPROVED: (N_("approved"), "good"),
    SubmissionStatus.APPLIED: (N_("approved and carried out"), "good"),
    SubmissionStatus.REJECTED: (N_("rejected"), "bad"),
    SubmissionStatus.SUPERSEDED: (N_("replaced by a newer file"), ""),
    SubmissionStatus.DIVIDED: (N_("divided by school"), ""),
    SubmissionStatus.UNDONE: (N_("undone by the library"), "care"),
}
# How far a file is that its sender has not sent.
DRAFT_STATES = {
    DraftStatus.RECEIVED: (N_("is being read"), ""),
    DraftStatus.READY: (N_("not sent"), "care"),
    DraftStatus.UNCLEAR: (N_("a question about its columns"), "care"),
    DraftStatus.REFUSED: (N_("cannot be read"), "bad"),
}
_ONE_CLASS = N_("{count} class fewer than at the library now ({names}): is that right?")
_CLASSES = N_("{count} classes fewer than at the library now ({names}): is that right?")
_FEWER = N_("{now} pupils in this file and {before} at the library now: is it the whole school?")
_MORE = N_("{now} pupils in this file and {before} at the library now: is it this school alone?")
_UNKNOWN = N_("{count} pupils have a number that the library does not know: is it this school?")


def describe_doubt(doubt: Doubt, language: Language) -> str:
    values = dict(doubt.values)
    if doubt.code == "classes":
        names = values["names"]
        assert isinstance(names, list)
        values["names"] = ", ".join(names)
        sentence = _ONE_CLASS if values["count"] == 1 else _CLASSES
    else:
        sentence = {"fewer": _FEWER, "more": _MORE, "unknown": _UNKNOWN}[doubt.code]
    return phrases.say(language, sentence, **values)
