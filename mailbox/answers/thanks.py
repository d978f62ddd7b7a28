"""Recognition of mail that says nothing but thanks, which nobody need read or answer."""

from __future__ import annotations

import re

_THANKS = re.compile(r"\b(dank\w*|bedankt|thanks?|thank you|merci|thx)\b")
_WORDS = re.compile(
    r"aan|alle|allen|allemaal|alvast|alweer|antwoord|afhandeling|all|and|answer|"
    r"avond|be|bedankt|beste|bericht|bevestiging|bibliotheek|bye|cheers|collega|"
    r"collega's|dag|dank|dankjewel|dankuwel|dankzij|dat|day|de|dear|dit|doorgeven|"
    r"duidelijk|en|enorm|erg|evening|fijn|fijne|fine|for|gedaan|goed|goede|"
    r"goedemiddag|goedemorgen|good|graag|great|groet|groetjes|gelukt|hallo|hartelijk|"
    r"heel|hello|help|helemaal|hele|het|hi|hoi|hulp|hartstikke|in|info|is|it|je|"
    r"jij|jullie|keurig|kind|library|lieve|mail|many|merci|message|met|middag|"
    r"moeite|mooi|morgen|much|namens|nice|nogmaals|ok|oke|oké|okay|ons|ook|orde|"
    r"perfect|prettige|prettig|prima|quick|reactie|regards|reply|response|service|"
    r"snelle|snel|so|super|swift|team|thank|thanks|thx|top|u|uw|veel|verwerking|"
    r"very|vlotte|voor|vriendelijke|wel|weekend|werk|you|your|zeer|zo|zover"
)
_LONGEST = 300


def says_only_thanks(text: str) -> bool:
    """Judge the words above a quotation; a name after a greeting or a closing does not matter."""
    said = text.strip().casefold().replace("’", "'")
    if not said or len(said) > _LONGEST or "?" in said or not _THANKS.search(said):
        return False
    body = re.split(
        r"\n\s*(?:met (?:een )?(?:vriendelijke|hartelijke) gr\w+|(?:vriendelijke )?groet\w*"
        r"|mvg|gr\.?|(?:kind|best) regards|regards|--|verstuurd vanaf|sent from).*",
        said,
        maxsplit=1,
        flags=re.DOTALL,
    )[0]
    body = re.sub(
        r"\b(beste|hallo|hoi|dag|dear|hi|hello|geachte)\b[^,\n!.]{0,40}[,\n!.]", " ", body
    )
    words = re.findall(r"[^\W\d_]+(?:'\w+)?", body)
    return all(map(_WORDS.fullmatch, words)) and not re.search(r"\d", body)
