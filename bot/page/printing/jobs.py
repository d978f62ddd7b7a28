"""One print job as it goes: what comes next, what is not certain, and what can be done."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.page.access.acting import NotDoneError, do_or_say
from rosterdesk.bot.page.access.rights import PRINTING
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.live import digest_state, follow
from rosterdesk.bot.words.jobs import (
    ANSWERED_BEFORE,
    NO_SUCH_PRINTER,
    TYPE_A_NUMBER,
    ask_about_slip,
    describe_job,
    warn_of_restart,
)
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.slips import draw_preview
from rosterdesk.bot.words.texts import drop_sign
from rosterdesk.core.slips import queue
from rosterdesk.core.slips.printing import answer_unknown, load_preview
from rosterdesk.core.slips.restart import Restart, look_at_restart, restart_at

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rosterdesk.bot.page.access.asking import Ask, Form
    from rosterdesk.core.errors import RosterdeskError
    from rosterdesk.core.slips.queue import JobView

    # Does it, and returns the name of what is said afterwards (screen.said).
    Act = Callable[[Ask, JobView, Form], Awaitable[str]]

_MOST_UNKNOWN = 20


async def show_job(ask: Ask) -> web.Response:
    return await _draw(ask, ask.named("job"))


async def _draw(
    ask: Ask, name: str, wrong: str = "", status: int = 200, restart: Restart | None = None
) -> web.Response:
    """Return the job of now; what is seen in the address of its stream was read before it."""
    shown = digest_state(await queue.look_at_jobs({name}))
    job = await queue.load_job(name)
    progress, *rest = (drop_sign(line) for line in describe_job(job, ask.language))
    printers = await find_printers(ask.parts.settings)
    values = {
        "shown": shown,
        "job": job,
        "progress": progress,
        "lines": rest,
        "wrong": wrong,
        "unsure": [(each.id, ask_about_slip(each, ask.language))
                   for each in job.unknown[:_MOST_UNKNOWN]],
        "elsewhere": [each for each in printers if each != job.printer],
        "restart": restart,
        "warning": warn_of_restart(restart, ask.language) if restart else "",
    }  # fmt: skip
    return ask.show_all("job.html", values, status)


async def follow_job(ask: Ask) -> web.StreamResponse:
    name = ask.named("job")
    await queue.load_job(name)

    async def look() -> object:
        return await queue.look_at_jobs({name})

    return await follow(ask, look)


async def give_preview(ask: Ask) -> web.Response:
    """Return a picture of the next slip, with a password that is nobody's."""
    slip = await load_preview(ask.named("job"), ask.parts.settings.password_days)
    if slip is None:
        raise web.HTTPNotFound
    picture = await asyncio.to_thread(draw_preview, slip, ask.parts.settings)
    return web.Response(body=picture, content_type="image/png")


async def act(ask: Ask) -> web.Response:
    """Do what the button says, and lead to the job of now."""
    name, form = ask.named("job"), await ask.read_form()
    run = _ACTS.get(form.text("act"))
    if run is None:
        raise web.HTTPNotFound
    job = await queue.load_job(name)

    async def refuse(error: RosterdeskError) -> web.Response:
        if isinstance(error, RestartNeedsAYesError):
            return await _draw(ask, name, restart=error.found)
        return await _draw(ask, name, error.say(ask.language), 409)

    return await do_or_say(ask, run(ask, job, form), refuse, f"/print/jobs/{name}")


async def pause(ask: Ask, job: JobView, form: Form) -> str:
    del form
    await queue.pause(job.printer, ask.visitor.actor)
    return "paused"


async def resume(ask: Ask, job: JobView, form: Form) -> str:
    del form
    await queue.resume(job.printer, ask.visitor.actor)
    return "resumed"


async def stop(ask: Ask, job: JobView, form: Form) -> str:
    del form
    await queue.stop_after_current(job.name, ask.visitor.actor)
    return "stopping"


async def print_now(ask: Ask, job: JobView, form: Form) -> str:
    del form
    return "print_now" if await queue.print_now(job.printer, ask.visitor.actor) else ""


async def skip(ask: Ask, job: JobView, form: Form) -> str:
    """Skip the slip that was shown as the next one, and no other that took its place."""
    if job.current is None or job.current.id != form.number("slip"):
        return ""
    return "skipped" if await queue.skip_next(job.name, ask.visitor.actor) else ""


async def cancel(ask: Ask, job: JobView, form: Form) -> str:
    del form
    return "cancelled" if await queue.cancel_rest(job.name, ask.visitor.actor) else ""


async def move(ask: Ask, job: JobView, form: Form) -> str:
    printer = form.text("printer")
    if printer not in await find_printers(ask.parts.settings):
        raise NotDoneError(NO_SUCH_PRINTER)
    return "moved" if await queue.move_to_printer(job.name, printer, ask.visitor.actor) else ""


async def answer(ask: Ask, job: JobView, form: Form) -> str:
    """Take the desk's word for a slip of this job."""
    printed, number = form.text("printed") == "yes", form.number("slip")
    if number is None or number not in {each.id for each in job.unknown}:
        raise NotDoneError(ANSWERED_BEFORE)
    if not await answer_unknown(number, printed=printed, actor=ask.visitor.actor):
        raise NotDoneError(ANSWERED_BEFORE)
    return "slip_works" if printed else "slip_again"


async def restart(ask: Ask, job: JobView, form: Form) -> str:
    """Go on at a slip; where slips may be on paper already, that is asked first."""
    number = form.number("number")
    if number is None:
        raise NotDoneError(TYPE_A_NUMBER)
    found = await look_at_restart(job.name, number)
    if found.again and form.number("again") != found.again:
        raise RestartNeedsAYesError(found)
    await restart_at(job.name, number, ask.visitor.actor)
    return "restarted"


class RestartNeedsAYesError(NotDoneError):
    """Slips that may be on paper would be printed again: ``found`` says how many."""

    def __init__(self, found: Restart) -> None:
        super().__init__("")
        self.found = found


_ACTS: dict[str, Act] = {
    "pause": pause,
    "resume": resume,
    "stop": stop,
    "now": print_now,
    "skip": skip,
    "cancel": cancel,
    "move": move,
    "answer": answer,
    "restart": restart,
}

ROUTES = Routes("print jobs")
ROUTES.get("/print/jobs/{job}", show_job, right=PRINTING)
ROUTES.get("/print/jobs/{job}/live", follow_job, right=PRINTING, seconds=None)
ROUTES.get("/print/jobs/{job}/preview", give_preview, right=PRINTING)
ROUTES.post("/print/jobs/{job}", act, right=PRINTING)
