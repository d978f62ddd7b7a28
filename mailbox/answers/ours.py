"""Our own sentences, by which a letter of ours is known where it is quoted without any mark."""

from __future__ import annotations

import re
from functools import cache

from rosterdesk.core.language import Phrases

_SHORTEST = 12  # characters: shorter pieces may be the writer's own


@cache
def list_our_sentences() -> tuple[str, ...]:
    """Return the fixed pieces of everything that our letters may say."""
    pieces = {
        piece.strip()
        for message in Phrases("rosterdesk.mailbox").list_all()
        for piece in re.split(r"\{[^}]*\}", message)
    }
    return tuple(sorted(piece for piece in pieces if len(piece) >= _SHORTEST))
