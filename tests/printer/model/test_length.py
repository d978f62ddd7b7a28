"""The least paper of some bytes: never more than what comes out of any printer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.printer.machines.machine import Machine
from tests.printer.machines.models import ALL
from tests.printer.slips import EXAMPLE

from rosterdesk.core.language import Language
from rosterdesk.printer.model.length import measure_least_mm
from rosterdesk.printer.model.paper import Codes, choose_paper
from rosterdesk.printer.setup.findings import Findings
from rosterdesk.printer.setup.steps import Progress, Step
from rosterdesk.printer.slips.layout import Layout
from rosterdesk.printer.slips.slip import build_slip
from rosterdesk.printer.slips.testpage import build_test_page


@pytest.mark.parametrize(
    ("data", "dots"),
    [
        (b"", 0),
        (b"Zoe", 0),  # no line has ended
        (b"Zoe\n\n", 48),
        (b"\x1d!\x11Zoe\n\n", 72),  # twice as high, then a line without a character
        (b"\x1d!\x11Zoe\n\x1b@Zoe\n", 72),  # until it is reset
        (b"\x1bd\x0a", 240),
        (b"\x1bJ\x0c", 6),
        (b"\x1dv0\x00\x02\x00\x05\x00" + bytes(10), 5),
        (b"\x1dk\x49\x04{B12", 0),  # a printer that does not know it moves nothing for it
        (b"Zoe\n\x1bp\x00Zoe\n", 24),  # what is not understood ends it
        (b"Zoe\n\x1dv0\x00\x02", 24),  # and so does half a command
    ],
)
def test_what_is_counted_of_a_command(data, dots):
    assert measure_least_mm(data) * 8 == dots


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.name)
def test_no_printer_moves_less_paper_than_is_counted(model):
    """Strips, slips and test pages; also on printers without what they ask for."""
    papers = [choose_paper(width, codes=codes) for width in (58, 80) for codes in Codes]
    slips = [build_slip(EXAMPLE, Layout(), paper) for paper in papers]
    pages = [build_test_page(Layout(), paper, Language.NL, "balie", "tcp://h") for paper in papers]
    steps = [Progress(Findings("tcp://h", width=w), step) for w in (58, 80) for step in Step]
    strips = [strip for step in steps if (strip := step.strip(Language.EN))]
    for data in (*slips, *pages, *strips):
        machine = Machine(replace(model, sleeps=False))
        machine.receive_all(data)
        assert 20 * 8 < measure_least_mm(data) * 8 <= machine.moved
