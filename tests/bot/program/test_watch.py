"""Watching the running service: its figures, its health, its alarm, and what systemd hears."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys

from aiohttp.test_utils import TestClient, TestServer
from tests.bot.stages import link_staff, mail_roster, wait_for_status

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.program.loops.loop import LoopState, loop_states
from rosterdesk.bot.program.watch.alarm import AGAIN, PATIENCE, Alarm
from rosterdesk.bot.program.watch.serving import make_app
from rosterdesk.bot.words.troubles import Trouble
from rosterdesk.core.clock import now
from rosterdesk.core.models import Event, StaffRole, SubmissionStatus
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.roster.samples import sample_pupils, write_workbook

_LINE = re.compile(r'rosterdesk_[a-z_]+(\{[a-z]+="[^"]*"\})? [-0-9.e+]+')


async def test_health_figures_and_alarm_of_a_running_service(stage, cast):
    loop_states.clear()
    await mail_roster(stage, write_workbook(sample_pupils(3)))
    await wait_for_status(cast.school, SubmissionStatus.WAITING)
    async with TestClient(TestServer(make_app(stage.service))) as client:

        async def ask(path):
            async with client.get(path) as response:
                return response.status, await response.text()

        async def is_well():
            return await ask("/health") == (200, "ok\n")

        await wait_for(is_well)
        _, text = await ask("/metrics")
        lines = [line for line in text.splitlines() if not line.startswith("# ")]
        assert all(_LINE.fullmatch(line) for line in lines)
        assert 'rosterdesk_queue_length{queue="decisions"} 1' in lines
        assert 'rosterdesk_mail_connected{account="mail"} 1' in lines
        assert "rosterdesk_chat_connected 1" in lines
        for name in ("Regenboog", "Marijke", "Anna", cast.teacher.surname):
            assert name not in text

        loop_states["pipeline"] = LoopState(failures=3)
        status, said = await ask("/health")
        assert status == 503
        assert "pipeline" in said
        del loop_states["pipeline"]
        assert await is_well()

    await _try_alarm(stage)
    assert not (await verify_trail()).findings


async def _try_alarm(stage):
    admin = await link_staff(stage, 1003, "Cas Beheer", StaffRole.ADMINISTRATOR)
    alarm, trouble, start = Alarm(stage.service.library.locks), Trouble("mail", "postvak"), now()

    async def told():
        return await Event.filter(kind__startswith="service.").count()

    await alarm.look([trouble], start)
    await alarm.look([], start + PATIENCE / 2)
    await alarm.look([trouble], start + PATIENCE)
    assert await told() == 0, "what mends itself is nobody's trouble"
    await alarm.look([trouble], start + 2 * PATIENCE)
    await admin.expect("🚨 De mailbox postvak", timeout=90)
    await alarm.look([trouble], start + 2 * PATIENCE + AGAIN / 2)
    assert await told() == 1
    await alarm.look([trouble], start + 2 * PATIENCE + AGAIN)
    assert await told() == 2
    other = Alarm(stage.service.library.locks)  # as of another process, which sees the same
    await other.look([trouble], start)
    await other.look([trouble], start + PATIENCE)
    assert await told() == 2
    await alarm.look([], start + 3 * PATIENCE + AGAIN)
    await other.look([], start + 2 * PATIENCE)
    await admin.expect("✅ Opgelost: De mailbox postvak", timeout=90)
    assert await told() == 3


async def test_systemd_hears_ready_alive_and_stopping(tmp_path):
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(address)
        heard.setblocking(False)  # noqa: FBT003 - its only form
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "rosterdesk.bot", "run", "--only", "print"),
            env={
                **os.environ,
                "ROSTERDESK_DATA": str(tmp_path / "data"),
                "NOTIFY_SOCKET": address,
                "WATCHDOG_USEC": "200000",
            },
        )
        loop = asyncio.get_running_loop()
        said = []

        async def hear(word):
            while word not in said:
                async with asyncio.timeout(100):
                    said.append((await loop.sock_recv(heard, 100)).decode())

        await hear("READY=1")
        said.clear()
        await hear("WATCHDOG=1")
        said.clear()
        await hear("WATCHDOG=1")
        process.send_signal(signal.SIGTERM)
        await hear("STOPPING=1")
        assert await process.wait() == 0
