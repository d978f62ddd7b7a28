"""Code pages: which letters a printer has, and by which number it calls them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_
from rosterdesk.printer.errors import PrinterAddressError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

CodePages = tuple[tuple[str, int], ...]  # (name, number on this printer), in the order of use

# Letters that stand one after the other, left to right, are all that a code page prints well:
# Hebrew, Arabic, Thai and combining accents come out reversed or beside their letter.
_CODECS: Mapping[str, str] = {
    **{name: name.lower() for name in ("CP437", "CP737", "CP775", "CP850", "CP852", "CP855")},
    **{name: name.lower() for name in ("CP857", "CP858", "CP860", "CP861", "CP863", "CP865")},
    **{name: name.lower() for name in ("CP866", "CP1125", "CP1250", "CP1251", "CP1252")},
    **{name: name.lower() for name in ("CP1253", "CP1254", "CP1257")},
    "ISO_8859-2": "iso8859_2",
    "ISO_8859-7": "iso8859_7",
    "ISO_8859-15": "iso8859_15",
}
# The numbers on which makers agree (Epson's, and those of most clones); the others differ.
SAFE_PAGES: CodePages = (("CP437", 0), ("CP850", 2), ("CP1252", 16), ("CP852", 18), ("CP858", 19))
NO_PAGES = "none"  # in place of names: every letter outside ASCII is drawn
# Before a name with a p it would look like ESC p, the command of the cash drawer.
_ESCAPE = 27


def python_codec(code_page: str) -> str:
    return _CODECS[code_page]


def read_profile_pages(slots: Mapping[str, object]) -> CodePages:
    """Return the pages of a profile that we can write, each at its lowest number."""
    known: dict[str, int] = {}
    for number, name in sorted((int(slot), str(name)) for slot, name in slots.items()):
        if name in _CODECS and number != _ESCAPE:
            known.setdefault(name, number)
    return tuple(known.items())


def choose_code_pages(known: CodePages, wanted: Sequence[str] | None) -> CodePages:
    """Return the pages of ``wanted``, in its order; raises PrinterAddressError.

    A page is a name (``CP858``) or a name with the printer's own number (``CP857:29``).
    """
    if wanted is None:
        return known
    if [name.casefold() for name in wanted] == [NO_PAGES]:
        return ()
    return tuple(_find_pages(dict(known), wanted))


def _find_pages(known: Mapping[str, int], wanted: Iterable[str]) -> Iterable[tuple[str, int]]:
    seen = set()
    for written in wanted:
        spelt, _, number = written.partition(":")
        name = re.sub("^WPC", "CP", spelt.strip().upper())
        if name not in _CODECS or name in seen:
            raise PrinterAddressError(
                N_("“{name}” is not a code page that we can print, or it stands there twice."),
                name=written,
            )
        seen.add(name)
        if number:
            yield name, _read_number(number, written)
        elif name in known:
            yield name, known[name]
        else:
            raise PrinterAddressError(
                N_("The number of code page “{name}” on this printer is needed: {name}:29."),
                name=name,
            )


def _read_number(number: str, written: str) -> int:
    found = int(number) if re.fullmatch(r"[0-9]{1,3}", number) else 256
    if found > 255 or found == _ESCAPE:
        raise PrinterAddressError(
            N_("“{name}”: a code page's number goes from 0 to 255, without 27."), name=written
        )
    return found
