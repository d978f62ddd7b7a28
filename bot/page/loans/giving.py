"""Files for the loan system: what one would hold, what that system refuses, and the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.page.access.asking import Form, give_file
from rosterdesk.bot.page.access.rights import GRANTERS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.words.handovers import (
    describe_partial,
    describe_people,
    describe_refused,
    list_forms,
    list_who,
    name_form,
    name_who,
)
from rosterdesk.core.customers.finding.looking import note_seen
from rosterdesk.core.customers.schools import get_school
from rosterdesk.core.handover import model
from rosterdesk.core.handover.giving import hand_over, list_handovers, preview_hand_over
from rosterdesk.core.handover.model import Who

if TYPE_CHECKING:
    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.core.models import School

_MOST_REFUSED, _MOST_BEFORE = 200, 10


async def show_choice(ask: Ask) -> web.Response:
    return await _draw(ask, await _find_school(ask), Form({}))


async def _find_school(ask: Ask) -> School:
    school = await get_school(ask.numbered("number"))
    if school is None:
        raise web.HTTPNotFound
    return school


def _read_choice(form: Form, school: School) -> tuple[model.Form, Who] | None:
    """Return the file that was chosen, where there is one like that."""
    said, _, who = form.text("file", 40).partition(".")
    chosen = next((each for each in list_forms(school) if each == said), None)
    if chosen is None or who not in list_who(chosen):
        return None
    return chosen, Who(who)


async def _draw(ask: Ask, school: School, form: Form) -> web.Response:
    """Return the files to choose from, and what the chosen one would hold."""
    language, chosen = ask.language, _read_choice(form, school)
    preview = await preview_hand_over(school, *chosen) if chosen else None
    refused = preview.refused if preview else ()
    if refused:
        people = sorted({each.customer for each in refused})
        await note_seen(people, ask.visitor.actor, ask.parts.settings)
    return ask.show(
        "loan.html",
        school=school,
        chosen=".".join(chosen) if chosen else "",
        files=[
            (f"{each}.{who}", f"{name_form(each, language)}: {name_who(who, language)}")
            for each in list_forms(school)
            for who in list_who(each)
        ],
        people=describe_people(preview.people, language) if preview else "",
        partial=describe_partial(language) if preview and preview.partial else "",
        refused=[describe_refused(each, language) for each in refused[:_MOST_REFUSED]],
        more=len(refused) > _MOST_REFUSED,
        before=[
            (each, name_form(model.Form(each.form), language), name_who(Who(each.who), language))
            for each in (await list_handovers(school))[:_MOST_BEFORE]
        ],
    )


async def choose_or_give(ask: Ask) -> web.Response:
    """Show what the chosen file would hold; or give it, which is recorded as handed over."""
    school, form = await _find_school(ask), await ask.read_form()
    chosen = _read_choice(form, school)
    if chosen is None or not form.has("give"):
        return await _draw(ask, school, form)
    given = await hand_over(school, *chosen, ask.visitor.actor)
    return give_file(given.content, given.file_name)


ROUTES = Routes("files for the loan system")
ROUTES.get("/schools/{number}/loan", show_choice, right=GRANTERS)
ROUTES.post("/schools/{number}/loan", choose_or_give, right=GRANTERS, seconds=90)
