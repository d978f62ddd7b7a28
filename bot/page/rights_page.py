"""The table of rights of the page, as a page of the docs."""

from __future__ import annotations

from rosterdesk.bot.page.access.routes import make_table
from rosterdesk.bot.page.routes import ALL_ROUTES
from rosterdesk.core.login.roles import Role

_HEAD = """# Who may do what on the page

Generated from the routes themselves (`bot/page/routes.py`) by `python -m tests.docs.writing`; a
test keeps this page up to date. A route without a right stops the page at its start. The role is
read from the database at each request. Whoever is not logged in is led to the log-in page, a
*newcomer* to the choice of a password; other refusals are answered, and are in the audit trail.

- A request that writes must come from a page of the library: its `Origin` is the page's, and what
  the browser says in `Sec-Fetch-Site` is `same-origin`. Otherwise it is refused, whoever asks.
- An object of somebody else is answered like one that is not there.
- *machine*: a device asks, which has no session; the handler itself judges which one it is.
"""


def write_page() -> str:
    lines = [_row(["request", *Role, "machine"]), _row(["---"] * (len(Role) + 2))]
    for route in sorted(make_table(ALL_ROUTES).values(), key=lambda each: (each.path, each.method)):
        marks = ["●" if role in route.right.roles else "" for role in Role]
        lines.append(_row([f"`{route.name}`", *marks, "●" if route.right.machine else ""]))
    return "\n".join([_HEAD, *lines, ""])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
