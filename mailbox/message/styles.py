"""The styles of a mail, as far as they hide words from its reader.

No engine of a browser, and it need not be one: what may be hidden counts as hidden. A word that
is taken for hidden by mistake is left to a librarian; the other way round a yes that nobody saw
would be one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.mailbox.message.colours import Colour, read_colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MOST_RULES = 100
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?|\\(.)", re.IGNORECASE | re.DOTALL)
_SIZE = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|pc|em|rem|ex|ch|%|cm|mm|in|vw|vh|q)?(?![\w%])")
_IN_PIXELS = {"pt": 1.33, "pc": 16, "em": 16, "rem": 16, "ex": 8, "ch": 8, "%": 0.16}
_IN_PIXELS |= {"cm": 37.8, "mm": 3.78, "in": 96, "vw": 10, "vh": 10, "q": 0.94}
_SMALLEST_LETTERS = 4.0  # pixels
_SMALLEST_BOX = 2.0
_FAR_AWAY = 200.0  # Word moves the first line of a list by 24 pixels
_VALUES_THAT_HIDE = {
    "display": {"none"},
    "visibility": {"hidden", "collapse"},
    "mso-hide": {"all"},
    "content-visibility": {"hidden"},
}
# Sizes that do not depend on those around.
_BY_THEMSELVES = re.compile(r"[\d.]+(px|pt|pc|rem|cm|mm|in|q)\b|(xx-|x-)?(small|large)\b|medium\b")
_BOXES = ("height", "max-height", "width", "max-width")
_PLACES = (
    *("text-indent", "left", "right", "top", "bottom", "inset", "margin", "margin-left"),
    *("margin-top", "letter-spacing", "word-spacing"),
)
_SHAPES = (
    *("clip", "clip-path", "transform", "scale", "translate", "rotate", "filter", "mask"),
    *("-webkit-mask", "mix-blend-mode", "offset-path"),
)
_LINES = ("text-decoration", "text-decoration-line", "-webkit-text-decoration-line")
_CLOSER = 2.0  # pixels
_NO_SHAPE = {"none", "auto", "normal", "initial", "unset", "inherit", ""}
_AS_IT_WAS = {"inherit", "initial", "unset", "auto", "currentcolor", "none", ""}
_TEXT_COLOURS = ("color", "-webkit-text-fill-color")
_BACKGROUNDS = ("background", "background-color", "background-image")
_SELECTOR = re.compile(r"(?P<name>[a-z][\w:-]*|\*)?(?P<marks>(?:[.#][\w-]+)*)")


@dataclass(frozen=True, slots=True)
class Look:
    """The effect of a style on words. The colours are lists: nobody knows which of them wins.

    None in them is a colour that is not known, or a picture. ``tiny`` is whether the letters are
    too small to be read; None where that is as around it.
    """

    hides: bool = False
    tiny: bool | None = None
    colours: tuple[Colour | None, ...] = ()
    backgrounds: tuple[Colour | None, ...] = ()

    @property
    def matters(self) -> bool:
        """Return whether it can hide a word: most rules of a sheet are of ordinary letters."""
        return self.hides or bool(self.tiny or self.colours or self.backgrounds)

    def joined(self, other: Look) -> Look:
        sizes = [each for each in (self.tiny, other.tiny) if each is not None]
        return Look(
            self.hides or other.hides,
            any(sizes) if sizes else None,
            self.colours + other.colours,
            self.backgrounds + other.backgrounds,
        )


NOTHING = Look()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a style sheet: the name, the classes and the id of what it is for."""

    name: str
    marks: frozenset[str]
    look: Look

    def fits(self, name: str, marks: frozenset[str]) -> bool:
        return self.name in ("", "*", name) and self.marks <= marks


def read_style(text: str) -> Look:
    """Read the declarations of a ``style`` attribute or of a rule."""
    values: dict[str, str] = {}
    for part in _clean(text).split(";"):
        name, _, value = part.partition(":")
        values[name.strip()] = value.replace("!important", "").strip()
    return Look(
        _hides(values),
        _are_tiny(values),
        tuple(_read_colours(values, _TEXT_COLOURS)),
        tuple(_read_colours(values, _BACKGROUNDS)),
    )


def read_sheet(css: str) -> tuple[list[Rule], bool]:
    """Return the rules that matter; False where there are more than are looked at.

    Whatever a rule asks of the elements around, or of the screen, is taken as given.
    """
    rules: list[Rule] = []
    head = ""
    pieces = re.split(r"([{}])", _clean(css))
    for piece, mark in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if mark == "{":
            head = piece
        elif mark == "}" and piece.strip() and (look := read_style(piece)).matters:
            rules += (_read_selector(each, look) for each in head.split(",")[:_MOST_RULES])
        if len(rules) > _MOST_RULES:
            return rules, False
    return rules, True


def list_added_words(css: str) -> list[str]:
    """Return the words that a style sheet puts beside those of the mail (``content:``)."""
    return re.findall(r"content\s*:\s*[\"']([^\"']{1,500})", _clean(css))


def _clean(css: str) -> str:
    flat = _ESCAPE.sub(_write_escape, _COMMENT.sub(" ", css))
    return flat.lower()


def _write_escape(found: re.Match[str]) -> str:
    if found[1] is None:
        return str(found[2])
    number = int(found[1], 16)
    return chr(number) if 0 < number < 0xD800 else " "


def _hides(values: Mapping[str, str]) -> bool:
    return (
        any(values.get(name) in hiding for name, hiding in _VALUES_THAT_HIDE.items())
        or _is_faint(values.get("opacity", "1"))
        or _is_below(values.get("line-height", ""), _SMALLEST_LETTERS, alone="em")
        or any(_is_below(values.get(name, ""), _SMALLEST_BOX) for name in _BOXES)
        or any(map(_is_far, (values.get(name, "") for name in _PLACES)))
        or any(values.get(name, "") not in _NO_SHAPE for name in _SHAPES)
        or _is_faint(values.get("zoom", "1"))
        or any("line-through" in value for name, value in values.items() if name in _LINES)
        or _is_negative(values.get("letter-spacing", ""))
    )


def _is_negative(value: str) -> bool:
    """Return whether letters stand on each other; print has them a little closer at times."""
    match = _SIZE.match(value)
    return match is not None and float(match[1]) * _IN_PIXELS.get(match[2] or "px", 1) < -_CLOSER


def _is_faint(value: str) -> bool:
    match = _SIZE.match(value)
    return match is not None and float(match[1]) / (100 if match[2] == "%" else 1) < 0.3


def _are_tiny(values: Mapping[str, str]) -> bool | None:
    size = values.get("font-size") or _find_size(values.get("font", ""))
    if _is_below(size, _SMALLEST_LETTERS):
        return True
    return False if _BY_THEMSELVES.match(size) else None


def _is_below(value: str, least: float, alone: str = "px") -> bool:
    """Return whether it is, or may be; ``alone`` is the unit of a number without one."""
    match = _SIZE.match(value)
    if match is None:
        return value.startswith(("calc", "var", "min", "max(", "clamp"))
    return float(match[1]) * _IN_PIXELS.get(match[2] or alone, 1) < least


def _find_size(font: str) -> str:
    """Return the first size in a ``font``; a weight such as 400 has no unit and is none."""
    words = (word.partition("/")[0] for word in font.split())
    sizes = (word for word in words if (m := _SIZE.match(word)) and (m[2] or float(m[1]) == 0))
    return next(sizes, "")


def _is_far(value: str) -> bool:
    sizes = (float(m[1]) * _IN_PIXELS.get(m[2] or "px", 1) for m in _SIZE.finditer(value))
    return any(abs(each) >= _FAR_AWAY for each in sizes)


def _read_colours(values: Mapping[str, str], names: Iterable[str]) -> Iterable[Colour | None]:
    for name in names:
        value = values.get(name, "")
        if value in _AS_IT_WAS:
            continue
        words = re.findall(r"[\w-]+\([^)]*\)|#?[\w-]+", value)
        known = [colour for word in words if (colour := read_colour(word)) is not None]
        if name == "background-color" and value == "transparent":
            continue
        # A picture may lie over the colour that stands beside it.
        yield known[-1] if known and "url(" not in value and "gradient" not in value else None


def _read_selector(selector: str, look: Look) -> Rule:
    words = re.split(r"[\s>+~]+", selector.strip())
    last = re.sub(r"\[[^\]]*\]|:[\w-]+(\([^)]*\))?", "", words[-1])
    match = _SELECTOR.match(last)
    assert match is not None  # it may be empty
    return Rule(match["name"] or "", frozenset(re.findall(r"[.#][\w-]+", match["marks"])), look)
