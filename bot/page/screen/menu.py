"""The menu on top of each page: what this visitor may open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_
from rosterdesk.core.login.roles import Role

if TYPE_CHECKING:
    from rosterdesk.bot.page.visiting.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Entry:
    """``label`` is a message of the catalogue; ``under`` begins the paths that belong to it."""

    path: str
    label: str
    roles: frozenset[Role]
    is_here: bool = False


_CUSTOMERS = frozenset({Role.CUSTOMER, Role.UPLOADER})
_GRANTERS = frozenset({Role.LIBRARIAN, Role.ADMINISTRATOR})
_STAFF = frozenset({Role.DESK, Role.LIBRARIAN, Role.ADMINISTRATOR})
_PRINTING = frozenset({Role.DESK, Role.LIBRARIAN})
_UPLOADERS = frozenset({Role.UPLOADER})
_ENTRIES = (
    Entry("/uploads", N_("Rosters"), _UPLOADERS),
    Entry("/account", N_("My account"), _CUSTOMERS),
    Entry("/waiting", N_("Waiting"), _GRANTERS),
    Entry("/customers", N_("Customers"), _STAFF),
    Entry("/print", N_("Printing"), _PRINTING),
    Entry("/library", N_("Library"), _STAFF),
    Entry("/access", N_("My access"), _STAFF),
)


# The beginnings of other paths that belong to an entry.
_UNDER = {
    "/uploads": ("/uploads/", "/sent/"),
    "/waiting": ("/submissions/",),
    "/customers": ("/customers/", "/register"),
}


def draw_menu(visitor: Visitor, path: str) -> list[Entry]:
    return [
        Entry(each.path, each.label, each.roles, is_here=_belongs(path, each.path))
        for each in _ENTRIES
        if visitor.roles & each.roles
    ]


def _belongs(path: str, entry: str) -> bool:
    return path == entry or path.startswith(_UNDER.get(entry, (f"{entry}/",)))
