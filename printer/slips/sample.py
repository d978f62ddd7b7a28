"""A slip for nobody, to see how a printer prints one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Phrases
from rosterdesk.printer.slips.slip import SlipContent

if TYPE_CHECKING:
    from rosterdesk.core.language import Language

phrases = Phrases("rosterdesk.printer")

SAMPLE_NAME = "Zoë Şükrü Łukasz"


def make_sample(library: str, language: Language) -> SlipContent:
    """Return a slip with an invented card and password."""
    return SlipContent(
        library=library,
        name=SAMPLE_NAME,
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
