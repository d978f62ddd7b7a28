"""The frame of these pages: a tab for each thing that the visitor may look at here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.bot.page.access.rights import ADMINISTRATORS, STAFF
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.bot.page.access.rights import Right


@dataclass(frozen=True, slots=True)
class Tab:
    """``label`` is a message of the page's catalogue."""

    path: str
    label: str
    right: Right


_TABS = (
    Tab("/library/staff", N_("Staff"), ADMINISTRATORS),
    Tab("/library/schools", N_("Schools"), STAFF),
    Tab("/library/rules", N_("Rules"), ADMINISTRATORS),
    Tab("/library/workbook", N_("Workbook"), ADMINISTRATORS),
    Tab("/library/printers", N_("Printers"), STAFF),
    Tab("/library/troubles", N_("What is broken"), ADMINISTRATORS),
    Tab("/library/register", N_("Who looked"), ADMINISTRATORS),
)


def show_framed(
    ask: Ask, template: str, values: Mapping[str, object], status: int = 200
) -> web.Response:
    """Return the page with its tabs; ``wrong`` is the sentence above it, if anything is."""
    path = ask.request.path
    tabs = [
        (each, path == each.path or path.startswith(f"{each.path}/"))
        for each in _TABS
        if each.right.allows(ask.visitor.roles)
    ]
    return ask.show_all(template, {"tabs": tabs, "wrong": "", **values}, status)


async def lead_on(ask: Ask) -> web.Response:
    """Lead to the first page of those that the visitor may see."""
    return ask.go(next(each.path for each in _TABS if each.right.allows(ask.visitor.roles)))


ROUTES = Routes("the library")
ROUTES.get("/library", lead_on, right=STAFF)
