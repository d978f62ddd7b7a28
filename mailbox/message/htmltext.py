"""The words of an HTML body, in lines as a reader sees them; what it quotes begins with ``>``.

Words that a reader does not see are kept apart (`styles` says what hides them). The standard
library's parser takes time quadratic in tags that do not end, so that the tags are found by
expressions that look at each character a few times at most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import islice

from rosterdesk.mailbox.message.colours import BLACK, WHITE, Colour, can_be_read
from rosterdesk.mailbox.message.elements import (
    BLOCKS,
    GOING_ON,
    HIDDEN,
    LINES,
    OF_TABLES,
    RAW,
    REPEATED,
    VOID,
    WALLS,
)
from rosterdesk.mailbox.message.styles import (
    NOTHING,
    Look,
    Rule,
    list_added_words,
    read_sheet,
    read_style,
)

_LONGEST = 100_000  # characters of HTML that are looked at
_MOST_SHEETS = 20
_DEEPEST = 500  # browsers stop there, too
_MARK = re.compile(
    r"<!--(?P<comment>-?(?=>)|.*?)(?:-->|--!>|>(?<=<!-->)|>(?<=<!--->)|\Z)"
    r"|<[!?][^<>]*>"
    r"|<(?P<closes>/?)(?P<name>[A-Za-z][^\s<>/]{0,60})"
    r"(?:(?P<values>(?:[^<>\"']++|\"[^\"]{0,2000}+\"|'[^']{0,2000}+')*+)>|(?P<rest>[^<>]*+)>)",
    re.DOTALL,
)
_VALUE = re.compile(r"([^\s=>\"'/]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_FOR_OUTLOOK = re.compile(r"\[if [^\]]{0,100}\]>|<!\[endif\]")


@dataclass(frozen=True, slots=True)
class Page:
    """``shown`` is what a reader sees; ``hidden`` are words that stand in the mail all the same.

    ``whole`` where all of it was looked at.
    """

    shown: str
    hidden: str = ""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Element:
    name: str = "html"
    look: Look = NOTHING
    hides: bool = False
    tiny: bool = False
    quotes: bool = False
    colours: tuple[Colour | None, ...] = (BLACK,)
    backgrounds: tuple[Colour | None, ...] = (WHITE,)

    @property
    def is_seen(self) -> bool:
        return not (self.hides or self.tiny) and all(
            can_be_read(colour, ground) for colour in self.colours for ground in self.backgrounds
        )


@dataclass(slots=True)
class _Reading:
    """The lines so far, and the elements that are open."""

    rules: list[Rule]
    lines: list[str] = field(default_factory=lambda: [""])
    hidden: list[str] = field(default_factory=list)
    open: list[_Element] = field(default_factory=lambda: [_Element()])
    seen: bool = True
    whole: bool = True

    def add(self, text: str) -> None:
        if not text:
            return
        words = re.sub(r"\s+", " ", unescape(text))
        if self.seen:
            self.lines[-1] += words
        elif words.strip():
            self.hidden.append(words)

    def end_line(self) -> None:
        line = self.lines[-1].strip()
        self.lines[-1] = f"> {line}" if line and self.open[-1].quotes else line
        self.lines.append("")

    def begin(self, name: str, values: dict[str, str]) -> None:
        if name in LINES:
            self.end_line()
        self._end_implied(name)
        if name == "input":
            self.add(_draw_control(values))
        if name in VOID:
            return
        if len(self.open) >= _DEEPEST:
            self.whole = False
            return
        self.open.append(_inherit(self.open[-1], name, _find_look(name, values, self.rules)))
        self._look()

    def close(self, name: str) -> None:
        if name in LINES:
            self.end_line()
        at = self._find(name)
        if at is None:
            return
        left = [each for each in self.open[at + 1 :] if each.name in GOING_ON]
        del self.open[at:]  # never the first, which is the page itself
        for each in left:
            self.open.append(_inherit(self.open[-1], each.name, each.look))
        self._look()

    def _end_implied(self, name: str) -> None:
        """End what nobody ends: people and programs leave ``</p>`` and ``</head>`` off."""
        last = self.open[-1].name
        if name == "body":
            self.close("head")
        elif (last == name and name in REPEATED) or (last == "p" and name in BLOCKS):
            self.close(last)

    def _find(self, name: str) -> int | None:
        for at in range(len(self.open) - 1, 0, -1):
            found = self.open[at].name
            if found == name:
                return at
            if found in WALLS and name not in OF_TABLES:
                return None
        return None

    def _look(self) -> None:
        self.seen = self.open[-1].is_seen


def read_page(html: str) -> Page:
    """Return the words of the HTML; a comment is no text of anybody."""
    text = html[:_LONGEST]
    sheets = _find_sheets(text)
    rules, whole = read_sheet("\n".join(sheets))
    reading = _Reading(rules, whole=whole)
    at = 0
    while (mark := _MARK.search(text, at)) is not None:
        reading.add(text[at : mark.start()])
        at = _take(mark, text, reading)
    reading.add(text[at:])
    reading.end_line()
    hidden = [*reading.hidden, *(word for each in sheets for word in list_added_words(each))]
    return Page(
        re.sub(r"\n{3,}", "\n\n", "\n".join(reading.lines)).strip(),
        " ".join(" ".join(hidden).split()),
        whole=reading.whole and len(sheets) < _MOST_SHEETS and len(html) < _LONGEST,
    )


def write_plain(html: str) -> str:
    """Return the text of the HTML that a reader sees."""
    return read_page(html).shown


def _take(mark: re.Match[str], text: str, reading: _Reading) -> int:
    """Take note of a tag or a comment; return where the text goes on."""
    if mark["name"] is None:
        comment = mark["comment"] or ""
        if comment.startswith("[if"):  # Outlook shows what others do not
            reading.hidden.append(_strip(_FOR_OUTLOOK.sub(" ", comment)))
        return mark.end()
    name = mark["name"].lower()
    if mark["closes"]:
        reading.close(name)
    elif name in RAW:
        end = _find_end(text, name, mark.end())
        if name not in ("script", "style"):
            reading.hidden.append(unescape(text[mark.end() : end]))
        return end
    else:
        reading.begin(name, _read_values(mark["values"] or mark["rest"] or ""))
    return mark.end()


def _find_sheets(text: str) -> list[str]:
    starts = islice(re.finditer(r"<style\b[^<>]*>", text, re.IGNORECASE), _MOST_SHEETS)
    return [text[each.end() : _find_end(text, "style", each.end())] for each in starts]


def _find_end(text: str, name: str, at: int) -> int:
    found = re.compile(rf"</{name}\b", re.IGNORECASE).search(text, at)
    return found.start() if found else len(text)


def _strip(html: str) -> str:
    raw = r"<(style|script|xml)\b.*?(?:</\1|\Z)"
    return re.sub(r"<[^<>]*>", " ", re.sub(raw, " ", html, flags=re.DOTALL | re.IGNORECASE))


def _read_values(text: str) -> dict[str, str]:
    """Return the attributes by their names; of two of one name the first counts."""
    values: dict[str, str] = {}
    for name, value in _VALUE.findall(text):
        values.setdefault(name.lower(), unescape(value.strip("\"'")))
    return values


def _draw_control(values: dict[str, str]) -> str:
    """Return what a reader sees of a field of a form: a box that is ticked or not, or its text."""
    kind = values.get("type", "").strip().lower()
    if kind in ("checkbox", "radio"):
        return " ☑ " if "checked" in values else " ☐ "
    return "" if kind == "hidden" else f" {values.get('value', '')} "


def _inherit(around: _Element, name: str, look: Look) -> _Element:
    return replace(
        around,
        name=name,
        look=look,
        hides=around.hides or look.hides or name in HIDDEN,
        tiny=around.tiny if look.tiny is None else look.tiny,
        quotes=around.quotes or name == "blockquote",
        colours=look.colours or around.colours,
        backgrounds=look.backgrounds or around.backgrounds,
    )


def _find_look(name: str, values: dict[str, str], rules: list[Rule]) -> Look:
    if not values and not rules:
        return NOTHING
    marks = frozenset(
        [f".{each}" for each in values.get("class", "").lower().split()]
        + [f"#{each}" for each in values.get("id", "").lower().split()]
    )
    look = read_style(values.get("style", ""))
    if "hidden" in values or "popover" in values or _is_tiny(name, values):
        look = replace(look, hides=True)
    written = [("color", values.get("color" if name == "font" else "text"))]
    written += [("background", values.get("bgcolor") or None)]
    said = ";".join(f"{key}:{value}" for key, value in written if value is not None)
    look = look.joined(read_style(said)) if said else look
    for rule in rules:
        if rule.fits(name, marks):
            look = look.joined(rule.look)
    return look


def _is_tiny(name: str, values: dict[str, str]) -> bool:
    return name != "img" and any(
        values.get(side, "").strip() == "0" for side in ("width", "height")
    )
