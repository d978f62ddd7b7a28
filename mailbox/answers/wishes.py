"""Good wishes, which say nothing about any mail: "Fijne kerstvakantie!". Pure."""

from __future__ import annotations

import re

_GOOD = (
    r"(?:(?:een |alvast |nog |a |ook |allemaal |jullie |u |je |have )*"
    r"(?:hele |heel |very )?"
    r"(?:fijne?|prettige?|goede?|mooie?|leuke?|zonnige?|rustige?|gezellige?|zalige?|gelukkige?|vrolijke?|blije?"
    r"|happy|merry|nice|good|great|lovely|pleasant)\s+)"
)
_OCCASION = (
    r"(?:\w*vakantie|\w*weekend|\w*dagen|\w*dag|week|maand|avond|ochtend|morgen|middag|kerst|pasen"
    r"|pinksteren|jaarwisseling|jaareinde|uiteinde|schooljaar|jaar|zomer|herfst|winter|lente"
    r"|holidays?|break|christmas|easter|new year|year|nieuwjaar|summer"
    r"|evening|morning|afternoon|day)"
)
_FOR_WHOM = r"(?:\s+(?:gewenst|toegewenst|verder|nog|allemaal|iedereen|voor straks))*"
_WISH = re.compile(
    rf"\b{_GOOD}{_OCCASION}"
    rf"(?:\s+(?:en|and)\s+(?:{_GOOD})?(?:nieuw\s+|new\s+)?{_OCCASION})?{_FOR_WHOM}"
    r"(?=\s*(?:[.!,;)\n:]|$))"
)


def leave_out_wishes(said: str) -> str:
    """Return what is said, in small letters, without good wishes that stand by themselves."""
    return _WISH.sub(" ", said)
