"""The kinds of printer that stand on real desks."""

from __future__ import annotations

from tests.printer.machines.machine import RP326, SAFE, STAR_BY_ESC_T, Model, Tells

EPSON = Model("Epson TM-T20II")
EPSON_SPEAKING = Model("Epson TM-T88III, its switch for status on", 512, 42, speaks_unasked=True)
NEVER_SILENT = Model(
    "clone that speaks unasked whatever it is told", speaks_unasked=True, can_be_silenced=False
)
SLOW_TO_BEGIN = Model("keeps 64 kB before it prints", speaks_unasked=True, capacity=65536)
KANJI_CLONE = Model("80 mm clone that starts in Kanji mode", 576, 48, SAFE, knows_kanji=True)
CHEAP_58 = Model(
    "58 mm, no codes, no knife", 384, 32, SAFE, native_codes=False, knife=False, tells=Tells.NOTHING
)
ROLL_58 = Model("58 mm, answers", 384, 32, SAFE, native_codes=False, knife=False)
CLONE_RP326 = Model("Rongta RP326", 576, 48, RP326, tells=Tells.STATUS)
EARLY = Model("answers when it has received a slip", 576, tells=Tells.EARLY)
SHORT_KNIFE = Model("Microcom 814M: GS V does not feed to the knife", 576, feeds_to_knife=False)
STAR = Model("Star, its own page numbers", 576, 48, STAR_BY_ESC_T)
SLEEPER = Model("sleeps, and loses its first job", 576, sleeps=True)
SLOW_LINE = Model("serial, 9,600 baud, XON/XOFF", 512, 42, capacity=1024, xonxoff=True)

ALL = (
    EPSON,
    EPSON_SPEAKING,
    NEVER_SILENT,
    KANJI_CLONE,
    CHEAP_58,
    ROLL_58,
    CLONE_RP326,
    EARLY,
    SHORT_KNIFE,
    STAR,
    SLEEPER,
)
