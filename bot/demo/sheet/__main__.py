"""``python -m rosterdesk.bot.demo.sheet FOLDER``: write the sheet as a page and as pictures."""

from __future__ import annotations

import sys
from pathlib import Path

from rosterdesk.bot.demo.sheet.page import write_page
from rosterdesk.bot.demo.sheet.picture import draw_sheet


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "messages.html").write_text(write_page(), encoding="utf-8")
    for number, picture in enumerate(draw_sheet(), 1):
        (folder / f"messages-{number}.png").write_bytes(picture)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"))
