"""A printer's paper: how wide, which characters, how it is cut."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_
from rosterdesk.printer.errors import PrinterAddressError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WIDEST_58 = 432  # dots: 54 mm, the most that any head prints on 58 mm paper
_USUAL_DOTS = {58: 384, 80: 512}
CELL = 12  # dots of one character of font A, on every printer of the profile database

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


class Cut(StrEnum):
    """How slips are parted: AUTO is partly between slips and whole after a class."""

    AUTO = "auto"
    PART = "part"
    FULL = "full"
    NONE = "none"  # for printers without a knife: the paper is fed to the tear bar


@dataclass(frozen=True, slots=True)
class Paper:
    """What a slip must fit on. ``code_pages`` are (name, number on this printer) pairs."""

    width: int  # of the roll, in mm: 58 or 80
    dots: int  # that the head can print, side by side
    columns: int  # characters of font A on a line
    margin: int  # dots of white paper left and right of what can be printed
    profile: str = "default"
    code_pages: tuple[tuple[str, int], ...] = ()
    cut: Cut = Cut.AUTO
    density: int | None = None  # 0-8, python-escpos' scale; None leaves the printer's own
    native_barcode: bool = True
    native_qr: bool = True


def choose_paper(
    width: int | None = None,
    *,
    profile: str = "default",
    code_pages: Iterable[str] = (),
    cut: Cut | None = None,
    density: int | None = None,
) -> Paper:
    """Return the paper of a printer of that profile; raises PrinterAddressError.

    Without a profile, 80 mm means 512 dots and 42 columns: it fits printers of 512 and 576 dots.
    """
    data = _read_profile(profile)
    dots, columns = _measure(data, width)
    roll = width or (58 if dots <= _WIDEST_58 else 80)
    if density is not None and not 0 <= density <= 8:
        raise PrinterAddressError(N_("“density” goes from 0 to 8."))
    features = data["features"]
    return Paper(
        width=roll,
        dots=dots,
        columns=columns,
        margin=_measure_margin(roll, dots),
        profile=profile,
        code_pages=_choose_code_pages(data["codePages"], tuple(code_pages)),
        cut=cut or _choose_cut(features),
        density=density,
        native_barcode=bool(features.get("barcodeB")),
        native_qr=bool(features.get("qrCode")),
    )


@cache
def paper_58() -> Paper:
    return choose_paper(58)


@cache
def paper_80() -> Paper:
    return choose_paper(80)


def python_codec(code_page: str) -> str:
    return _CODECS[code_page]


def _read_profile(profile: str) -> dict[str, dict[str, object]]:
    from rosterdesk.printer.library import CAPABILITIES  # noqa: PLC0415 - it takes 0.3 s

    if profile not in CAPABILITIES["profiles"]:
        raise PrinterAddressError(N_("There is no printer profile “{name}”."), name=profile)
    found: dict[str, dict[str, object]] = CAPABILITIES["profiles"][profile]
    return found


def _measure(data: Mapping[str, Mapping[str, object]], width: int | None) -> tuple[int, int]:
    """Return the dots and the columns; the database's columns are wrong for some printers."""
    if width not in {None, 58, 80}:
        raise PrinterAddressError(N_("“width” is 58 or 80 (mm)."))
    media = data["media"].get("width")
    pixels = media.get("pixels") if isinstance(media, dict) else None
    if not isinstance(pixels, int) or (width == 58 and pixels > _WIDEST_58):
        dots = _USUAL_DOTS[width or 80]
        return dots, dots // CELL
    font = data["fonts"]["0"]
    told = font.get("columns") if isinstance(font, dict) else None
    fits = pixels // CELL
    return pixels, told if isinstance(told, int) and fits * 3 // 4 <= told <= fits else fits


def _measure_margin(roll: int, dots: int) -> int:
    per_mm = 7 if dots == _USUAL_DOTS[80] else 8  # 180 dpi heads have 512 dots, others 203 dpi
    return max((roll * per_mm - dots) // 2, 0)


def _choose_cut(features: Mapping[str, object]) -> Cut:
    return Cut.AUTO if features.get("paperFullCut") or features.get("paperPartCut") else Cut.NONE


def _choose_code_pages(
    slots: Mapping[str, object], wanted: tuple[str, ...]
) -> tuple[tuple[str, int], ...]:
    known = {str(name): int(slot) for slot, name in slots.items() if name in _CODECS}
    # Number 27 is ESC: before a name with a p it would look like the drawer's command.
    known = {name: slot for name, slot in known.items() if slot != ord("\x1b")}
    if not wanted:
        return tuple(sorted(known.items(), key=lambda page: page[1]))
    for name in wanted:
        if name.upper() not in known:
            raise PrinterAddressError(
                N_("The printer's profile has no code page “{name}”."), name=name
            )
    return tuple((name.upper(), known[name.upper()]) for name in wanted)
