from __future__ import annotations

from rosterdesk.bot.shell.main import main

if __name__ == "__main__":
    main()
