"""``python -m tests.bot.unpaced chat,mail``: ``rosterdesk run --only``, without Telegram's pace.

For long runs against the stand-in, where one message a second in each chat would be all that is
measured.
"""

from __future__ import annotations

import asyncio
import sys

from rosterdesk.bot.chat.telegram.pacing import UNPACED
from rosterdesk.bot.program.running import run_service
from rosterdesk.bot.program.service import choose_parts
from rosterdesk.bot.settings import load_settings


def run_unpaced(only: str | None) -> None:
    asyncio.run(run_service(load_settings(), choose_parts(only), rates=UNPACED))


if __name__ == "__main__":
    run_unpaced(sys.argv[1] if len(sys.argv) > 1 else None)
