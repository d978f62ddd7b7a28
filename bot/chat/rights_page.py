"""The table of rights as a page.

``python -m rosterdesk.bot.chat.rights_page > docs/rights.md`` writes it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rosterdesk.bot.chat.dispatcher import ALL_ROUTES
from rosterdesk.core.login.roles import Role

if TYPE_CHECKING:
    from rosterdesk.bot.chat.access.rights import Right

_HEAD = """# Who may do what in chat

Generated from the handlers themselves (`bot/chat/access/routes.py`) by
`python -m rosterdesk.bot.chat.rights_page`; a test keeps this page up to date. The right belongs
to the handler that runs, so it is the same for a text, a button, a deep link and an inline query.
The caption of a file or photograph is a note and never a command. Each refusal is recorded in the
audit trail with who, when and what was asked. A button and an inline query are answered everywhere,
a text in private alone.

- *stranger*: a chat account that is not linked to anybody, or whose owner has lost every role.
- *newcomer*: logged in with a one-time password; must first choose a password of their own.
- *uploader*: a customer who may send rosters for at least one school today.
- Bots, channels, and group administrators who write as the group have no rights at all.
- The role is read from the database at each request. Being in a group gives no right, and only
  requests marked *group* work in a group.
- A request is a `/command`; a button as `prefix:action`, or `prefix` where it has no actions;
  `typed:`, text typed in a dialog (`typed:find` and `typed:card and password` outside one, where
  text of anybody else is only text); or `document`, a file that is sent.
"""


def list_rights() -> dict[str, Right]:
    """Return the right of everything that can be asked, by its name in the table.

    Raises:
        ValueError: Two handlers of one name have different rights.

    """
    found: dict[str, set[Right]] = {}
    for routes in ALL_ROUTES:
        for route in routes.routes:
            for asks in route.asks:
                found.setdefault(asks, set()).add(route.right)
    for name, rights in found.items():
        if len(rights) != 1:
            raise ValueError(name)
    return {name: min(rights, key=repr) for name, rights in sorted(found.items())}


def write_page() -> str:
    head = ["request", *(str(role) for role in Role), "group"]
    lines = [_row(head), _row(["---"] * len(head))]
    for name, right in list_rights().items():
        marks = ["●" if role in right.roles else "" for role in Role]
        lines.append(_row([f"`{name}`", *marks, "●" if right.in_groups else ""]))
    return "\n".join([_HEAD, *lines, ""])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(write_page())
