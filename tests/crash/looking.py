"""Looking into the database from outside, without holding a connection while somebody dies."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

import asyncpg

if TYPE_CHECKING:
    from tests.crash.ledger import Sent

_UNDER_WAY = """
    SELECT 'reading a file' AS what, count(*) AS n FROM submission WHERE status = 'received'
    UNION ALL SELECT 'comparing', count(*) FROM submission WHERE status = 'read'
    UNION ALL SELECT 'reading a draft', count(*) FROM draft WHERE status = 'received'
    UNION ALL SELECT 'applying', count(*) FROM submission WHERE status = 'approved'
    UNION ALL SELECT 'a slip at the printer', count(*) FROM slip WHERE status = 'sending'
    UNION ALL SELECT 'slips in the queue', count(*) FROM slip WHERE status = 'queued'
    UNION ALL SELECT 'a mail to be judged', count(*) FROM mail_message WHERE status = 'kept'
    UNION ALL SELECT 'a mail to be moved', count(*) FROM mail_message
        WHERE NOT moved AND status <> 'kept'
    UNION ALL SELECT 'to be told by ' || channel, count(*) FROM delivery
        WHERE status = 'queued' AND due_at < {soon} GROUP BY channel
"""
_WAITING = """
    SELECT 'a plan to be decided' AS what, count(*) AS n FROM submission
        WHERE status IN ('waiting', 'blocked', 'needs_mapping')
    UNION ALL SELECT 'a mail to be vouched for', count(*) FROM mail_message WHERE status = 'held'
    UNION ALL SELECT 'a slip nobody knows of', count(*) FROM slip WHERE status = 'unknown'
"""
_FINAL = "('applied', 'rejected', 'superseded', 'undone', 'refused')"
_TOLD = """NOT EXISTS (SELECT 1 FROM event e JOIN delivery d ON d.event_id = e.id
    WHERE e.submission_id = s.id AND d.status = 'queued')"""
# By its name, or, where it brought nothing new, by its mail or its message.
_SETTLED = f"""
    SELECT 'name' AS sort, s.file_name AS number FROM submission s
        WHERE s.status IN {_FINAL} AND {_TOLD}
    UNION ALL SELECT 'mail', CAST(uid AS varchar) FROM mail_message
        WHERE status IN ('discarded', 'repeated')
    UNION ALL SELECT CASE WHEN m.id IS NOT NULL THEN 'mail'
                WHEN {{message}} IS NOT NULL THEN 'chat' ELSE 'page' END,
            COALESCE(CAST(COALESCE(m.uid, {{message}}) AS varchar), {{file}})
        FROM event r JOIN submission s ON s.id = r.submission_id
        LEFT JOIN mail_message m ON m.id = {{mail}}
        WHERE r.kind = 'submission.repeated' AND s.status IN {_FINAL} AND {_TOLD}
"""
_IN_DATA = {
    "sqlite": "CAST(json_extract(r.data, '$.{0}') AS integer)",
    "postgres": "CAST(r.data->>'{0}' AS bigint)",
}
_TEXT_IN_DATA = {"sqlite": "json_extract(r.data, '$.{0}')", "postgres": "(r.data->>'{0}')"}
_SOON = {
    "sqlite": "datetime('now', '+1 hour')",
    "postgres": "now() + interval '1 hour'",
}


class Look:
    """``url`` as the settings have it. Each look is a connection of its own, which only reads."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._dialect = "sqlite" if url.startswith("sqlite") else "postgres"

    async def rows(self, query: str) -> list[dict[str, Any]]:
        if self._dialect == "postgres":
            client = await asyncpg.connect(self.url)
            try:
                return [dict(row) for row in await client.fetch(query)]
            finally:
                await client.close()
        path = self.url.removeprefix("sqlite://").partition("?")[0]
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=90)) as client:
            client.row_factory = sqlite3.Row
            return [dict(row) for row in client.execute(query)]

    async def count_under_way(self) -> Counter[str]:
        """Return what the program has to do, by what it is."""
        soon = _SOON[self._dialect]
        return self._count(await self.rows(_UNDER_WAY.format(soon=soon)))

    async def count_waiting(self) -> Counter[str]:
        """Return what waits for people."""
        return self._count(await self.rows(_WAITING))

    @staticmethod
    def _count(found: list[dict[str, Any]]) -> Counter[str]:
        return Counter({row["what"]: row["n"] for row in found if row["n"]})

    async def find_unsettled(self, sent: list[Sent]) -> list[Sent]:
        """Return the files that are not settled yet: they can bring somebody in."""
        in_data = _IN_DATA[self._dialect]
        query = _SETTLED.format(
            message=in_data.format("message"),
            mail=in_data.format("mail"),
            file=_TEXT_IN_DATA[self._dialect].format("file"),
        )
        found = await self.rows(query)
        settled = {(row["sort"], str(row["number"])) for row in found}
        return [
            each
            for each in sent
            if ("name", each.name) not in settled
            and (each.channel, str(each.uid or each.key)) not in settled
        ]
