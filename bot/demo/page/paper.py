"""The paper from the printer, slip by slip, drawn from the bytes.

The password is shown, as it stands on paper: in the demo it is what a newcomer logs in with.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from rosterdesk.printer.reading.picture import render_paper
from rosterdesk.printer.reading.text import read_password, slip_text

if TYPE_CHECKING:
    from rosterdesk.bot.demo.page.printers import Piece

_LINK = re.compile(r"\[QR \S+[?]start=(\S+)\]")
_CODE = re.compile(r"\[barcode (\S+)\]")


def view_paper(piece: Piece, number: int) -> dict[str, Any]:
    """``card`` is where there is a password: then it is a slip of a customer.

    A ``sheet`` is A4, and is looked at as the PDF that it is.
    """
    data, paper = piece.data, piece.printer.paper
    if piece.printer.form is not None:
        title = f"A4 · {piece.printer.name}"
        bare = dict.fromkeys(("card", "start"))
        return {"number": number, "title": title, "note": "PDF", "text": "", "sheet": True, **bare}
    text = slip_text(data, paper)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    is_slip = read_password(data, paper) is not None
    code = _CODE.search(text)
    link = _LINK.search(text)
    return {
        "number": number,
        "title": lines[1] if len(lines) > 1 else "".join(lines),
        "note": lines[2] if len(lines) > 2 else "",
        "text": text,
        "card": code[1] if is_slip and code else None,
        "start": link[1] if is_slip and link else None,
        "sheet": False,
    }


def draw_paper(piece: Piece) -> tuple[bytes, str]:
    """Return the slip as PNG, one pixel a dot, or the sheet; and what it is."""
    if piece.printer.form is not None:
        return piece.data, "application/pdf"
    target = io.BytesIO()
    render_paper(piece.data, piece.printer.paper, mask_password=False).save(target, "PNG")
    return target.getvalue(), "image/png"
