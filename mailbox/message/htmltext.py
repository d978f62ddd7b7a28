"""The words of an HTML body, in lines as a reader sees them; what it quotes begins with ``>``.

The standard library's parser takes time quadratic in tags that do not end, so that the tags are
found by an expression that looks at each character once.
"""

from __future__ import annotations

import re
from html import unescape

_LONGEST = 100_000  # characters of HTML that are looked at
_HIDDEN = frozenset({"script", "style", "head", "title", "template"})
_LINES = re.compile(
    r"address|article|blockquote|br|div|dl|dt|dd|h1|h2|h3|h4|h5|h6|hr|"
    r"li|ol|p|pre|table|tr|ul"
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})[^<>]*>")


class _Page:
    def __init__(self) -> None:
        self.lines = [""]
        self._hidden = 0
        self._quoted = 0

    def add(self, text: str) -> None:
        if not self._hidden:
            self.lines[-1] += re.sub(r"\s+", " ", unescape(text))

    def turn(self, name: str, *, closes: bool) -> None:
        """Take note of a tag that begins or closes."""
        step = -1 if closes else 1
        if _LINES.fullmatch(name):
            self.end_line()
        if name in _HIDDEN:
            self._hidden = max(0, self._hidden + step)
        if name == "blockquote":
            self._quoted = max(0, self._quoted + step)

    def end_line(self) -> None:
        line = self.lines[-1].strip()
        self.lines[-1] = f"> {line}" if line and self._quoted else line
        self.lines.append("")


def write_plain(html: str) -> str:
    """Return the text of the HTML; comments are no text of anybody."""
    shown = re.sub(r"<!--.*?(?:-->|\Z)", "", html[:_LONGEST], flags=re.DOTALL)
    page, at = _Page(), 0
    for tag in _TAG.finditer(shown):
        page.add(shown[at : tag.start()])
        page.turn(tag[2].lower(), closes=bool(tag[1]))
        at = tag.end()
    page.add(shown[at:])
    page.end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(page.lines)).strip()
