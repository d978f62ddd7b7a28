"""The words that mail programs write around the letter that is quoted. Pure.

A yes is one only where everything beside it is known: our letter, and such a frame of it. "Van:
niet van mij" has the shape of an old header, and is said by a person.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.mailbox.message.folding import flatten, fold

if TYPE_CHECKING:
    from collections.abc import Collection

_LABELS = """
van aan cc bcc verzonden datum onderwerp antwoord beantwoorden re aw antw betreft prioriteit
urgentie hoog normaal from to sent date subject reply importance priority high normal bijlagen
attachments
"""
_LEADING = """
op om on at schreef geschreven wrote heeft het volgende the following uur oorspronkelijk
oorspronkelijke original message bericht doorgestuurd begin beantwoord am pm utc gmt cet cest
"""
_DAYS = """
ma di wo do vr za zo maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday
jan feb mrt apr mei jun jul aug sep sept okt nov dec januari februari maart april juni juli
augustus september oktober november december mar may oct january february march june july
august october
"""
# What our letters say in a word or two: a greeting, and of a mail its file, its size, its time.
_FACTS = """
goedendag hello de het the bestand bestanden ontvangen file files arrived received school b kb mb
bibliotheek library
"""
_WORDS = frozenset(fold(f"{_LABELS} {_LEADING} {_DAYS} {_FACTS}").split())
_WORD = re.compile(r"[^\W\d_]+")


def frames_only(beside: str, known: Collection[str]) -> bool:
    """Return whether there is nothing but such words and signs.

    ``known`` are words of names, subjects and files that our letter or its header may have.
    """
    said = flatten(beside)
    words = (word for word in _WORD.findall(said) if len(word) > 1)
    return "?" not in said and all(word in _WORDS or word in known for word in words)


def list_words(*texts: str) -> frozenset[str]:
    """Return the words of texts, folded."""
    return frozenset(word for text in texts for word in _WORD.findall(fold(text)))
