"""Checking that the trail is still what was signed: a chain remade as a whole still fits itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.core.storage.bulk import select_any
from rosterdesk.core.storage.database import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from rosterdesk.core.anchors.model import Anchor

phrases = Phrases("rosterdesk.core")


class Fault(StrEnum):
    FORGED = "forged"  # the line itself, or its signature
    REWRITTEN = "rewritten"
    CUT_OFF = "cut_off"


_SENTENCES = {
    Fault.FORGED: N_("Line {line} of the signed tips was changed, or has another key."),
    Fault.REWRITTEN: N_(
        "At position {position} the trail is not what was signed on {day}: it was written anew."
    ),
    Fault.CUT_OFF: N_(
        "The trail ends before position {position}, signed on {day}: it was cut off."
    ),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """``line`` counts from 1; an anchor whose line was changed says nothing."""

    fault: Fault
    line: int
    position: int | None = None
    day: str = ""

    def say(self, language: Language) -> str:
        return phrases.say(
            language, _SENTENCES[self.fault], line=self.line, position=self.position, day=self.day
        )


async def compare_with_anchors(
    anchors: Sequence[Anchor | None], key: Ed25519PublicKey
) -> list[Difference]:
    """Return what of the trail, or of the anchors, is not as it was signed; oldest first."""
    positions = [each.position for each in anchors if each is not None and each.position]
    found = await select_any(
        connection(), "SELECT position, digest FROM audit_link WHERE", "position", positions
    )
    digests = {int(row["position"]): str(row["digest"]) for row in found}
    compared = (_compare(line, each, digests, key) for line, each in enumerate(anchors, 1))
    return [difference for difference in compared if difference is not None]


def _compare(
    line: int, anchor: Anchor | None, digests: dict[int, str], key: Ed25519PublicKey
) -> Difference | None:
    if anchor is None or not anchor.is_signed_by(key):
        return Difference(Fault.FORGED, line)
    if anchor.position == 0 or digests.get(anchor.position) == anchor.digest:
        return None
    fault = Fault.REWRITTEN if anchor.position in digests else Fault.CUT_OFF
    return Difference(fault, line, anchor.position, anchor.at[:10])
