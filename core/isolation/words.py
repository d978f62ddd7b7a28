from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Language, Phrases

if TYPE_CHECKING:
    from rosterdesk.core.isolation.enforced import Enforced

phrases = Phrases("rosterdesk.core")

_KEPT_FROM = N_("kept by the kernel from {what} ({means})")
_OPEN_TO = N_("NOT kept from {what}")
_FILES, _NETWORK, _PROCESSES = N_("other files"), N_("the network"), N_("other processes")


def describe_enforced(enforced: Enforced, language: Language) -> str:
    """Return what a confined process is kept from and by what means, and what it is not."""
    held = {
        _FILES: enforced.files,
        _NETWORK: enforced.network,
        _PROCESSES: enforced.processes,
    }
    kept = ", ".join(phrases.say(language, what) for what, is_kept in held.items() if is_kept)
    missed = ", ".join(phrases.say(language, what) for what, is_kept in held.items() if not is_kept)
    means = ", ".join(enforced.list_means())
    said = [phrases.say(language, _KEPT_FROM, what=kept, means=means)] if kept else []
    if missed:
        said.append(phrases.say(language, _OPEN_TO, what=missed))
    return "; ".join(said)
