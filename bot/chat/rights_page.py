"""The table of rights as a page: ``python -m rosterdesk.bot.chat.rights_page > docs/rights.md``."""

from __future__ import annotations

import sys

from rosterdesk.bot.chat.rights import RIGHTS, Role

_HEAD = """# Who may ask what in chat

Made from the table in `bot/chat/rights.py` by `python -m rosterdesk.bot.chat.rights_page`; a test
holds this page to it. What has no row is refused. A refusal is answered, and written to the audit
trail with who, when and what was asked.

- *stranger*: a chat account that is linked to nobody. Also everybody who lost a role.
- *newcomer*: logged in with a one-time password; must choose an own one first.
- *uploader*: a customer who may send rosters for some school today.
- Nobody at all, whoever it is: bots, group administrators who write as the group, channels.
- A role is read from the database at each request. Being in a group gives no right, and only the
  rows marked *group* work in one.
- `/command`; `prefix:action` of a button, or `prefix` for all its other actions; `typed:` what is
  typed in a dialog; `document` a file that is dropped.
"""


def write_page() -> str:
    head = ["asked", *(str(role) for role in Role), "group"]
    lines = [_row(head), _row(["---"] * len(head))]
    for name, right in RIGHTS.items():
        marks = ["●" if role in right.roles else "" for role in Role]
        lines.append(_row([f"`{name}`", *marks, "●" if right.in_groups else ""]))
    return "\n".join([_HEAD, *lines, ""])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(write_page())
