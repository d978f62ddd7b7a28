"""The addresses in docs/printers.md are finished: each can be copied as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.printer.slips import EXAMPLE

from rosterdesk.printer.model.address import parse_address
from rosterdesk.printer.slips.layout import Layout
from rosterdesk.printer.slips.slip import build_slip

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "printers.md").read_text(encoding="utf-8")
MODELS = re.findall(r"^\| (.+) \| `((?:tcp|usb|file|serial):\S+)` \|$", PAGE, re.MULTILINE)


def test_the_table_has_some_twenty_models():
    assert len(MODELS) >= 20


@pytest.mark.parametrize(("model", "url"), MODELS)
def test_each_address_of_the_table_makes_a_slip(model, url):
    assert build_slip(EXAMPLE, Layout(), parse_address(url).paper)
