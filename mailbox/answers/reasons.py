"""The codes of why an answer was not taken as a yes, in words for the librarian's card."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Phrases

if TYPE_CHECKING:
    from rosterdesk.core.language import Language

phrases = Phrases("rosterdesk.mailbox")


class Why(StrEnum):
    # of what it says
    AUTOMATIC = "automatic"
    FORWARDED = "forwarded"
    TOO_LONG = "too_long"
    DOUBT = "doubt"
    MORE = "more"
    NEITHER = "neither"
    BELOW = "below"
    QUOTED = "quoted"
    SUBJECT = "subject"
    OTHER_NAME = "other_name"
    WRONG_CODE = "wrong_code"
    SEVERAL_CODES = "several_codes"
    ANOTHER_DAY = "another_day"
    ANOTHER_FILE = "another_file"
    BESIDE = "beside"
    HIDDEN = "hidden"
    TWO_TEXTS = "two_texts"
    # of how it came
    ANOTHER_SENDER = "another_sender"
    NOT_TO_US = "not_to_us"
    NO_CODE = "no_code"
    CLOSED = "closed"
    EXPIRED = "expired"
    USED_UP = "used_up"


_WORDS = {
    Why.AUTOMATIC: N_("a machine wrote it."),
    Why.FORWARDED: N_("it is a forward to somebody else."),
    Why.TOO_LONG: N_("it is too long to be read as a yes."),
    Why.DOUBT: N_("there is a doubt, a question or a reservation in it."),
    Why.MORE: N_("it says more than yes."),
    Why.NEITHER: N_("it says neither yes nor no."),
    Why.QUOTED: N_("in the quotation stands more than our mail."),
    Why.SUBJECT: N_("its subject says something else."),
    Why.BELOW: N_("below the greeting stands more than a signature."),
    Why.OTHER_NAME: N_("it is signed with another name than that of the person who was asked."),
    Why.WRONG_CODE: N_("the code in it is not that of our mail."),
    Why.SEVERAL_CODES: N_("it has the codes of several mails."),
    Why.ANOTHER_DAY: N_("it names another day than that on which the mail came."),
    Why.ANOTHER_FILE: N_("it names another file or group than the mail has."),
    Why.BESIDE: N_("a file came with it, in which more may be said."),
    Why.HIDDEN: N_("it has words that its reader does not see."),
    Why.TWO_TEXTS: N_("its text and its HTML do not say the same."),
    Why.ANOTHER_SENDER: N_("it came from another address than the one that was asked."),
    Why.NOT_TO_US: N_("it was sent to somebody else, with a copy to us."),
    Why.NO_CODE: N_("the code of our mail is not in it, so that anybody could have written it."),
    Why.CLOSED: N_("after the answer before it the code works no more."),
    Why.EXPIRED: N_("it came too late: the code works no more."),
    Why.USED_UP: N_("after five answers that were not clear the code works no more."),
}


def describe_why(code: str, language: Language) -> str:
    """Return the sentence of a code, which follows a colon; a code without one as it is."""
    known = {str(why): words for why, words in _WORDS.items()}
    return phrases.say(language, known[code]) if code in known else code
