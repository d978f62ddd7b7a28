"""The judgement whether an answer to "Was this mail yours?" is a yes. Pure.

A yes lets a stranger's file near children's data, so it must be one in the writer's own words,
without any doubt beside it. Everything else is for a person to read: it is no fault of a rule
here to leave a yes to the librarian, and a grave one to take a question, a denial or an absence
notice for a yes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.mailbox.answers.denying import denies, leave_out_harmless, says_no
from rosterdesk.mailbox.answers.framing import frames_only, list_words
from rosterdesk.mailbox.answers.grammar import read_yes
from rosterdesk.mailbox.answers.naming import leave_out_files, names_another_file
from rosterdesk.mailbox.answers.quoting import read_own_words, remove_ours
from rosterdesk.mailbox.answers.reasons import Why
from rosterdesk.mailbox.answers.signing import (
    is_greeted,
    is_known_greeting,
    is_of_hours,
    is_signature,
    leave_out_disclaimers,
    list_unknown,
    part_signature,
    signs_otherwise,
)
from rosterdesk.mailbox.answers.subjects import is_automatic, read_written
from rosterdesk.mailbox.answers.timing import names_another_day
from rosterdesk.mailbox.answers.titles import only_announces
from rosterdesk.mailbox.answers.vocabulary import OF_SIGNATURES, has_odd_signs, is_plain, is_thing
from rosterdesk.mailbox.answers.wishes import leave_out_wishes
from rosterdesk.mailbox.message.folding import flatten, fold, leave_out_links
from rosterdesk.mailbox.message.marks import is_forward, strip_answers

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

_LONGEST = 5_000  # characters of an answer that are judged; a longer one is no plain yes


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Answer:
    """``words`` are the writer's own, to be shown; ``why`` is the code of why it is not clear.

    ``denies`` where anything in it may deny, whatever else it says.
    """

    verdict: Verdict
    words: str
    why: Why | None = None
    denies: bool = False


_DOUBT = re.compile(
    r"\?|\b(niet|geen|nooit|niets|niks|nee+n?|nergens|niemand|zonder|onbekend|ontken\w*"
    r"|vreemd\w*|raar|rare|gek|verdacht\w*|onjuist|fout|verkeerd\w*|vergissing|abuis"
    r"|phish\w*|fishing|spam|\w*hack\w*|virus\w*|nep\w*|oplicht\w*|misbruik\w*|vals\w*|fraud\w*|scam"
    r"|wat|welke?|waarom|wie|hoe|hoezo|huh|wanneer"
    r"|denk|dacht|vermoed\w*|misschien|wellicht|waarschijnlijk|mogelijk|volgens|geloof|zou|kan zijn"
    r"|weet|twijfel\w*|onzeker|als|indien|mits|maar|behalve|toch"
    r"|collega\w*|iemand|administratie|secretariaat|directeur|stagiair\w*|ander\w*"
    r"|afwezig\w*|vakantie|verlof|ziek|bereikbaar|bereiken|automatisch\w*|ticket\w*"
    r"|ontvangst\w*|behandeling|zodra|dienst|vervanger"
    r"|doorgestuurd|doorsturen|fyi|ter info\w*|zie onder\w*|kun|kunt|wil|graag even"
    r"|bel|klik\w*|wacht\w*|stop\w*|verwijder\w*|kreeg|ontving\w*|uitzoeken|nakijken|nagaan|navragen"
    r"|(?<!for )(?<!voor het )(?<!jullie dit )(?<!jullie het )check\w*|kijk\w*"
    r"|later|morgen|grap\w*|geprobeerd|jaja"
    r"|(ja+|yes|yeah|yep|zeker|klopt)[ ,-]+(ja+|yes|yeah|yep)|ja zeg|ja en nee|ja/nee|nee/ja"
    r"|not|\w+n't|no+|nope|never|none|nothing|nobody|strange|weird|odd|suspicious|fake|forged?|wrong"
    r"|mistake|what|which|why|who|how|when|think|thought|maybe|perhaps|probably|possibly|might|could"
    r"|believe|guess|know|unsure|doubt|if|unless|but|except|colleague\w*|someone|somebody|anyone"
    r"|office|leave|away|vacation|holiday|automat\w*|auto|received|respond|reply soon|get back"
    r"|forward\w*|call|click\w*|wait|delete|tomorrow|joke|try|unsubscribe|look into)\b"
)


# Above this line of the answer stands to whom it is written: a name or two.
_SALUTATION = re.compile(
    r"^\W*(beste|geachte|hoi|hallo|dag|dear|hi|hello|hey|goede\w*|good \w+)\b"
    r"(?P<who>[^,\n!.?]{0,40})[,\n!]",
    re.IGNORECASE,
)
_PARTING = re.compile(
    r"\b((met )?(vriendelijke|hartelijke) groet\w*|groet\w*|mvg|gr|(kind |best )?regards)\b"
    r"(?P<who>[^\n?]{0,60})\Z",
    re.IGNORECASE,
)


def judge_answer(
    text: str,
    ours: Sequence[str],
    *,
    subject: str = "",
    codes: Sequence[str] = (),
    wrong: Sequence[str] = (),
    shown: str | None = None,
    hidden: str = "",
    whole: bool = True,
    beside: Sequence[str] = (),
    names: Collection[str] = (),
    came: datetime | None = None,
    about: Sequence[str] = (),
    known: Collection[str] = (),
) -> Answer:
    """Judge an answer by its text and subject.

    ``ours`` are the sentences of the letter that is answered, ``codes`` the ways in which its
    code may be written: typed by the writer, it is a yes by itself. ``wrong`` is what looks like
    a code and is none. ``shown`` is the text as HTML has it, where there are both: which one the
    writer saw, nobody knows, so that it is a yes in both or in neither. ``hidden`` are words that
    no reader sees: they are no yes, and a doubt in them is one; not ``whole`` where more stands
    in the mail than was read. ``beside`` are the names of what else is in the mail: words may be
    there. ``names`` are the words of the names with which the person asked may sign
    (`signing.list_names`). ``came`` is when the mail came of which they were asked, and ``about``
    its subject and the names of its files. ``known`` are words that our letter or its header may
    have, of the library's own name and the like.
    """
    named = fold("\n".join(about))
    near = list_words(*about, *known) | frozenset(names)
    asked = _Asked(
        tuple(ours), subject, tuple(codes), tuple(wrong), frozenset(names), came, named, near
    )
    answer = _judge_text(text, asked)
    if answer.verdict is not Verdict.YES:
        return answer
    if beside:
        return replace(answer, verdict=Verdict.UNCLEAR, why=Why.BESIDE)
    if not whole:
        return replace(answer, verdict=Verdict.UNCLEAR, why=Why.TOO_LONG)
    if _doubts(remove_ours(hidden, ours)):
        return replace(answer, verdict=Verdict.UNCLEAR, why=Why.HIDDEN)
    other = _judge_text(shown, asked) if shown is not None else answer
    if other.verdict is Verdict.YES:
        return answer
    return replace(other, why=Why.TWO_TEXTS if other.verdict is Verdict.UNCLEAR else None)


def is_bare(answer: Answer) -> bool:
    """Return whether it says yes or no to the question, and nothing else."""
    if answer.verdict is Verdict.NO:
        said, _ = part_signature(answer.words, frozenset())
        return is_plain(leave_out_harmless(flatten(said)))
    return answer.verdict is Verdict.YES or answer.why is Why.WRONG_CODE


@dataclass(frozen=True, slots=True)
class _Asked:
    """The letter that is answered, who was asked, and about what."""

    ours: tuple[str, ...]
    subject: str
    codes: tuple[str, ...]
    wrong: tuple[str, ...]
    names: frozenset[str]
    came: datetime | None
    about: str
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Said:
    """The words ``written``, those of the subject first, and others that may be the writer's.

    ``typed`` where the code was, and ``mistyped`` where something that looks like one was.
    ``beside`` is what the quotation has that is not our letter, ``title`` what its subject has.
    """

    written: str
    left: str
    beside: str
    title: str
    typed: bool
    mistyped: bool


def _doubts(text: str) -> bool:
    flat = flatten(text)
    return denies(flat) or bool(_DOUBT.search(flat))


def _judge_text(text: str, asked: _Asked) -> Answer:
    own = read_own_words(text, asked.ours)
    above = read_written(asked.subject, asked.ours)
    words = "\n".join(filter(None, [above, own.written or own.left]))
    title = strip_answers(asked.subject)
    if (why := _judge_outside(title, asked.subject, words)) is not None:
        return Answer(Verdict.UNCLEAR, words, why, denies(flatten(own.written)))
    typed_in_subject, title = _take_codes(title, asked.codes)
    typed, written = _take_codes(own.written, asked.codes)
    mistyped, written = _take_codes(written, asked.wrong)
    mistyped_in_subject, title = _take_codes(title, asked.wrong)
    _, quoted = _take_codes(own.quoted, asked.codes)
    _, beside = _take_codes(own.beside, (*asked.codes, *asked.wrong))
    title = remove_ours(title, asked.ours)
    together = _put_together(above, written, asked)
    said = _Said(
        together,
        flatten(f"{own.left}\n\n{quoted}\n\n{title}"),
        beside,
        title if together == written else "",
        typed or typed_in_subject,
        mistyped or mistyped_in_subject,
    )
    verdict, why = _judge(said, asked)
    return Answer(verdict, words, why, denies(flatten(part_signature(written, asked.names)[0])))


def _put_together(above: str, written: str, asked: _Asked) -> str:
    """Return the words of the subject, where these say yes or no, above those of the mail."""
    _, plain = _take_codes(above, (*asked.codes, *asked.wrong))
    if not is_plain(flatten(plain)):
        return written  # what the mail is about: it is looked through for doubts, and no more
    return "\n".join(filter(None, [plain.strip(), written]))


def _judge_outside(title: str, subject: str, words: str) -> Why | None:
    """Return why no words of such a mail can be a yes, whatever they say."""
    if is_automatic(title):
        return Why.AUTOMATIC
    if is_forward(subject):
        return Why.FORWARDED
    return Why.TOO_LONG if len(words) > _LONGEST else None


def _judge(said: _Said, asked: _Asked) -> tuple[Verdict, Why | None]:
    above, signature = part_signature(said.written, asked.names)
    if says_no(flatten(_leave_out_names(above, asked.names))):
        return Verdict.NO, None
    why = (
        _find_doubt(said, above, signature, asked)
        or _find_elsewhere(said, signature, asked)
        or _find_more(said, above, asked)
    )
    return (Verdict.YES, None) if why is None else (Verdict.UNCLEAR, why)


def _find_doubt(said: _Said, above: str, signature: Sequence[str], asked: _Asked) -> Why | None:
    doubted = flatten(_leave_out_names(above, asked.names, known=True))
    others = leave_out_disclaimers(said.left)
    below = flatten("\n".join(_list_told(signature)))
    is_doubted = denies(below) or _is_doubted(doubted) or _is_doubted(others)
    return Why.DOUBT if is_doubted else None


def _find_elsewhere(said: _Said, signature: Sequence[str], asked: _Asked) -> Why | None:
    """Return what tells more than the answer does: the quotation, the subject, the signature."""
    beside = leave_out_disclaimers(said.beside)
    if not frames_only(beside, asked.known) or has_odd_signs(beside):
        return Why.QUOTED
    is_known = only_announces(said.title) or frames_only(said.title, asked.known)
    if not is_known or has_odd_signs(said.title):
        return Why.SUBJECT
    names = asked.names
    unknown = list_unknown(signature, names)
    doubted = any(_DOUBT.fullmatch(word) or is_thing(word) for word in unknown)
    doubted = doubted or has_odd_signs(leave_out_links("\n".join(signature)), OF_SIGNATURES)
    if not doubted and is_signature(signature, names):
        return None
    return Why.OTHER_NAME if signs_otherwise(signature, names) else Why.BELOW


def _find_more(said: _Said, above: str, asked: _Asked) -> Why | None:
    """Return what the answer itself says more or less than a yes."""
    plain = leave_out_wishes(flatten(_leave_out_names(above, asked.names)))
    if names_another_file(plain, asked.about):
        return Why.ANOTHER_FILE
    read = read_yes(leave_out_files(leave_out_harmless(plain), asked.about), asked.names)
    agrees = said.typed or read.agrees
    if has_odd_signs(above) or not read.whole:
        return Why.MORE if agrees else Why.NEITHER
    if said.mistyped:
        return Why.WRONG_CODE
    if names_another_day(plain, asked.came, now()):
        return Why.ANOTHER_DAY
    return None if agrees else Why.NEITHER


def _is_doubted(said: str) -> bool:
    """Return whether it may deny, or doubts; good wishes are left out."""
    return denies(said) or bool(_DOUBT.search(leave_out_wishes(leave_out_harmless(said))))


def _list_told(signature: Sequence[str]) -> list[str]:
    """Return the lines below the greeting but those on hours, in which "niet" is no denial."""
    return [line for line in signature if not is_of_hours(line)]


def _leave_out_names(said: str, names: frozenset[str], *, known: bool = False) -> str:
    """Take out who is greeted, and who greets on the line of the answer itself.

    ``known`` to take out only words that surely greet: a name in capitals may be a reproach.
    """
    greeted = is_known_greeting if known else is_greeted
    for pattern, names_only in ((_SALUTATION, greeted), (_PARTING, is_signature)):
        found = pattern.search(said)
        if found is not None and names_only([found["who"]], names):
            said = f"{said[: found.start()]} {said[found.end() :]}"
    return said


def _take_codes(text: str, codes: Sequence[str]) -> tuple[bool, str]:
    """Return whether one of them was typed, and the text without it."""
    found = False
    for code in codes:
        pattern = r"[- ]?".join(re.escape(letter) for letter in code)
        text, count = re.subn(rf"(?<!\w){pattern}(?!\w)", " ", text, flags=re.IGNORECASE)
        found = found or bool(count)
    return found, text
