"""Asking for slips of a school or a class, beside the list of jobs that are going on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.page.access.asking import Form
from rosterdesk.bot.page.access.rights import PRINTING
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.live import digest_state, follow
from rosterdesk.bot.words.jobs import NO_SUCH_PRINTER, describe_choice, describe_job
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.texts import drop_sign
from rosterdesk.bot.words.texts import phrases as shared
from rosterdesk.core.customers.schools import get_school, list_schools
from rosterdesk.core.customers.suggestions import list_classes
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import SlipOrder
from rosterdesk.core.slips.queue import list_open_jobs, load_job, look_at_jobs
from rosterdesk.core.slips.requests import Whom, find_class_customers, request_class

if TYPE_CHECKING:
    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.core.models import School

_MOST_JOBS, _MOST_SCHOOLS = 40, 1000


async def show_jobs(ask: Ask) -> web.Response:
    shown = digest_state(await _see_jobs())
    jobs = [await load_job(name) for name in (await list_open_jobs())[:_MOST_JOBS]]
    return ask.show(
        "jobs.html",
        shown=shown,
        jobs=[(each, [drop_sign(line) for line in describe_job(each, ask.language)])
              for each in jobs],
        schools=await list_schools(_MOST_SCHOOLS),
    )  # fmt: skip


async def _see_jobs() -> object:
    return await look_at_jobs(await list_open_jobs())


async def follow_jobs(ask: Ask) -> web.StreamResponse:
    return await follow(ask, _see_jobs)


async def choose_school(ask: Ask) -> web.Response:
    """Lead to the school that was chosen in the list."""
    number = (await ask.read_form()).number("school")
    return ask.go(f"/print/schools/{number}" if number else "/print")


async def show_choice(ask: Ask) -> web.Response:
    return await _draw(ask, await _find_school(ask), Form({}))


async def _find_school(ask: Ask) -> School:
    school = await get_school(ask.numbered("number"))
    if school is None:
        raise web.HTTPNotFound
    return school


async def _draw(
    ask: Ask, school: School, form: Form, wrong: str = "", status: int = 200
) -> web.Response:
    """Return the form with what was chosen, and for how many people that is."""
    code, whom = form.text("class"), _read_whom(form)
    found = await find_class_customers(school, code or None)
    counts = {each: len(found.choose(each)) for each in Whom}
    said = describe_choice(counts, found.waiting, whom, ask.language)
    values = {
        "school": school,
        "wrong": wrong,
        "code": code,
        "classes": [each for each in await list_classes(school) if ":" not in each.code],
        "whom": whom,
        "order": _read_order(form),
        "lines": [drop_sign(line) for line in said],
        "counts": {str(each): count for each, count in counts.items()},
        "count": counts[whom],
        "printers": await find_printers(ask.parts.settings),
        "printer": form.text("printer"),
    }
    return ask.show_all("print_school.html", values, status)


def _read_whom(form: Form) -> Whom:
    return Whom.EVERYBODY if form.text("whom") == Whom.EVERYBODY else Whom.WITHOUT


def _read_order(form: Form) -> SlipOrder:
    return SlipOrder.NAME if form.text("order") == SlipOrder.NAME else SlipOrder.CLASS


async def ask_for_slips(ask: Ask) -> web.Response:
    """Count anew for what was chosen, or ask for the slips and show their job."""
    school, form = await _find_school(ask), await ask.read_form()
    if not form.has("print"):
        return await _draw(ask, school, form)
    printer = form.text("printer")
    if printer not in await find_printers(ask.parts.settings):
        return await _draw(ask, school, form, shared.say(ask.language, NO_SUCH_PRINTER), 409)
    if form.number("count") != await _count(school, form):
        return await _draw(ask, school, form, ask.say(COUNT_CHANGED), 409)
    try:
        job = await request_class(
            school,
            form.text("class") or None,
            printer,
            ask.visitor.actor,
            whom=_read_whom(form),
            order=_read_order(form),
        )
    except RosterdeskError as error:
        return await _draw(ask, school, form, error.say(ask.language), 409)
    return ask.go(f"/print/jobs/{job.name}", "printing")


async def _count(school: School, form: Form) -> int:
    found = await find_class_customers(school, form.text("class") or None)
    return len(found.choose(_read_whom(form)))


COUNT_CHANGED = N_("It is another number of slips than was shown: look again, and print then.")

ROUTES = Routes("asking for slips")
ROUTES.get("/print", show_jobs, right=PRINTING)
ROUTES.get("/print/live", follow_jobs, right=PRINTING, seconds=None)
ROUTES.post("/print", choose_school, right=PRINTING)
ROUTES.get("/print/schools/{number}", show_choice, right=PRINTING)
ROUTES.post("/print/schools/{number}", ask_for_slips, right=PRINTING)
