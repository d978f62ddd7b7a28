"""Make the docs' pictures: ``python -m rosterdesk.printer.examples docs/pictures``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rosterdesk.core.language import Language
from rosterdesk.printer.reading.picture import render_slip
from rosterdesk.printer.slips.layout import Layout, paper_58, paper_80
from rosterdesk.printer.slips.slip import SeparatorContent, SlipContent, build_separator, build_slip
from rosterdesk.printer.slips.testpage import build_test_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.printer.model.paper import Paper


def main(arguments: list[str] | None = None) -> int:
    folder = Path((arguments or sys.argv[1:] or ["docs/pictures"])[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data, paper in build_examples():
        render_slip(data, paper).save(folder / f"{name}.png", optimize=True)
        sys.stdout.write(f"{folder / name}.png\n")
    return 0


def build_examples() -> Iterator[tuple[str, bytes, Paper]]:
    """Yield a name, the bytes and the paper of each picture; all names and numbers are invented."""
    layout = Layout()
    for paper in (paper_58(), paper_80()):
        for language in Language:
            slip = build_slip(_example_slip(language), layout, paper)
            yield f"slip-{paper.width}-{language}", slip, paper
    separator = build_separator(_example_separator(), layout, paper_80())
    yield "separator-80-nl", separator, paper_80()
    for paper in (paper_58(), paper_80()):
        page = build_test_page(layout, paper, Language.NL, "balie")
        yield f"test-page-{paper.width}-nl", page, paper


def _example_slip(language: Language) -> SlipContent:
    return SlipContent(
        library="Bibliotheek De Boekenberg",
        name="Yasmine van den Berg",
        class_name="2B",
        school="De Regenboog",
        card_number="20001234567890",
        password="7K3M9QRT",  # noqa: S106 - invented, and masked in the picture
        valid_until=date(2026, 12, 4),
        login_link="https://t.me/BoekenbergBot",
        job="7KQ4M",
        number=12,
        total=28,
        language=language,
    )


def _example_separator() -> SeparatorContent:
    return SeparatorContent(
        library="Bibliotheek De Boekenberg",
        school="De Regenboog",
        class_name="2B",
        count=28,
        job="7KQ4M",
        language=Language.NL,
    )


if __name__ == "__main__":
    raise SystemExit(main())
