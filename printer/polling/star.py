"""A slip for a Star printer: the picture of it, dot by dot, in the form that the printer asks for.

Star's own language has other commands and code pages than ESC/POS has. So what goes there is the
picture that is drawn from the slip's very bytes (``reading/picture.py``): one source for all.

Source: Star's StarPRNT Command Specifications 2.25 (``ESC GS S`` raster, ``ESC d`` cut), and the
CloudPRNT guide (images are printed pixel for pixel, cut as ``X-Star-Cut`` says).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image

from rosterdesk.printer.model.commands import CUT_THROUGH, Kind, read_commands
from rosterdesk.printer.model.paper import Cut
from rosterdesk.printer.reading.picture import render_strip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosterdesk.printer.model.paper import Paper

STARPRNT = "application/vnd.star.starprnt"
PNG = "image/png"
KINDS = (STARPRNT, PNG)  # the first is the one that we would rather send
_HEAD_DOTS = {58: 384, 80: 576}
_BAND = 256  # rows of one raster command: a small buffer holds it
_RESET = b"\x1b@"
_RASTER = b"\x1b\x1dS\x01"
_FEED_AND_CUT = {Cut.FULL: b"\x1bd\x02", Cut.PART: b"\x1bd\x03"}
_FEED_OFF = b"\x1ba\x06"  # lines, to the tear bar
_CUT_WORDS = {Cut.FULL: "full; feed=true", Cut.PART: "partial; feed=true", Cut.NONE: "none"}


@dataclass(frozen=True, slots=True)
class Form:
    """A job as it is fetched, with the headers that belong to it."""

    data: bytes = field(repr=False)
    headers: Mapping[str, str]


def make_form(data: bytes, paper: Paper, kind: str) -> Form:
    """Return the slip in one of ``KINDS``; it shows the password."""
    image, cut = draw_slip(data, paper), find_cut(data, paper)
    if kind == STARPRNT:
        return Form(write_starprnt(image, cut), {})
    target = io.BytesIO()
    image.save(target, "PNG")
    headers = {"X-Star-Cut": _CUT_WORDS[cut], "X-Star-ImageDitherPattern": "none"}
    return Form(target.getvalue(), headers)


def draw_slip(data: bytes, paper: Paper) -> Image.Image:
    """Return the slip in black and white, as wide as the printer's head."""
    strip = render_strip(data, paper)
    head = Image.new("1", (_HEAD_DOTS[paper.width], strip.height), 1)
    head.paste(
        strip.point(lambda level: 255 if level > 127 else 0).convert("1"),
        ((head.width - strip.width) // 2, 0),
    )
    return head


def find_cut(data: bytes, paper: Paper) -> Cut:
    """Return how the slip ends."""
    cuts = [command for command in read_commands(data) if command.kind is Kind.CUT]
    if not cuts or paper.cut is Cut.NONE:
        return Cut.NONE
    return Cut.FULL if CUT_THROUGH[cuts[-1].value] else Cut.PART


def write_starprnt(image: Image.Image, cut: Cut) -> bytes:
    """Return the image as raster commands, the top first, and the cut."""
    row = image.width // 8
    dots = image.convert("L").point(lambda level: 0 if level else 255).convert("1").tobytes()
    parts = [_RESET]
    for at in range(0, len(dots), row * _BAND):
        band = dots[at : at + row * _BAND]
        size = row.to_bytes(2, "little") + (len(band) // row).to_bytes(2, "little")
        parts.append(_RASTER + size + b"\x00" + band)
    return b"".join([*parts, _FEED_AND_CUT.get(cut, _FEED_OFF)])
