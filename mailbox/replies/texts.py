"""The sentences of each reply: a subject, what happened, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rosterdesk.core.language import N_, Language, Phrases


class ReplyKind(StrEnum):
    RECEIVED = "received"
    DUPLICATE = "duplicate"
    HELD = "held"
    WHICH_SCHOOL = "which_school"  # held, because its sender sends for none or for several
    CONFIRM = "confirm"  # held, with a one-time code for the registered person
    STILL_HELD = "still_held"  # a held mail that was delivered again
    LOOKING = "looking"  # the question was answered, and not by a yes
    USED_UP = "used_up"  # as above, and the code works no more
    TAKEN_ALREADY = "taken"  # a yes after the mail was taken
    PUT_ASIDE = "put_aside"  # a yes after the library put the mail aside
    DENIED = "denied"  # a no after the mail was taken
    PASSED_ON = "passed_on"  # words without a roster
    ANSWER = "answer"  # a librarian's, to such words
    QUESTION = "question"
    UNCLEAR = "unclear"  # columns that the library looks at first
    REFUSED = "refused"
    WAITING = "waiting"
    REPLACED = "replaced"  # a newer roster of the school came before the decision
    DIVIDED = "divided"  # a file of several schools, of each of which more follows
    APPLIED = "applied"
    REJECTED = "rejected"
    UNDONE = "undone"
    NEUTRAL = "neutral"  # to a stranger: tells nothing
    POWER_CHANGED = "power"  # to the address of before: somebody may act as them
    PASSWORD_CHOSEN = "chosen"  # noqa: S105 - to somebody with rights
    ACCESS_ENDED = "access"  # to a customer: logged out, passwords renewed
    NOTICE = "notice"  # to the library's own address


@dataclass(frozen=True, slots=True)
class Wording:
    """``several`` replaces subject and sentences for more than one file, where it differs."""

    subject: str
    sentences: tuple[str, ...]
    next_step: str
    several: tuple[str, tuple[str, ...]] | None = None


_ANSWER_YES = N_(
    "Did you send that mail? Then answer this one with the word YES, and leave this code in it:"
)
SAY_YES = N_(
    "Is that mail yours? Then answer our question with the word YES alone, and leave the code in "
    "it. If it is not yours, you need not do anything now."
)
WRONG_CODE = N_(
    "The code in your answer is not that of our question. Is that mail yours? Then answer our "
    "question itself with the word YES alone, and leave its code in it as it is."
)
SEVERAL_CODES = N_(
    "Your answer has the codes of several mails. Please answer each of our questions by itself, "
    "with the word YES alone, and leave its code in it as it is."
)
_NOTHING_TO_DO = N_("You need not do anything now.")
_WILL_HEAR = N_("You need not do anything now. You will hear from us when the library has decided.")

WORDINGS: dict[ReplyKind, Wording] = {
    ReplyKind.RECEIVED: Wording(
        N_("Roster received"),
        (N_("Your roster has arrived safely. A librarian looks at it first."),),
        _WILL_HEAR,
        (
            N_("Rosters received"),
            (N_("Your mail has arrived. This is how far its files are:"),),
        ),
    ),
    ReplyKind.DUPLICATE: Wording(
        N_("Roster was received before"),
        (N_("We have had this very file from you before. Nothing is done twice."),),
        _NOTHING_TO_DO,
        (
            N_("Rosters were received before"),
            (N_("We have had these very files from you before. Nothing is done twice."),),
        ),
    ),
    ReplyKind.HELD: Wording(
        N_("Your mail is being looked at"),
        (
            N_("We could not make sure that this mail really came from you."),
            N_("Somebody at the library looks at it. Until then nothing is done with it."),
        ),
        _NOTHING_TO_DO,
    ),
    ReplyKind.WHICH_SCHOOL: Wording(
        N_("Your mail is being looked at"),
        (
            N_("It is not clear to us for which school this mail is."),
            N_("Somebody at the library looks at it. Until then nothing is done with it."),
        ),
        _WILL_HEAR,
    ),
    ReplyKind.CONFIRM: Wording(
        N_("Was this mail from you?"),
        (
            N_("We received a roster in your name, and could not make sure that it came from you."),
            _ANSWER_YES,
        ),
        N_(
            "Did you not send that mail, or are you not sure? Then answer with the word NO, or "
            "with your question: somebody at the library reads it."
        ),
        (
            N_("Was this mail from you?"),
            (
                N_(
                    "We received rosters in your name, and could not make sure that they came "
                    "from you."
                ),
                _ANSWER_YES,
            ),
        ),
    ),
    ReplyKind.STILL_HELD: Wording(
        N_("Your mail still waits for your answer"),
        (
            N_(
                "This mail came before. We asked you whether it was yours, and wait for "
                "your answer."
            ),
            N_("Until then nothing is done with it."),
        ),
        N_('Please answer our earlier mail "Was this mail from you?", which has the code in it.'),
    ),
    ReplyKind.LOOKING: Wording(
        N_("The library looks at it"),
        (
            N_(
                "Thank you for your answer. Somebody at the library reads it, and looks at "
                "the mail."
            ),
            N_("Until then nothing is done with it."),
        ),
        _NOTHING_TO_DO,
    ),
    ReplyKind.USED_UP: Wording(
        N_("Please contact the library about your mail"),
        (
            N_(
                "We could not tell from the answers to our question whether that mail is yours. "
                "The code in our question works no more."
            ),
            N_("Until somebody at the library decides, nothing is done with that mail."),
        ),
        N_(
            "Please call the library, or drop by: a member of staff can then take the mail or put "
            "it aside at once. Answering by mail helps no more."
        ),
    ),
    ReplyKind.TAKEN_ALREADY: Wording(
        N_("Your mail was taken already"),
        (N_("Thank you. That mail was taken before this answer, and nothing is done twice."),),
        _NOTHING_TO_DO,
    ),
    ReplyKind.PUT_ASIDE: Wording(
        N_("That mail was put aside"),
        (N_("That mail was put aside before your answer, and its file was deleted."),),
        N_("Should the library have the roster after all? Then send it in a new mail."),
    ),
    ReplyKind.DENIED: Wording(
        N_("The library was warned"),
        (
            N_("Thank you. You say that the mail was not yours, after it was taken."),
            N_("We warned the library's staff at once: they hold the roster, or can undo it."),
        ),
        N_("Please call the library, so that they can be sure that it is you who says so."),
    ),
    ReplyKind.PASSED_ON: Wording(
        N_("Your message was passed on"),
        (N_("We passed your message on to the library's staff."),),
        N_(
            "You will hear from the library. Should a roster have been attached? Then answer this "
            "mail with the file."
        ),
    ),
    ReplyKind.ANSWER: Wording(
        N_("An answer from the library"), (), N_("You can simply answer this mail.")
    ),
    ReplyKind.QUESTION: Wording(
        N_("A question about your roster"),
        (N_("There is a question about your roster:"),),
        N_("You can simply answer this mail."),
    ),
    ReplyKind.UNCLEAR: Wording(
        N_("The library looks at your roster"),
        (N_("Some columns are not clear to us: the library looks at them first."),),
        _WILL_HEAR,
    ),
    ReplyKind.REFUSED: Wording(
        N_("Your mail could not be dealt with"),
        (N_("We could not deal with your mail, and nothing was changed."),),
        N_("Please answer this mail with a file that can be read."),
    ),
    ReplyKind.WAITING: Wording(
        N_("Roster waits for approval"),
        (N_("Your roster has been read. A librarian decides on these changes:"),),
        _WILL_HEAR,
    ),
    ReplyKind.REPLACED: Wording(
        N_("Roster replaced by a newer one"),
        (
            N_(
                "A newer roster of your school has come in, and takes the place of this one. "
                "Nothing is done with this one."
            ),
        ),
        N_(
            "You need not do anything now. Do both count, for example because each is of one "
            "class? Then answer this mail with all of the files in one mail."
        ),
        (
            N_("Rosters replaced by a newer one"),
            (
                N_(
                    "A newer roster of your school has come in, and takes the place of these. "
                    "Nothing is done with these."
                ),
            ),
        ),
    ),
    ReplyKind.DIVIDED: Wording(
        N_("Roster of several schools received"),
        (
            N_(
                "Your roster has been read. It has pupils of several schools, and each school is "
                "dealt with by itself."
            ),
        ),
        N_("You need not do anything now. You will hear from us about each of your schools."),
    ),
    ReplyKind.APPLIED: Wording(
        N_("Roster dealt with"),
        (N_("The librarian approved your roster. This was done:"),),
        _NOTHING_TO_DO,
    ),
    ReplyKind.REJECTED: Wording(
        N_("Roster not used"),
        (N_("The librarian decided not to use your roster. Nothing was changed."),),
        N_("Is there a better file? Then answer this mail with it."),
    ),
    ReplyKind.UNDONE: Wording(
        N_("Roster undone"),
        (N_("The library undid what was done with your roster. All is as it was before."),),
        N_("Is there a better file? Then answer this mail with it."),
    ),
    ReplyKind.NEUTRAL: Wording(
        N_("Your mail to the library"),
        (
            N_("This address is for rosters of schools, sent by people who are registered."),
            N_("Your mail was set aside, and somebody looks at it."),
        ),
        N_("For anything else, please contact your library."),
    ),
    ReplyKind.POWER_CHANGED: Wording(
        N_("Your details at the library were changed"),
        (
            N_(
                "The library changed your e-mail address, user name, card, password or linked "
                "chats. You hear of it because you may send rosters or work at the library."
            ),
        ),
        N_("Was this not agreed with you? Then please tell your library at once."),
    ),
    ReplyKind.PASSWORD_CHOSEN: Wording(
        N_("A new password at the library"),
        (
            N_(
                "A new password was chosen for your account. You hear of it because you may send "
                "rosters or work at the library."
            ),
        ),
        N_("Was it not you? Then please tell your library at once."),
    ),
    ReplyKind.ACCESS_ENDED: Wording(
        N_("Your access was renewed"),
        (
            N_(
                "The library ended your access to your account: the chats that were linked are "
                "logged out. You can log in again with your card and your password, or with a "
                "new slip from the desk."
            ),
        ),
        N_("Was it not you who asked for this? Then please tell your library."),
    ),
    ReplyKind.NOTICE: Wording(
        N_("A school sent a roster"),
        (N_("A roster has arrived."),),
        N_("You can decide on it in the chat."),
    ),
}


def name_question(language: Language) -> str:
    """Return the question about a held mail, as the subject of its letter asks it."""
    return Phrases("rosterdesk.mailbox").say(language, WORDINGS[ReplyKind.CONFIRM].subject)
