"""The slip that setup prints at its end: everything as on a real one, for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.printer.slips.sample import make_sample
from rosterdesk.printer.slips.slip import build_slip

if TYPE_CHECKING:
    from rosterdesk.core.language import Language
    from rosterdesk.printer.model.paper import Paper
    from rosterdesk.printer.slips.layout import Layout


def build_sample(layout: Layout, paper: Paper, language: Language, library: str) -> bytes:
    """Return a slip with an invented card and password; raises SlipError."""
    content = make_sample(library, language)
    return build_slip(content, layout, paper, end_of_class=True)
