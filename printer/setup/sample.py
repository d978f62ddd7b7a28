"""The slip that setup prints at its end: everything as on a real one, for nobody."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.printer.setup.strips import SAMPLE
from rosterdesk.printer.slips.slip import SlipContent, build_slip

if TYPE_CHECKING:
    from rosterdesk.printer.model.paper import Paper
    from rosterdesk.printer.slips.layout import Layout

phrases = Phrases("rosterdesk.printer")


def build_sample(layout: Layout, paper: Paper, language: Language, library: str) -> bytes:
    """Return a slip with an invented card and password; raises SlipError."""
    content = SlipContent(
        library=library,
        name=SAMPLE,
        class_name="2B",
        school=phrases.say(language, N_("Sample")),
        card_number="20001234567890",
        password="7K3M9QRT",  # noqa: S106 - invented: no customer has it
        valid_until=date(2026, 12, 31),
        login_link="https://example.org/rosterdesk",
        job="-",
        number=1,
        total=1,
        language=language,
    )
    return build_slip(content, layout, paper, end_of_class=True)
