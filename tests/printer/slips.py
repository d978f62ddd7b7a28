"""Slips for the tests: one to change, and a way to read pictures with somebody else's eyes."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tests.programs import need_program

from rosterdesk.core.language import Language
from rosterdesk.printer.model.paper import Codes, Paper, choose_paper, paper_80
from rosterdesk.printer.reading.text import slip_text
from rosterdesk.printer.slips.layout import Layout
from rosterdesk.printer.slips.slip import SlipContent, build_slip

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

PAPER = choose_paper(80, codes=Codes.NATIVE)  # as of a printer whose profile is known
EXAMPLE = SlipContent(
    library="Bibliotheek De Boekenberg",
    name="Yasmine van den Berg",
    class_name="2B",
    school="De Regenboog",
    card_number="20001234567890",
    password="7K3M9QRT",
    valid_until=date(2026, 12, 4),
    login_link="https://t.me/BoekenbergBot",
    job="2026-0147",
    number=12,
    total=28,
    language=Language.NL,
)


def make_slip(number: int, **changes: object) -> bytes:
    """Return slip ``number``, whose password tells the number: ``number_of`` reads it back."""
    content = replace(EXAMPLE, password=password_of(number), number=number, **changes)
    return build_slip(content, Layout(), PAPER)


def password_of(number: int) -> str:
    return f"PASS{number:04}"


def lines_of(data: bytes, paper: Paper | None = None) -> list[str]:
    return [line.strip() for line in slip_text(data, paper or paper_80()).splitlines()]


def scan(picture: Image.Image, folder: Path) -> set[str]:
    """Return what zbarimg reads in a picture, such as ``QR-Code:https://…``."""
    path = folder / "slip.png"
    picture.save(path)
    program = need_program("zbarimg")
    done = subprocess.run([program, "--quiet", path], capture_output=True, check=False, timeout=90)
    return set(done.stdout.decode().split())
