"""A printer's paper: how wide, which characters and codes, how it is cut."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_
from rosterdesk.printer.errors import PrinterAddressError
from rosterdesk.printer.model.pages import (
    SAFE_PAGES,
    CodePages,
    choose_code_pages,
    read_profile_pages,
)
from rosterdesk.printer.model.profiles import NO_PROFILE, Profile, find_profile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDEST_58 = 432  # dots: 54 mm, the most that any head prints on 58 mm paper
_USUAL_DOTS = {58: 384, 80: 512}
CELL = 12  # dots of one character of font A, on every printer of the profile database
_SMALL_CELL = 9  # dots of one character of font B
_MOST_FEED = 20  # lines
_TEAR_OFF = 5  # lines from the head to the tear bar, with some white


class Cut(StrEnum):
    """The way of parting slips: AUTO cuts partly between slips and fully after a class."""

    AUTO = "auto"
    PART = "part"
    FULL = "full"
    NONE = "none"  # for printers without a knife: the paper is fed to the tear bar


class Codes(StrEnum):
    """The origin of the codes: drawn by the printer itself, or by us as an image."""

    NATIVE = "native"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper that a slip must fit on."""

    width: int  # of the roll, in mm: 58 or 80
    dots: int  # that the head can print, side by side
    columns: int  # characters of font A on a line
    small_columns: int | None  # of font B; None where the printer has none
    margin: int  # dots of white paper left and right of what can be printed
    profile: str = NO_PROFILE
    code_pages: CodePages = ()
    kanji_off: bool = False  # whether each slip ends Kanji mode first (FS .)
    cut: Cut = Cut.AUTO
    feed: int = 0  # lines after the text, before the knife or up to the tear bar
    density: int | None = None  # 0-8, python-escpos' scale; None leaves the printer's own
    native_barcode: bool = True
    native_qr: bool = True


def choose_paper(
    width: int | None = None,
    *,
    profile: str = NO_PROFILE,
    code_pages: Sequence[str] | None = None,
    kanji_off: bool = False,
    codes: Codes | None = None,
    cut: Cut | None = None,
    feed: int | None = None,
    density: int | None = None,
) -> Paper:
    """Return the paper of a printer of that profile; raises PrinterAddressError.

    Without a profile nothing is believed that some printer prints wrong: five code pages, codes
    drawn as images, no knife on 58 mm. 80 mm is 512 dots then, which heads of 576 dots print too.
    """
    name, data = find_profile(profile)
    known = name != NO_PROFILE
    dots, columns = _measure(data, width)
    roll = width or (58 if dots <= _WIDEST_58 else 80)
    if density is not None and not 0 <= density <= 8:
        raise PrinterAddressError(N_("“density” goes from 0 to 8."))
    features = data["features"]
    cut = cut or _choose_cut(features, roll, known=known)
    pages = read_profile_pages(data["codePages"]) if known else SAFE_PAGES
    return Paper(
        width=roll,
        dots=dots,
        columns=columns,
        small_columns=_measure_small(data, dots),
        margin=_measure_margin(roll, dots),
        profile=name,
        code_pages=choose_code_pages(pages, code_pages),
        kanji_off=kanji_off,
        cut=cut,
        feed=_choose_feed(feed, cut),
        density=density,
        native_barcode=_is_native(codes, features, "barcodeB", known=known),
        native_qr=_is_native(codes, features, "qrCode", known=known),
    )


@cache
def paper_58() -> Paper:
    return choose_paper(58)


@cache
def paper_80() -> Paper:
    return choose_paper(80)


def _measure(data: Profile, width: int | None) -> tuple[int, int]:
    """Return the dots and the columns; the database's columns are wrong for some printers."""
    if width not in {None, 58, 80}:
        raise PrinterAddressError(N_("“width” is 58 or 80 (mm)."))
    media = data["media"].get("width")
    pixels = media.get("pixels") if isinstance(media, dict) else None
    if not isinstance(pixels, int) or (width == 58 and pixels > _WIDEST_58):
        dots = _USUAL_DOTS[width or 80]
        return dots, dots // CELL
    return pixels, _read_columns(data["fonts"]["0"], pixels // CELL)


def _measure_small(data: Profile, dots: int) -> int | None:
    return _read_columns(data["fonts"]["1"], dots // _SMALL_CELL) if "1" in data["fonts"] else None


def _read_columns(font: object, fits: int) -> int:
    told = font.get("columns") if isinstance(font, dict) else None
    return told if isinstance(told, int) and fits * 3 // 4 <= told <= fits else fits


def _measure_margin(roll: int, dots: int) -> int:
    per_mm = 7 if dots == _USUAL_DOTS[80] else 8  # 180 dpi heads have 512 dots, others 203 dpi
    return max((roll * per_mm - dots) // 2, 0)


def _choose_cut(features: Mapping[str, object], roll: int, *, known: bool) -> Cut:
    if not known:
        return Cut.AUTO if roll == 80 else Cut.NONE  # 58 mm printers with a knife are rare
    return Cut.AUTO if features.get("paperFullCut") or features.get("paperPartCut") else Cut.NONE


def _choose_feed(feed: int | None, cut: Cut) -> int:
    if feed is None:
        return _TEAR_OFF if cut is Cut.NONE else 0
    if not 0 <= feed <= _MOST_FEED:
        raise PrinterAddressError(
            N_("“feed” is a number of lines, {most} at most."), most=_MOST_FEED
        )
    return feed


def _is_native(
    codes: Codes | None, features: Mapping[str, object], feature: str, *, known: bool
) -> bool:
    if codes is not None:
        return codes is Codes.NATIVE
    return known and bool(features.get(feature))
