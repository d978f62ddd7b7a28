"""The slip: one child's card number and one-time password, as bytes for the printer.

What is above the fold line tells whose it is; what is below is secret. The password is the only
text three or more times as wide as normal, which is how a picture of the slip can mask it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.printer.drawing.rasters import draw_logo
from rosterdesk.printer.errors import SlipError
from rosterdesk.printer.model.paper import Cut, Paper
from rosterdesk.printer.slips.layout import fill_line
from rosterdesk.printer.slips.names import clean_text, is_printable
from rosterdesk.printer.slips.testpage import build_test_page
from rosterdesk.printer.slips.writer import SlipWriter, fit_qr, wrap

if TYPE_CHECKING:
    from datetime import date

    from rosterdesk.printer.slips.layout import Layout

__all__ = [
    "SECRET_WIDTH",
    "SeparatorContent",
    "SlipContent",
    "build_separator",
    "build_slip",
    "build_test_page",
    "check_content",
    "format_valid",
    "group_password",
    "name_class",
]

phrases = Phrases("rosterdesk.printer")

SECRET_WIDTH = 3  # text at least this many times as wide as normal is a password, nothing else
_GROUP = 4
_DATES = ("EEEE d MMMM y", "EEE d MMM y")  # Unicode TR 35: Friday 4 December 2026; Fri 4 Dec 2026


@dataclass(frozen=True, slots=True)
class SlipContent:
    library: str
    name: str
    class_name: str | None
    school: str
    card_number: str
    password: str = field(repr=False)
    valid_until: date
    login_link: str | None
    job: str
    number: int  # of total, from 1
    total: int
    language: Language


@dataclass(frozen=True, slots=True)
class SeparatorContent:
    """The slip between two classes; ``count`` slips follow it."""

    library: str
    school: str
    class_name: str | None
    count: int
    job: str
    language: Language


def build_slip(
    content: SlipContent, layout: Layout, paper: Paper, *, end_of_class: bool = False
) -> bytes:
    """Return one whole slip, cut at its end; raises SlipError, naming what does not fit.

    With ``end_of_class`` the paper is cut through; otherwise a strip holds it to the next slip.
    """
    check_content(content)
    if content.login_link is not None:
        fit_qr(content.login_link, paper)
    writer = SlipWriter(paper)
    _write_head(writer, layout, paper, content)
    _write_owner(writer, content, paper)
    writer.rule(phrases.say(content.language, N_("fold here")))
    _write_card(writer, content, layout)
    _write_password(writer, content, paper)
    _write_steps(writer, content, layout)
    _write_foot(writer, content, layout)
    writer.cut(Cut.FULL if end_of_class else Cut.PART)
    return writer.finish()


def build_separator(content: SeparatorContent, layout: Layout, paper: Paper) -> bytes:
    """Return the slip that begins a class: its name and how many slips follow."""
    language = content.language
    writer = SlipWriter(paper)
    writer.write(layout.name or content.library, bold=True, max_lines=2, field="library")
    writer.skip()
    writer.banner(
        name_class(content.class_name, language) or phrases.say(language, N_("Without a class"))
    )
    writer.gap()
    writer.write(content.school, max_lines=2, field="school")
    writer.skip()
    count = phrases.say_many(language, content.count, N_("{count} slip"), N_("{count} slips"))
    writer.write(count, width=2, height=2)
    writer.skip()
    writer.write(phrases.say(language, N_("job {job}"), job=content.job), small=True)
    writer.cut(Cut.FULL)
    return writer.finish()


def name_class(class_name: str | None, language: Language) -> str:
    """Return "Klas 2B" for "2B", but "Groep 5" and "Havo 3" as they stand."""
    name = clean_text(class_name or "")
    if not name or re.search(r"[^\W\d_]{3}", name):
        return name
    return phrases.say(language, N_("Class {class_name}"), class_name=name)


def group_password(password: str) -> str:
    """Return the password in groups of four: ``7K3M 9QRT``; the space is not part of it."""
    return " ".join(password[at : at + _GROUP] for at in range(0, len(password), _GROUP))


def check_content(content: SlipContent) -> None:
    """Raise SlipError for what may stand on no paper, or is missing."""
    if not re.fullmatch(r"[0-9A-Za-z]{1,12}", content.password):
        raise SlipError(
            "password", N_("The one-time password has a character that is not printed.")
        )
    if not clean_text(content.name):
        raise SlipError("name", N_("The slip has no name."))
    link = content.login_link
    if link is None:
        return
    if not re.fullmatch(r"[!-~]+", link):
        raise SlipError("login_link", N_("The link has a character that a link may not have."))
    if content.password.casefold() in link.casefold():
        raise SlipError("login_link", N_("The link may not hold the password."))


def _write_head(writer: SlipWriter, layout: Layout, paper: Paper, content: SlipContent) -> None:
    if layout.logo:
        writer.image(draw_logo(layout.logo, paper.dots, layout.logo_height))
    writer.write(layout.name or content.library, bold=True, max_lines=2, field="library")
    for line in layout.own_lines(content.language).top:
        writer.write(_fill(line, content))
    writer.skip()


def _write_owner(writer: SlipWriter, content: SlipContent, paper: Paper) -> None:
    name = clean_text(content.name)
    # A name that is drawn is made smaller by itself where it is too long.
    large = not is_printable(name, paper) or _fits_large(name, writer.columns(2))
    size = 2 if large else 1
    writer.write(name, width=size, height=size, bold=True, max_lines=4, field="name")
    writer.gap()
    group = name_class(content.class_name, content.language)
    if group:
        writer.write(group, bold=True, max_lines=2, field="class_name")
    writer.write(content.school, max_lines=2, field="school")
    writer.skip()


def _fits_large(name: str, columns: int) -> bool:
    """Tell whether a name takes two lines at most, none of its words broken."""
    return len(wrap(name, columns)) <= 2 and all(len(word) <= columns for word in name.split())


def _write_card(writer: SlipWriter, content: SlipContent, layout: Layout) -> None:
    writer.skip()
    writer.write(phrases.say(content.language, N_("Card number")))
    writer.gap()
    if layout.barcode:
        writer.barcode(content.card_number, layout.symbology)
        writer.gap()
    size = 2 if len(content.card_number) <= writer.columns(2) else 1
    writer.write(content.card_number, width=size, height=size, max_lines=1, field="card_number")
    writer.skip()


def _write_password(writer: SlipWriter, content: SlipContent, paper: Paper) -> None:
    grouped = group_password(content.password)
    size = min(4, paper.columns // len(grouped))
    if size < SECRET_WIDTH:
        raise SlipError("password", N_("The one-time password is too long for the paper."))
    writer.write(phrases.say(content.language, N_("Password (works once)")))
    writer.gap()
    writer.write(grouped, width=size, height=size, bold=True, max_lines=1, field="password")
    writer.gap()
    writer.write(format_valid(content, writer.columns()))
    writer.skip()


def format_valid(content: SlipContent, columns: int) -> str:
    """Return until when it is valid, on one line where there are columns enough for it."""
    said = ""
    for form in _DATES:
        day = _describe_date(content.valid_until, form, content.language)
        said = phrases.say(content.language, N_("Works until {date}"), date=day)
        if len(said) <= columns:
            break
    return said


def _write_steps(writer: SlipWriter, content: SlipContent, layout: Layout) -> None:
    steps = layout.steps(content.language, with_link=content.login_link is not None)
    for number, step in enumerate(steps, start=1):
        writer.write(f"{number}. {_fill(step, content)}", align="left", indent=3)
    if content.login_link is not None:
        writer.skip()
        writer.qr(content.login_link)
        writer.gap()


def _write_foot(writer: SlipWriter, content: SlipContent, layout: Layout) -> None:
    for line in layout.own_lines(content.language).bottom:
        writer.write(_fill(line, content))
    writer.skip()
    writer.write(
        phrases.say(
            content.language,
            N_("slip {number} of {total} · job {job}"),
            number=content.number,
            total=content.total,
            job=content.job,
        ),
        small=True,
    )


def _fill(line: str, content: SlipContent) -> str:
    # As a person would type it; what follows a question mark is for the code alone.
    link = re.sub(r"^https?://|[?#].*", "", content.login_link or "")
    return fill_line(line, library=content.library, school=content.school, link=link)


@lru_cache(maxsize=64)
def _describe_date(day: date, form: str, language: Language) -> str:
    return format_date(day, form, locale=language.value)
