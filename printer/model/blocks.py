"""A slip in blocks: between two of them a printer can be asked whether it has the first on paper.

A block ends where a line ends, so a question after it stands in no command and on no line. An image
that is longer than a block is printed as several, one below the other: on paper it is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.printer.model.commands import Kind, UnknownCommandError, read_command

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENOUGH = 256  # bytes, about two centimetres of text: a block ends with the line
_RASTER_HEADER = 8
_ENDS_LINE = frozenset(
    {
        *(Kind.NEW_LINE, Kind.FEED_LINES, Kind.FEED_DOTS),
        *(Kind.RASTER, Kind.BARCODE, Kind.QR_PRINT, Kind.CUT),
    }
)
_STYLES = frozenset(
    {
        *(Kind.RESET, Kind.KANJI_OFF, Kind.CODE_PAGE, Kind.DENSITY, Kind.ALIGN),
        *(Kind.SIZE, Kind.BOLD, Kind.FONT, Kind.INVERT),
    }
)


def part_slip(data: bytes, longest: int) -> list[bytes]:
    """Return the blocks, in their order; what is not understood is in the last one.

    None is longer than ``longest`` bytes but by a single line, or a single row of an image.
    """
    blocks, block, at_line_end = [], b"", False
    for piece, kind in _read_pieces(data, longest):
        if at_line_end and (len(block) >= _ENOUGH or len(block) + len(piece) > longest):
            blocks.append(block)
            block = b""
        block += piece
        at_line_end = kind in _ENDS_LINE or (at_line_end and kind in _STYLES)
    return [*blocks, block] if block else blocks


def _read_pieces(data: bytes, longest: int) -> Iterator[tuple[bytes, Kind | None]]:
    """Yield commands as they stand, and their kinds; at the end, None, what is no command."""
    at = 0
    while at < len(data):
        try:
            command, end = read_command(data, at)
        except UnknownCommandError:
            yield data[at:], None
            return
        if command.kind is Kind.RASTER and end - at > longest:
            for band in _part_raster(command.data, command.value, longest):
                yield data[at : at + 4] + band, command.kind
        else:
            yield data[at:end], command.kind
        at = end


def _part_raster(dots: bytes, width: int, longest: int) -> Iterator[bytes]:
    """Yield bands, each with its size in front; ``width`` is a row's bytes."""
    size = max((longest - _RASTER_HEADER) // width, 1) * width
    for at in range(0, len(dots), size):
        band = dots[at : at + size]
        rows = len(band) // width
        yield width.to_bytes(2, "little") + rows.to_bytes(2, "little") + band
