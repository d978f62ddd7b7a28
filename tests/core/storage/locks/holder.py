"""A process that takes a lock, says so and keeps it until it is killed.

``python -m tests.core.storage.locks.holder URL NAME``
"""

from __future__ import annotations

import asyncio
import sys

from rosterdesk.core.storage.locks.model import holding
from rosterdesk.core.storage.locks.opening import open_locks


async def hold(url: str, name: str) -> None:
    async with open_locks(url) as locks, holding(locks, name):
        print("held", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(hold(sys.argv[1], sys.argv[2]))
