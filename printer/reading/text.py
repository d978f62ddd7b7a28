"""The text of a slip as a person would read it, from the very bytes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rosterdesk.printer.model.commands import Command, Kind, read_commands
from rosterdesk.printer.model.pages import python_codec
from rosterdesk.printer.model.paper import Paper, choose_paper
from rosterdesk.printer.slips.slip import SECRET_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator

MASK = "•"


def slip_text(data: bytes, paper: Paper | None = None, *, mask_password: bool = False) -> str:
    """Return the lines of a slip; raises UnknownCommandError.

    ``paper`` tells which number is which code page; without it, an Epson's numbers are meant.
    """
    lines: list[str] = [""]
    for command, text, secret in _walk(data, paper or _epson()):
        if command.kind is Kind.TEXT:
            lines[-1] += _mask(text) if secret and mask_password else text
        elif command.kind is Kind.NEW_LINE:
            lines.append("")
        elif command.kind in _PICTURED:
            lines[-1:] = [_describe(command, text), ""]
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def read_password(data: bytes, paper: Paper | None = None) -> str | None:
    """Return the password that these bytes put on paper, or None (a separator, a test page)."""
    found = (
        text
        for command, text, secret in _walk(data, paper or _epson())
        if command.kind is Kind.TEXT and secret
    )
    return "".join(found).replace(" ", "") or None


@cache
def _epson() -> Paper:
    return choose_paper(profile="TM-P80")  # the one with all of Epson's numbers


def decode_text(data: bytes, page: int, paper: Paper) -> str:
    """Decode text printed in the code page of that number; raises ValueError for another one."""
    for name, number in paper.code_pages:
        if number == page:
            return data.decode(python_codec(name))
    if data.isascii():
        return data.decode("ascii")
    raise ValueError(f"the printer has no code page {page}")


_PICTURED = {Kind.BARCODE, Kind.QR_PRINT, Kind.RASTER, Kind.CUT}


def _walk(data: bytes, paper: Paper) -> Iterator[tuple[Command, str, bool]]:
    """Yield each command with its text and whether that is secret."""
    page, size, link = 0, 0, ""
    for command in read_commands(data):
        text = ""
        if command.kind is Kind.CODE_PAGE:
            page = command.value
        elif command.kind is Kind.SIZE:
            size = command.value
        elif command.kind is Kind.RESET:
            page, size = 0, 0
        elif command.kind is Kind.QR_STORE:
            link = command.data.decode()
        elif command.kind is Kind.TEXT:
            text = decode_text(command.data, page, paper)
        elif command.kind is Kind.QR_PRINT:
            text = link
        yield command, text, is_secret(size)


def is_secret(size: int) -> bool:
    """Tell from the number of ``GS !`` whether text of that size is a password."""
    return (size >> 4) + 1 >= SECRET_WIDTH


def _mask(text: str) -> str:
    return "".join(c if c == " " else MASK for c in text)


def _describe(command: Command, text: str) -> str:
    if command.kind is Kind.BARCODE:
        return f"[barcode {read_barcode(command.data)}]"
    if command.kind is Kind.QR_PRINT:
        return f"[QR {text}]"
    return "[image]" if command.kind is Kind.RASTER else "-" * 8 + " ✂ " + "-" * 8


def read_barcode(data: bytes) -> str:
    """Return what a scanner would read from ``GS k`` data in Code 128 or Codabar."""
    text, code_set, at = "", "", 0
    while at < len(data):
        if data[at : at + 1] == b"{":
            code_set = chr(data[at + 1])
            at += 2
            continue
        text += f"{data[at]:02}" if code_set == "C" else chr(data[at])
        at += 1
    return text
