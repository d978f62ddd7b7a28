"""The judgement whether words say no to "Was this mail yours?". Pure.

A no to that question is said at the start, above the greeting, and nothing is taken back: "Nee,
of ja, toch wel" is for a person to read, and so is "Nee, wij hebben nog geen passen".
"""

from __future__ import annotations

import re

from rosterdesk.mailbox.answers.vocabulary import is_plain

# What somebody may not have known, and say so without denying anything.
_OF_ASKING = (
    r"(?:(?: (?:dit|dat|het|er|ik|u|je|jullie|een|code|antwoord|nog|ook|eerst|zelf))*"
    r" (?:nodig (?:was|is)|(?:moest|moet|hoefde|hoeft)(?: (?:doen|bevestigen|antwoorden))?"
    r"|(?:bij|in) (?:hoorde|hoort|moest)|(?:doen|bevestigen|antwoorden) (?:moest|moet)"
    r"|(?:bevestigd|beantwoord) (?:moest|moet) worden|controleert|controleerde|vraagt|vroeg)"
    r"|(?: (?:you|this|it|i|a|code|the|that|an|answer))*"
    r" (?:verify|verified|check|checked|ask|asked|(?:was|is) needed|needed|had to|have to|confirm)"
    r"(?: (?:this|that|it|confirm|answer|reply))*)(?=\s*(?:[.,!;:\n]|$))"
)
# Negations that deny nothing; taken out before doubt is looked for.
_HARMLESS = re.compile(
    r"\b(geen (enkel )?(probleem|punt|dank|stress|zorgen)|no (problem|worries|prob)|not a problem"
    r"|niet erg"
    rf"|((ik )?wist (ik )?niet dat|(i )?(did not|didn't) (know|realise|realize) that){_OF_ASKING})"
)
_WORD_OF_NO = (
    r"(?:nou )?(?:nee+n?|no+|nope|welnee|ontkend|onzin|zeker niet|absoluut niet|beslist niet)"
)
_CLAIM = (
    r"(?:\bniet|\bnooit|\bnot|\bnever|n't) (?:\w+ ){0,3}(?:van (?:mij|ons)|door (?:mij|ons)"
    r"|gestuurd|verstuurd|verzonden|gemaild|mine|ours|from (?:me|us)|sent|send|me)\b"
    r"|\b(?:ik|wij|i|we)\b[^.!?\n]{0,40}\b(?:niets|niks|nooit|never|nothing)\b"
    r"|\b(?:was|ben) ik niet\b|\b(?:wasn't|was not|not) (?:me|us|mine)\b|\bniet (?:ik|wij)\b"
)
_NO = re.compile(rf"(?:^|[\n.,!])\W*{_WORD_OF_NO}\b|{_CLAIM}")
_SAYS_NOT_MINE = re.compile(_CLAIM)
_FIRST = re.compile(rf"\W*(?:{_WORD_OF_NO}\b|[^.,!?;:\n]*(?:{_CLAIM}))")
_CLAUSE = re.compile(r"[^.,!?;:\n]*[.,!?;:\n]?")
# What takes a no back, or makes it less than one.
_TAKEN_BACK = re.compile(
    r"\b(ja+|jawel|jazeker|jep|jup|yes|yep|yup|yeah|toch|wel|misschien|wellicht|waarschijnlijk|mogelijk"
    r"|denk|dacht|volgens|of|maar|behalve|maybe|perhaps|probably|possibly|think|thought|guess|or"
    r"|but|except|sorry|grap\w*|joke)\b|\b(?<!niet )(klopt|inderdaad)\b(?! niet)"
)


def leave_out_harmless(said: str) -> str:
    """Return what is said, folded, without the negations that deny nothing."""
    return _HARMLESS.sub(" ", said)


def denies(said: str) -> bool:
    """Return whether anything in it may deny, whatever else it says."""
    return bool(_NO.search(leave_out_harmless(said)))


def says_no(said: str) -> bool:
    """Return whether it is a no to our question, and nothing that takes it back."""
    first = _CLAUSE.match(said.lstrip(" \n,.!"))
    if first is None or first[0].endswith("?") or not _FIRST.match(first[0]):
        return False
    if _TAKEN_BACK.search(said) or _HARMLESS.search(said):
        return False
    return bool(_SAYS_NOT_MINE.search(said)) or is_plain(said)
