"""Plain words that together say something else than yes: "Ja, die is van u". Pure.

Each word of them stands in the list of those with which people say yes (`vocabulary`). Who did
what to whom is in their order.
"""

from __future__ import annotations

import re

_YOU = r"(?:u|uw|je|jij|jou|jullie|you|your)"
_ME = r"(?:mij|me|mijzelf|ons|us|myself|ourselves)"
_THANKS = r"(?:dank\w*|bedankt|thanks?|sorry|excuses)"
_SENT = (
    r"(?:\w*(?:stuurd|zonden|maild|stuurde|mailde)|aangeleverd|bevestig\w*|sent|send"
    r"|emailed|mailed)"
)
# What is said to us, and not about us: "Dank u voor uw vraag", "aan jullie gestuurd".
_TO_US = re.compile(
    rf"\b{_THANKS}\b[^.,!?;:\n]*\b(?:{_YOU}|vraag|reactie)\b|\b(?:aan|naar|voor|to|for) {_YOU}\b"
)
_ABOUT_US = re.compile(rf"\b(?:{_YOU}|vraag|reactie)\b")
_FROM_US = re.compile(
    r"\b(?:van|door|uit|from|by) (?:\w+ )?(?:bibliotheek|library|team|heer|mevrouw)\b"
    rf"|\b(?:van|door|uit|from|by) {_YOU}\b"
)
_TO_ME = re.compile(rf"\b(?:aan|naar|voor|to|for) {_ME}\b")
# "The list of", and not the Dutch "or": "van mij of van ons".
_OR = re.compile(r"\bof\b(?<!\blist of)(?<!\broster of)(?<!\bfile of)(?<!\bpupils of)(?! course\b)")
_ASKS = re.compile(
    r"(?:^|[.,!;:\n]|\b(?:ja|yes)\b)\s*(?:"
    r"(?:was|is|kwam|waren|zijn|komt) (?:dat|dit|die|deze|het|de) (?:\w+ )?(?:van|door)"
    r"|(?:heb|hebben) (?:ik|wij|we) (?:dat|dit|die|deze|hem|het|de)"
    r"|(?:did|have) (?:i|we) (?:send|sent|e?mail\w*)|(?:was|is) (?:it|this|that|the))\b"
)
_OTHER_ACTS = re.compile(
    r"\bdoor (?:ge|ver)(?:stuurd|maild|zonden)\b|\bhierbij\b(?! bevestig)|\bon (?:it|this|that)\b"
    r"|\b(?:komt|kwam|kwamen|came)\b(?![^.,!?;:\n]*\b(?:van|door|from|by)\b)"
    r"|(?<!\bi )(?<!\bwe )(?<!\bdid )\bsend\b|\byeah\W+(?:right|sure|great|fine|really)\b"
)
_CLAUSES = re.compile(r"[.,!?;:()\n]")
_HAVE = re.compile(r"\b(?:heb|hebben|have|has)\b")
# "Dat heb ik", "yes, we have": the rest of our own question.
_HAVE_DONE = re.compile(
    r"(?:ja+|yes|jazeker|inderdaad|zeker|klopt|indeed)? ?(?:dat )?"
    r"(?:heb ik|hebben (?:wij|we)|(?:i|we) have)(?: (?:zelf|zeker|inderdaad|indeed|ja))?"
)
_GOOD_WISH = re.compile(r"\bhave\b[^.,!?;:\n]*\b(?:day|weekend|evening|morning|afternoon)\b")
_GROUP = re.compile(r"\b(?:groep|klas|leerjaar|class|group|year)[ _.-]?(\d{1,2})\b")
_FILE = re.compile(r"[\w-]+\.(?:xlsx?|csv|ods|zip|xml|pdf|docx?|txt)\b")


def turns_round(said: str) -> bool:
    """Return whether plain words, folded, say that it was somebody else, ask, or do not answer."""
    ours = _ABOUT_US.search(_TO_US.sub(" ", said))
    patterns = (_FROM_US, _TO_ME, _OR, _ASKS, _OTHER_ACTS)
    return bool(
        ours or any(each.search(said) for each in patterns) or any(map(_only_has, _split(said)))
    )


def names_another_file(said: str, known: str) -> bool:
    """Return whether the words, folded, name a file or a group that is not among those known.

    ``known`` are the subject and the names of the files of the mail that was asked about, folded.
    A group counts only where these name one, too.
    """
    groups, asked = set(_GROUP.findall(said)), set(_GROUP.findall(known))
    others = [each for each in _FILE.findall(said) if each not in known]
    return bool(others or (asked and groups - asked))


def _only_has(clause: str) -> bool:
    """Return whether somebody says to have something, and not to have sent it."""
    if not _HAVE.search(clause) or _HAVE_DONE.fullmatch(clause) or _GOOD_WISH.search(clause):
        return False
    return re.search(rf"\b{_SENT}\b", clause) is None


def _split(said: str) -> list[str]:
    return [clause.strip() for clause in _CLAUSES.split(said)]
