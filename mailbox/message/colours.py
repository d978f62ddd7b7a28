"""Colours of text and background, as far as it matters whether one can be read on the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Colour = tuple[float, float, float]  # red, green and blue, from 0 to 1

WHITE: Colour = (1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0)
_LEAST_CONTRAST = 1.5  # #ccc on white is 1.6, #ddd 1.36
_HEX = re.compile(r"#?([0-9a-f]{3,8})\Z")
_CALL = re.compile(r"rgba?\(([^)]*)\)\Z")
# The names that mail programs write; one that is missing is a colour of which nothing is known.
_NAMES: dict[str, str] = {
    "black": "000",
    "windowtext": "000",
    "canvastext": "000",
    "navy": "000080",
    "darkblue": "00008b",
    "mediumblue": "0000cd",
    "blue": "00f",
    "royalblue": "4169e1",
    "steelblue": "4682b4",
    "green": "008000",
    "darkgreen": "006400",
    "teal": "008080",
    "purple": "800080",
    "indigo": "4b0082",
    "maroon": "800000",
    "red": "f00",
    "darkred": "8b0000",
    "brown": "a52a2a",
    "orange": "ffa500",
    "darkorange": "ff8c00",
    "gray": "808080",
    "grey": "808080",
    "dimgray": "696969",
    "dimgrey": "696969",
    "darkgray": "a9a9a9",
    "darkgrey": "a9a9a9",
    "lightgray": "d3d3d3",
    "lightgrey": "d3d3d3",
    "silver": "c0c0c0",
    "whitesmoke": "f5f5f5",
    "white": "fff",
    "window": "fff",
    "canvas": "fff",
    "yellow": "ff0",
}


def read_colour(value: str) -> Colour | None:
    """Return the colour; None for one that is not known or partly transparent."""
    written = value.strip().lower()
    if (call := _CALL.match(written)) is not None:
        return _read_call(re.split(r"[\s,/]+", call[1].strip()))
    match = _HEX.match(_NAMES.get(written, written))
    return _read_hex(match[1]) if match else None


def can_be_read(text: Colour | None, background: Colour | None) -> bool:
    """Return whether letters of the one stand out from the other (WCAG 2.1, contrast ratio)."""
    if text is None or background is None:
        return False
    lights = sorted((_weigh(text), _weigh(background)))
    return (lights[1] + 0.05) / (lights[0] + 0.05) >= _LEAST_CONTRAST


def _read_hex(digits: str) -> Colour | None:
    if len(digits) in (3, 4):
        digits = "".join(2 * digit for digit in digits)
    if len(digits) not in (6, 8) or (len(digits) == 8 and digits[6:] != "ff"):
        return None
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _read_call(parts: Sequence[str]) -> Colour | None:
    try:
        numbers = [_read_share(part) for part in parts]
    except ValueError:
        return None
    if len(numbers) not in (3, 4) or (len(numbers) == 4 and parts[3] not in {"1", "1.0", "100%"}):
        return None
    return numbers[0], numbers[1], numbers[2]


def _read_share(part: str) -> float:
    share = float(part[:-1]) / 100 if part.endswith("%") else float(part) / 255
    return min(max(share, 0.0), 1.0)


def _weigh(colour: Colour) -> float:
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
