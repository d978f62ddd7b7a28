"""The judgement whether an answer to "Was this mail yours?" is a yes. Pure.

A yes lets a stranger's file near children's data, so it must be one in the writer's own words,
without any doubt beside it. Everything else is for a person to read: it is no fault of a rule
here to leave a yes to the librarian, and a grave one to take a question, a denial or an absence
notice for a yes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.mailbox.answers.quoting import read_own_words

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 5_000  # characters of an answer that are judged; a longer one is no plain yes


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Answer:
    """``words`` are the writer's own, to be shown to people; ``typed`` where they hold the code."""

    verdict: Verdict
    words: str


# A word that begins a clause and is a yes whatever follows, as long as nothing is in doubt.
_YES = re.compile(
    r"(ja+|jawel|jazeker|jep|jup|yes|yess+|yep|yup|yeah|klopt|inderdaad|correct|bevestigd|confirmed"
    r"|zeker weten|ik bevestig|i confirm|(dat|dit|die) klopt|hierbij bevestig ik)\b"
)
_SENT = r"(gestuurd|verstuurd|verzonden|gemaild|opgestuurd|ingestuurd|toegestuurd|aangeleverd)"
_IT = r"(die|deze|dat|dit|hem|de mail|het bestand|de lijst)"
_CLAIM = re.compile(
    r"\b((was|is|kwam|komt|waren|zijn|kwamen) (\w+ ){0,2}(van|door) (mij|ons|me)( zelf)?$"
    rf"|{_IT} heb(ben)? (ik|wij|we) (\w+ ){{0,2}}{_SENT}"
    rf"|(ik|wij|we) heb(ben)? {_IT} (\w+ ){{0,2}}{_SENT}"
    r"|(dat|dit) (was|ben) ik( zelf)?$|ik was (het|dat)( zelf)?$"
    r"|(it|this|that|the mail|this mail|that mail) (was|is|came) (\w+ )?(from )?(me|mine|us|ours)$"
    r"|(it|this|that|the) ?(\w+ )?(was|is) (indeed |really )?(from me|mine|ours|from us)$"
    r"|(i|we) (did )?(sent?|e-?mailed) (it|this|that|the|our|my)\b|(i|we) did( send (it|this))?$)"
)
_GREETING = re.compile(
    r"(hoi|hallo|dag|hi|hello|hey|geachte|beste|dear|goede? ?(morgen|middag|avond|dag)|good "
    r"(morning|afternoon|evening))\b( (heer|mevrouw|bibliotheek|library|team|collega's?))*"
)
# Negations that deny nothing; taken out before doubt is looked for.
_HARMLESS = re.compile(
    r"\b(geen (enkel )?(probleem|punt|dank|stress|zorgen)|no (problem|worries|prob)|not a problem"
    r"|niet erg"
    r"|(ik )?wist (ik )?niet dat(?![^.!?\n]*(stuurd|zonden|maild|iemand))[^.!?\n]*"
    r"|(i )?(did not|didn't) (know|realise|realize) that"
    r"(?![^.!?\n]*(sent|mailed|some))[^.!?\n]*)"
)
_NO = re.compile(
    r"(^|[\n.,!])\W*(nee+n?|no+|nope|ontkend|onzin)\b"
    r"|(\bniet|\bnooit|\bnot|\bnever|n't) (\w+ ){0,3}(van (mij|ons)|door (mij|ons)|gestuurd"
    r"|verstuurd|verzonden|gemaild|mine|ours|from (me|us)|sent|send|me)\b"
    r"|\b(ik|wij|i|we)\b[^.!?\n]{0,40}\b(niets|niks|nooit|never|nothing)\b"
    r"|\b(was|ben) ik niet\b|\b(wasn't|was not|not) (me|us|mine)\b|\bniet (ik|wij)\b"
)
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
    r"|bel|klik\w*|wacht\w*|stop\w*|verwijder\w*|kreeg|ontving\w*|uitzoeken|nakijken|nagaan|navragen|check\w*|kijk\w*"
    r"|later|morgen|grap\w*|geprobeerd|ja ja|jaja|ja zeg|ja en nee|ja/nee|nee/ja"
    r"|not|\w+n't|no+|nope|never|none|nothing|nobody|strange|weird|odd|suspicious|fake|forged?|wrong"
    r"|mistake|what|which|why|who|how|when|think|thought|maybe|perhaps|probably|possibly|might|could"
    r"|believe|guess|know|unsure|doubt|if|unless|but|except|colleague\w*|someone|somebody|anyone"
    r"|office|leave|away|vacation|holiday|automat\w*|auto|received|respond|reply soon|get back"
    r"|forward\w*|call|click\w*|wait|delete|tomorrow|joke|try|unsubscribe|look into)\b"
)
_AUTOMATIC_SUBJECT = re.compile(
    r"(automati\w+|auto[- ]?reply|afwezig\w*|out of (the )?office|abwesen\w*|autom\.? antw\w*"
    r"|ontvangstbevestiging|absence|read|gelezen|niet gelezen)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\W*(met (een )?(vriendelijke|hartelijke) gr\w+|(vriendelijke|hartelijke) gr\w+|gr(oet|oeten"
    r"|oetjes)?|mvg|(kind|best|warm)? ?regards|best wishes|sincerely|cheers"
    r"|verstuurd vanaf.*|sent from.*)\b|^--\s*$"
)
_DISCLAIMER = re.compile(
    r"(vertrouwelijk|geadresseerde|bestemd|disclaimer|confidential|intended|recipient"
    r"|aansprakelijk|privileged|milieu|environment|printing)"
)
_FORWARDED = re.compile(r"^\W*(fw|fwd|doorst|wg|tr)\s*:", re.IGNORECASE)


def judge_answer(
    text: str,
    ours: Sequence[str],
    *,
    subject: str = "",
    codes: Sequence[str] = (),
) -> Answer:
    """Judge an answer by its text and subject.

    ``ours`` are the sentences of the letter that is answered, ``codes`` the ways in which its
    code may be written: typed by the writer, it is a yes by itself.
    """
    own = read_own_words(text, ours)
    words = own.written or own.left
    title = re.sub(r"^(\s*(re|antw|betr|aw)\s*:\s*)+", "", subject, flags=re.IGNORECASE)
    typed_in_subject, title = _take_codes(title, codes)
    if _AUTOMATIC_SUBJECT.match(title) or _FORWARDED.match(subject) or len(words) > _LONGEST:
        return Answer(Verdict.UNCLEAR, words)
    typed, written = _take_codes(own.written, codes)
    return Answer(_judge(_flatten(written), _flatten(own.left), typed or typed_in_subject), words)


def _judge(written: str, left: str, typed: bool) -> Verdict:
    said, signature = _part(written)
    doubted = _HARMLESS.sub(" ", said)
    others = _leave_out_disclaimers(left)
    if any(_NO.search(each) for each in (doubted, signature, others)):
        return Verdict.NO
    if _DOUBT.search(doubted) or _DOUBT.search(_HARMLESS.sub(" ", others)):
        return Verdict.UNCLEAR
    if _STRONG.search(signature):
        return Verdict.UNCLEAR
    agreed = typed or any(_agrees(clause) for clause in _split(said))
    return Verdict.YES if agreed else Verdict.UNCLEAR


_STRONG = re.compile(r"\?|\b(phish\w*|spam|\w*hack\w*|virus|nep|fraud\w*|ps|p\.s|verdacht)\b")


def _split(said: str) -> list[str]:
    return [clause.strip() for clause in re.split(r"[.!,;:()\n–—]|\s-\s", said)]


def _agrees(clause: str) -> bool:
    bare = _GREETING.sub("", clause, count=1).strip() if _GREETING.match(clause) else clause
    return bool(_YES.match(bare) or _CLAIM.search(bare))


def _part(text: str) -> tuple[str, str]:
    """Return what was said, and the signature below it without its disclaimer."""
    lines = text.splitlines()
    end = next((n for n, line in enumerate(lines) if _CLOSING.match(line)), len(lines))
    said = _leave_out_disclaimers("\n".join(lines[:end]))
    return said, _leave_out_disclaimers("\n".join(lines[end:]))


def _leave_out_disclaimers(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n\n".join(each for each in paragraphs if not _is_disclaimer(each))


def _is_disclaimer(paragraph: str) -> bool:
    return len(paragraph) >= 60 and _DISCLAIMER.search(paragraph) is not None


def _take_codes(text: str, codes: Sequence[str]) -> tuple[bool, str]:
    """Return whether one of them was typed, and the text without it."""
    found = False
    for code in codes:
        pattern = r"[- ]?".join(re.escape(letter) for letter in code)
        text, count = re.subn(rf"(?<!\w){pattern}(?!\w)", " ", text, flags=re.IGNORECASE)
        found = found or bool(count)
    return found, text


def _flatten(text: str) -> str:
    """Return it in small letters without accents, links and addresses."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"(https?://|www\.)\S+|\S+@\S+", " ", plain)
    return re.sub(r"[ \t]+", " ", plain).strip()
