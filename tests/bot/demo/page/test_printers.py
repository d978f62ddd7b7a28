"""The demo has a printer that asks for its work and one for A4, and shows what comes out."""

from __future__ import annotations

from rosterdesk.bot.demo.page.paper import draw_paper, view_paper
from rosterdesk.bot.demo.page.printers import OFFICE, WALL
from rosterdesk.bot.demo.page.scene import open_scene
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.language import Language
from rosterdesk.core.models import School
from rosterdesk.core.slips.requests import Whom, request_class
from rosterdesk.core.trail.actors import shell_actor

WHO = shell_actor("tester")


async def test_slips_for_the_wall_and_sheets_for_the_office_come_out():
    async with open_scene(Language.NL) as scene:
        school = await School.first()
        assert school is not None
        numbering = scene.stage.service.library.numbering
        for name, group in (("Noor", "2A"), ("Sem", "2A"), ("Bo", "2B")):
            facts = {"surname": "Vos", "role": "pupil", "class_code": group, "class_name": group}
            await add_customer(school, WHO, numbering, first_name=name, **facts)
        for printer, group in ((WALL, "2A"), (OFFICE, "2B")):
            await request_class(school, group, printer, WHO, whom=Whom.EVERYBODY)

        async def is_out() -> bool:
            return len(scene.pieces) == 3

        await wait_for(is_out, 90)
        views = [view_paper(piece, number) for number, piece in enumerate(scene.pieces)]
        assert [view["sheet"] for view in views].count(True) == 1
        assert sum(view["card"] is not None for view in views) == 2
        starts = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG"}
        for piece in scene.pieces:
            data, kind = draw_paper(piece)
            assert data.startswith(starts[kind])
