"""The bytes of a slip, read back as commands. Strict: what it does not know is an error.

Source: Epson's reference of ESC/POS. A command that is not in these tables is one that we do not
print, so it is refused instead of skipped: a skipped command would hide what follows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Kind(StrEnum):
    TEXT = "text"
    NEW_LINE = "new line"
    RESET = "reset"
    KANJI_OFF = "kanji off"
    CODE_PAGE = "code page"
    SIZE = "size"
    BOLD = "bold"
    FONT = "font"
    ALIGN = "align"
    INVERT = "invert"
    DENSITY = "density"
    FEED_LINES = "feed lines"
    FEED_DOTS = "feed dots"
    BAR_HEIGHT = "bar height"
    BAR_WIDTH = "bar width"
    BAR_FONT = "bar font"
    BAR_TEXT = "bar text"
    BARCODE = "barcode"
    QR_MODEL = "qr model"
    QR_SIZE = "qr size"
    QR_LEVEL = "qr level"
    QR_STORE = "qr store"
    QR_PRINT = "qr print"
    RASTER = "raster"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Command:
    """``value`` is the command's number: a raster's bytes in a row, a barcode's kind."""

    kind: Kind
    value: int = 0
    data: bytes = b""


class UnknownCommandError(ValueError):
    """The bytes hold something that is not one of our commands, or stop half way."""

    def __init__(self, at: int) -> None:
        super().__init__(f"byte {at} is not the beginning of a command that is known")
        self.at = at


_NUMBERED = {
    b"\x1bt": Kind.CODE_PAGE,
    b"\x1bE": Kind.BOLD,
    b"\x1bM": Kind.FONT,
    b"\x1ba": Kind.ALIGN,
    b"\x1bd": Kind.FEED_LINES,
    b"\x1bJ": Kind.FEED_DOTS,
    b"\x1d!": Kind.SIZE,
    b"\x1dB": Kind.INVERT,
    b"\x1d|": Kind.DENSITY,
    b"\x1dh": Kind.BAR_HEIGHT,
    b"\x1dw": Kind.BAR_WIDTH,
    b"\x1df": Kind.BAR_FONT,
    b"\x1dH": Kind.BAR_TEXT,
}
_QR = {65: Kind.QR_MODEL, 67: Kind.QR_SIZE, 69: Kind.QR_LEVEL, 80: Kind.QR_STORE, 81: Kind.QR_PRINT}
CUT_THROUGH = {0: True, 1: False, 65: True, 66: False}  # GS V m; 65 and 66 have one byte more


def read_commands(data: bytes) -> Iterator[Command]:
    """Yield the commands one by one; raises UnknownCommandError, also where the bytes break off."""
    at = 0
    while at < len(data):
        command, at = read_command(data, at)
        yield command


def read_command(data: bytes, at: int) -> tuple[Command, int]:
    """Return the command that begins there, and where the next one begins."""
    try:
        if data[at] >= ord(" "):
            return _read_text(data, at)
        if data[at] == ord("\n"):
            return Command(Kind.NEW_LINE), at + 1
        return _read_escape(data, at)
    except IndexError as error:
        raise UnknownCommandError(at) from error


def _read_text(data: bytes, at: int) -> tuple[Command, int]:
    end = at
    while end < len(data) and data[end] >= ord(" "):
        end += 1
    return Command(Kind.TEXT, data=data[at:end]), end


def _read_escape(data: bytes, at: int) -> tuple[Command, int]:
    name = data[at : at + 2]
    if name == b"\x1b@":
        return Command(Kind.RESET), at + 2
    if name == b"\x1c.":
        return Command(Kind.KANJI_OFF), at + 2
    if name in _NUMBERED:
        return Command(_NUMBERED[name], data[at + 2]), at + 3
    if name in _LONG:
        return _LONG[name](data, at)
    raise UnknownCommandError(at)


def _read_barcode(data: bytes, at: int) -> tuple[Command, int]:
    kind, length = data[at + 2], data[at + 3]
    if kind < 65:
        raise UnknownCommandError(at)
    return Command(Kind.BARCODE, kind, _take(data, at, at + 4, length)), at + 4 + length


def _read_qr(data: bytes, at: int) -> tuple[Command, int]:
    length = int.from_bytes(data[at + 3 : at + 5], "little")
    body = _take(data, at, at + 5, length)
    if data[at + 2 : at + 3] != b"k" or body[:1] != b"1" or body[1] not in _QR:
        raise UnknownCommandError(at)
    kind = _QR[body[1]]
    value = body[2] if kind is not Kind.QR_STORE else 0
    return Command(kind, value, body[3:] if kind is Kind.QR_STORE else b""), at + 5 + length


def _read_raster(data: bytes, at: int) -> tuple[Command, int]:
    if data[at + 2 : at + 4] != b"0\x00":
        raise UnknownCommandError(at)
    width = int.from_bytes(data[at + 4 : at + 6], "little")
    height = int.from_bytes(data[at + 6 : at + 8], "little")
    end = at + 8 + width * height
    return Command(Kind.RASTER, width, _take(data, at, at + 8, width * height)), end


def _read_cut(data: bytes, at: int) -> tuple[Command, int]:
    how = data[at + 2]
    if how not in CUT_THROUGH:
        raise UnknownCommandError(at)
    end = at + (4 if how > 1 else 3)
    _take(data, at, at, end - at)
    return Command(Kind.CUT, how), end


def _take(data: bytes, at: int, start: int, length: int) -> bytes:
    taken = data[start : start + length]
    if len(taken) != length:
        raise UnknownCommandError(at)
    return taken


_LONG: dict[bytes, Callable[[bytes, int], tuple[Command, int]]] = {
    b"\x1dk": _read_barcode,
    b"\x1d(": _read_qr,
    b"\x1dv": _read_raster,
    b"\x1dV": _read_cut,
}
