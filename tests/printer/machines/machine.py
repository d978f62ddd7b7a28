"""A printer's mechanism, written from the makers' documents and not from our own reader.

Sources: Epson's reference of ESC/POS (commands, real-time status, ``GS r``, ``GS a``), the manuals
of Rongta's RP326 and Zijiang's 58 mm models (code pages, ``FS .``), Star's command specification
(``ESC GS t``). It takes bytes, says bytes, and knows what a person would see on its paper.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

KNIFE_ABOVE = 6  # lines between the head and the knife
_DOTS_A_MM = 8
_LINE = 30  # dots from line to line: 1/6 inch
_WAKING = 0.4  # seconds that a printer takes to wake up
_SMALL = 9  # dots of a character of font B
_PAIR = "〓"  # one Kanji, as a person who cannot read it sees it

SAFE = {0: "cp437", 2: "cp850", 16: "cp1252", 18: "cp852", 19: "cp858"}
EPSON = SAFE | {13: "cp857", 14: "cp737", 17: "cp866", 34: "cp855", 48: "cp1254"}
RP326 = SAFE | {13: "cp1251", 14: "cp866", 15: "cp737", 29: "cp857", 17: "cp775", 33: "cp855"}
STAR_BY_ESC_T = {0: "cp437", 2: "cp860", 16: "cp737", 18: "cp866", 19: "cp869"}


class Tells(StrEnum):
    ALL = "all"
    EARLY = "early"  # what should be told once it is printed, as soon as it is received
    STATUS = "status"
    NOTHING = "nothing"


class Trouble(StrEnum):
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"


@dataclass(frozen=True, eq=False)
class Model:
    name: str
    dots: int = 576
    columns: int = 48
    pages: Mapping[int, str] = field(default_factory=lambda: MappingProxyType(EPSON))
    font_b: bool = True
    knows_kanji: bool = False
    native_codes: bool = True
    knife: bool = True
    feeds_to_knife: bool = True
    tells: Tells = Tells.ALL
    speaks_unasked: bool = False  # Automatic Status Back, on by default
    can_be_silenced: bool = True  # by GS a 0
    sleeps: bool = False  # and loses what wakes it
    capacity: int = 4096  # bytes of its buffer
    xonxoff: bool = False


@dataclass
class Piece:
    """The contents of one piece of paper, a line each; images and codes as a word in brackets."""

    lines: list[str] = field(default_factory=list)
    cut: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass
class _Style:
    page: int = 0
    size: int = 0
    small: bool = False  # font B
    qr: bytes = b""
    module: int = 3
    bars: int = 162
    kanji: bool = False


class Machine:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.pieces: list[Piece] = []
        self.garbage: list[str] = []  # of commands that it does not know, printed as letters
        self.lost = 0  # bytes that its buffer had no room for
        self.printed = 0  # bytes that it has acted on, in their turn
        self.cut_at: int | None = None  # bytes that it had acted on when it cut for the first time
        self.opened_drawer = False
        self.trouble: Trouble | None = None
        self._plan: tuple[int, Trouble] | None = None
        self._dead = False
        self._asleep = model.sleeps
        self._awake_at: float | None = None
        self._unasked = model.speaks_unasked
        self._style = _Style(kanji=model.knows_kanji)
        self._buffer = bytearray()
        self._real_time = b""
        self._raster_left = 0  # bytes of an image that are still to come
        self._line = ""
        self._used = 0  # dots of the line
        self._piece = Piece()
        self._said = bytearray()
        self.speed: float | None = None  # mm a second that its paper moves; None: in no time
        self.moved = 0  # dots of paper
        self._paper_rests_at = 0.0  # on the monotonic clock
        self._to_say: list[tuple[float, int]] = []  # answers that wait for the paper

    def fail(self, trouble: Trouble, *, after: int) -> None:
        """Break when so many bytes more have been acted on."""
        self._plan = (self.printed + after, trouble)
        self._break_if_due()

    def lose_power(self) -> None:
        """Stop: what it holds is lost, and nothing is taken, kept or said any more."""
        self._buffer.clear()
        self._dead = True

    def flicker(self) -> None:
        """Begin anew after a flick of power: what it holds is lost, and what it was told."""
        self._buffer.clear()
        self._style = _Style(kanji=self.model.knows_kanji)
        self._line, self._used, self._raster_left, self._real_time = "", 0, 0, b""

    def find_power(self) -> None:
        """Begin anew, with nothing in hand."""
        self._dead = False

    def let_stray(self, noise: bytes) -> None:
        """Let bytes come down the line that it never said."""
        self._said += noise

    def mend(self) -> None:
        """Make it well again; it goes on with what it holds as soon as it is let run."""
        self.trouble = None
        self._tell_unasked()

    def hear_said(self) -> bytes:
        while self._to_say and self._to_say[0][0] <= monotonic():
            self._said.append(self._to_say.pop(0)[1])
        said, self._said = bytes(self._said), bytearray()
        return said

    @property
    def next_word(self) -> float | None:
        """Return in how many seconds it says something by itself; None where it has nothing."""
        return max(self._to_say[0][0] - monotonic(), 0) if self._to_say else None

    def _move(self, dots: int) -> None:
        self.moved += dots
        if self.speed is not None:
            begins = max(self._paper_rests_at, monotonic())
            self._paper_rests_at = begins + dots / _DOTS_A_MM / self.speed

    def receive(self, data: bytes) -> None:
        """Take bytes off the line; questions in real time are answered at once."""
        if self._dead or self._is_asleep():
            return
        for byte in data:
            if len(self._buffer) >= self.model.capacity:
                self.lost += 1
                continue
            self._buffer.append(byte)
            self._watch_real_time(byte)

    def run(self, limit: int | None = None) -> int:
        """Act on what is in the buffer, at most so many bytes; return how many it was."""
        start = self.printed
        while self._buffer and self.trouble is None:
            if limit is not None and self.printed - start >= limit:
                break
            length = self._act()
            if not length:
                break
            for _ in range(length):
                self.printed += 1
                self._break_if_due()
            del self._buffer[:length]
        return self.printed - start

    def fall_asleep(self) -> None:
        self._asleep, self._awake_at = True, None

    def _is_asleep(self) -> bool:
        """The first byte wakes it; what comes before it is awake is lost."""
        if not self._asleep:
            return False
        if self._awake_at is None:
            self._awake_at = monotonic() + _WAKING
        self._asleep = monotonic() < self._awake_at
        return self._asleep

    def receive_all(self, data: bytes) -> None:
        """Take and print it, no faster than the buffer allows."""
        for at in range(0, len(data), 256):
            self.receive(data[at : at + 256])
            self.run()

    @property
    def waiting(self) -> int:
        return len(self._buffer)

    # what it says

    def _watch_real_time(self, byte: int) -> None:
        self._real_time = (self._real_time + bytes([byte]))[-3:]
        if self._real_time[:2] == b"\x10\x04" and len(self._real_time) == 3:
            if self.model.tells is not Tells.NOTHING:
                self._said.append(self._status(self._real_time[2]))
            del self._buffer[-3:]
            self._real_time = b""
        if self._real_time[-2:] == b"\x10\x14":
            self.opened_drawer = True

    def _status(self, question: int) -> int:
        out, opened = self.trouble is Trouble.PAPER_OUT, self.trouble is Trouble.COVER_OPEN
        bits = {1: 0x08 * (out or opened), 2: 0x20 * out | 0x04 * opened, 4: 0x60 * out}
        return 0x12 | bits.get(question, 0)

    def _tell_unasked(self) -> None:
        if self._unasked:
            out, opened = self.trouble is Trouble.PAPER_OUT, self.trouble is Trouble.COVER_OPEN
            first = 0x14 | 0x08 * (out or opened) | 0x20 * opened
            self._said += bytes([first, 0x00, 0x0F * out, 0x0F])

    def connect(self) -> None:
        """A printer that speaks unasked says first how it is."""
        self._tell_unasked()

    def _break_if_due(self) -> None:
        if self._plan is not None and self.printed >= self._plan[0]:
            self.trouble, self._plan = self._plan[1], None
            self._tell_unasked()

    # what it prints

    def _act(self) -> int:
        """Do what stands first in the buffer; return its length, 0 while it is not all there."""
        data = self._buffer
        if self._raster_left:  # dots are printed as they come, row by row
            taken = min(self._raster_left, len(data))
            self._raster_left -= taken
            return taken
        first = data[0]
        if first == 0:
            return 1
        if first == 0x0A:
            self._end_line()
            return 1
        if first >= 0x20:
            return self._print_text(data)
        return self._act_on_command(data)

    def _act_on_command(self, data: bytearray) -> int:
        name = bytes(data[:2])
        if len(name) < 2 or name == b"\x10\x04":  # a question in real time, not all there yet
            return 0
        if name == b"\x1bp":
            self.opened_drawer = True
        for known, (length, do) in self._commands().items():
            if bytes(data[: len(known)]) == known:
                wanted = length(data)
                if wanted is None or wanted > len(data):
                    return 0
                do(bytes(data[:wanted]))
                return wanted
            if known.startswith(bytes(data)):
                return 0
        self.garbage.append(name.hex())
        return 1  # the control goes, the rest comes out as letters

    def _commands(
        self,
    ) -> dict[bytes, tuple[Callable[[bytearray], int | None], Callable[[bytes], None]]]:
        model = self.model
        found: dict[bytes, tuple[Callable, Callable]] = {
            b"\x1b@": (_fixed(2), lambda _: self._reset()),
            b"\x1bt": (_fixed(3), lambda d: self._choose_page(d[2])),
            b"\x1bd": (_fixed(3), lambda d: self._feed(d[2])),
            b"\x1bJ": (_fixed(3), lambda d: self._feed_dots(d[2])),
            b"\x1d!": (_fixed(3), lambda d: setattr(self._style, "size", d[2])),
            b"\x1dv0": (_fixed(8), self._print_raster),
        }
        if model.font_b:
            found[b"\x1bM"] = (_fixed(3), lambda d: setattr(self._style, "small", bool(d[2])))
        for quiet in (b"\x1bE", b"\x1ba", b"\x1dB"):
            found[quiet] = (_fixed(3), _nothing)
        if model.knows_kanji:
            found[b"\x1c."] = (_fixed(2), lambda _: setattr(self._style, "kanji", False))
            found[b"\x1c&"] = (_fixed(2), lambda _: setattr(self._style, "kanji", True))
        if model.knife:
            found[b"\x1dV"] = (_cut_length, lambda _: self._cut())
        if model.native_codes:
            found[b"\x1dh"] = (_fixed(3), lambda d: setattr(self._style, "bars", d[2]))
            for quiet in (b"\x1dw", b"\x1df", b"\x1dH"):
                found[quiet] = (_fixed(3), _nothing)
            found[b"\x1dk"] = (_barcode_length, self._print_barcode)
            found[b"\x1d(k"] = (_extended_length, self._do_qr)
        if model.tells is not Tells.NOTHING:
            found[b"\x1da"] = (_fixed(3), lambda d: self._speak_unasked(d[2]))
            found[b"\x1dr"] = (_fixed(3), lambda _: self._answer_in_turn())
        return found

    def _speak_unasked(self, wanted: int) -> None:
        self._unasked = bool(wanted) or (self._unasked and not self.model.can_be_silenced)

    def _answer_in_turn(self) -> None:
        if self.model.tells is Tells.EARLY:
            self._said.append(0x00)
        if self.model.tells is Tells.ALL:
            self._to_say.append((self._paper_rests_at, 0x00))

    def _reset(self) -> None:
        self._end_line(only_if_text=True)
        self._style = _Style(kanji=self.model.knows_kanji)

    def _choose_page(self, number: int) -> None:
        if number in self.model.pages:
            self._style.page = number

    def _print_text(self, data: bytearray) -> int:
        first = data[0]
        wide = (self._style.size >> 4) + 1
        if self._style.kanji and first >= 0x81:
            if len(data) < 2:
                return 0
            if data[1] >= 0x40:
                self._add(_PAIR, 2 * wide)
                return 2
        codec = self.model.pages.get(self._style.page, "cp437")
        self._add(bytes([first]).decode(codec, "replace"), wide)
        return 1

    def _add(self, character: str, cells: int) -> None:
        dots = cells * (_SMALL if self._style.small else self.model.dots // self.model.columns)
        if self._used + dots > self.model.dots:
            self._end_line()
        self._line += character
        self._used += dots

    def _end_line(self, *, only_if_text: bool = False) -> None:
        if self._line or not only_if_text:
            self._move(max(_LINE, 24 * ((self._style.size & 7) + 1)))
            self._piece.lines.append(self._line.strip())
        self._line, self._used = "", 0

    def _feed(self, lines: int) -> None:
        self._end_line(only_if_text=True)
        self._move(_LINE * lines)
        self._piece.lines += [""] * lines

    def _feed_dots(self, dots: int) -> None:
        self._end_line(only_if_text=True)
        self._move(dots)

    def _print_raster(self, data: bytes) -> None:
        row, rows = (int.from_bytes(data[at : at + 2], "little") for at in (4, 6))
        self._raster_left = row * rows
        self._move(rows)
        width = row * 8
        self._end_line(only_if_text=True)
        clipped = width > self.model.dots
        self._piece.lines.append(f"[clipped {width}]" if clipped else f"[image {width}]")

    def _print_barcode(self, data: bytes) -> None:
        assert not self._line, "GS k stands at the beginning of a line"
        number, pairs = "", False
        at = 4
        while at < len(data):
            if data[at] == ord("{"):
                pairs = data[at + 1] == ord("C")
                at += 2
                continue
            number += f"{data[at]:02}" if pairs else chr(data[at])
            at += 1
        self._move(self._style.bars)
        self._piece.lines.append(f"[code {number}]")

    def _do_qr(self, data: bytes) -> None:
        if data[6] == 67:
            self._style.module = data[7]
        if data[6] == 80:
            self._style.qr = data[8:]
        if data[6] == 81:
            self._move(25 * self._style.module)  # version 2, as for a link
            self._piece.lines.append(f"[qr {self._style.qr.decode()}]")

    def _cut(self) -> None:
        self._end_line(only_if_text=True)
        self.cut_at = self.printed if self.cut_at is None else self.cut_at
        lines = self._piece.lines
        left = [] if self.model.feeds_to_knife else lines[-KNIFE_ABOVE:]
        self._piece.lines = lines[: len(lines) - len(left)]
        self._piece.cut = True
        self.pieces.append(self._piece)
        self._piece = Piece(list(left))

    def take_paper(self) -> list[Piece]:
        """Return the pieces so far, and what hangs out of the printer as the last one."""
        self._end_line(only_if_text=True)
        found = [*self.pieces, replace(self._piece)]
        self.pieces, self._piece = [], Piece()
        return [piece for piece in found if piece.lines]


def _nothing(_: bytes) -> None:
    pass


def _fixed(length: int) -> Callable[[bytearray], int]:
    return lambda _: length


def _cut_length(data: bytearray) -> int | None:
    if len(data) < 3:
        return None
    return 4 if data[2] >= 65 else 3


def _barcode_length(data: bytearray) -> int | None:
    return 4 + data[3] if len(data) >= 4 else None


def _extended_length(data: bytearray) -> int | None:
    return 5 + int.from_bytes(data[3:5], "little") if len(data) >= 5 else None
