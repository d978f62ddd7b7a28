"""Recognition of mail that says nothing but thanks, which nobody need read or answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.mailbox.answers.signing import is_signature, part_signature
from rosterdesk.mailbox.answers.wishes import leave_out_wishes

if TYPE_CHECKING:
    from collections.abc import Collection

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
_LONGEST = 1_000


def says_only_thanks(text: str, names: Collection[str] = ()) -> bool:
    """Judge the words above a quotation; who is greeted and who signs does not matter.

    ``names`` are the words of the names with which the writer may sign.
    """
    if len(text) > _LONGEST or "?" in text or not _THANKS.search(text.casefold()):
        return False
    above, signature = part_signature(text.strip(), names)
    if not is_signature(signature, names):
        return False
    body = re.sub(
        r"\b(beste|hallo|hoi|dag|dear|hi|hello|geachte)\b[^,\n!.]{0,40}[,\n!.]",
        " ",
        leave_out_wishes(above.casefold().replace("’", "'")),
    )
    words = re.findall(r"[^\W\d_]+(?:'\w+)?", body)
    plain = (_WORDS.fullmatch(word) or word in names for word in words)
    return all(plain) and not re.search(r"\d", body)
