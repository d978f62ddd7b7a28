from __future__ import annotations

from rosterdesk.bot.cli import main

if __name__ == "__main__":
    main()
