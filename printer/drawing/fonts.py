"""The choice of a font that can draw a name that no code page holds."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from PIL import ImageFont, features

from rosterdesk.printer.programs import make_environment

# DejaVu Sans Mono comes with python-barcode, which python-escpos needs: it is always there.
# It has most of Latin, Greek, Cyrillic, Armenian, Georgian and Arabic; ``composing`` does the rest
# of Latin.
OWN_FONT = str(files("barcode").joinpath("fonts", "DejaVuSansMono.ttf"))
_MISSING = "\U0010ffff"  # a code point that no font may have: its picture is the "missing" box


@lru_cache(maxsize=256)
def find_font(text: str) -> str | None:
    """Return the file of a font that can draw the text, or None."""
    if is_leftward(text) and not features.check_feature("raqm"):
        return None  # without that library Arabic comes out reversed, letter by letter
    if has_all(OWN_FONT, text):
        return OWN_FONT
    asked = _ask_fontconfig("".join(sorted(set(text) - {" "})))
    return asked if asked and has_all(asked, text) else None


@cache
def load_font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@cache
def load_plain_font(path: str, size: int) -> ImageFont.FreeTypeFont:
    """Return the font as it draws single letters, none of them taken apart."""
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def is_leftward(text: str) -> bool:
    """Tell whether the text has letters that are read from right to left."""
    return any(unicodedata.bidirectional(c) in {"R", "AL"} for c in text)


def has_all(path: str, text: str) -> bool:
    """Tell whether a font has a picture of its own for each letter.

    Letter by letter: laid out as a text, one that it lacks is taken apart, and a font of fixed
    width may set the accent over the next letter.
    """
    font = load_plain_font(path, 24)
    missing = _picture_of(font, _MISSING)
    return all(c in " \u200c\u200d" or _picture_of(font, c) != missing for c in set(text))


def _picture_of(font: ImageFont.FreeTypeFont, character: str) -> bytes:
    mask = font.getmask(character, mode="1")
    return bytes(mask) + bytes(mask.size)


def _ask_fontconfig(characters: str) -> str | None:
    """Ask the computer's own font list (fontconfig), where there is one."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    charset = " ".join(f"{ord(c):x}" for c in characters)
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; hexadecimal numbers only
            [program, "--format=%{file}", f":charset={charset}:scalable=true"],
            capture_output=True,
            check=True,
            env=make_environment(),
            timeout=10,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    path = done.stdout.decode()
    return path if path.lower().endswith((".ttf", ".otf", ".ttc")) else None
