"""The least paper that a printer must move for some bytes, and the least time that this takes.

An answer that comes sooner is about bytes that were received, not about a slip on paper. All that
is counted here is what no setting and no model makes shorter: heights of characters without the
white between two lines, rows of 203 dpi, no way to the knife, and no codes that a printer may not
know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.printer.model.commands import Kind, UnknownCommandError, read_commands

if TYPE_CHECKING:
    from rosterdesk.printer.model.commands import Command

# mm a second: Epson's TM-T88VII, the fastest receipt printer that we know of (its data sheet);
# most print 150 to 300.
FASTEST = 500
_DOTS_A_MM = 8  # 203 dpi; heads of 180 dpi have fewer
_LINE = 24  # dots of a character; two lines are 30 dots apart on most printers


def measure_least_mm(data: bytes) -> float:
    """Return how much paper must come out at least; what is not understood counts for nothing."""
    sizes, dots = _Sizes(), 0
    try:
        for command in read_commands(data):
            dots += _count_dots(command, sizes)
            sizes.change(command)
    except UnknownCommandError:
        pass  # what came before it moves its paper all the same
    return dots / _DOTS_A_MM


@dataclass
class _Sizes:
    character: int = 1  # times as high as normal
    line: int = 1  # the same, of the highest character in the line

    def change(self, command: Command) -> None:
        match command.kind:
            case Kind.NEW_LINE:
                self.line = 1
            case Kind.TEXT:
                self.line = max(self.line, self.character)
            case Kind.SIZE:
                self.character = (command.value & 7) + 1
            case Kind.RESET:
                self.character = 1


def _count_dots(command: Command, sizes: _Sizes) -> int:
    match command.kind:
        case Kind.NEW_LINE:
            return _LINE * sizes.line
        case Kind.FEED_LINES:
            return _LINE * command.value
        case Kind.FEED_DOTS:
            return command.value // 2  # some printers count half dots
        case Kind.RASTER:
            return len(command.data) // (command.value or 1)
        case _:
            return 0
