"""Two processes behind nginx, one killed during uploads: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from tests.bot.page.places import OWN, WHO, Place, open_browser
from tests.core.roster.making import make_pupils, write_csv
from tests.ports import find_free_port, wait_for_port
from tests.programs import need_program

from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.program.service import Service
from rosterdesk.bot.settings import Settings
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.library import open_library
from rosterdesk.core.models import Draft, DraftStatus, Session
from rosterdesk.core.storage.database import open_database
from rosterdesk.core.storage.locks.model import LocksOfOneProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

CONFIG = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream page {{ {servers} }}
  server {{
    listen 127.0.0.1:{port}; client_max_body_size 21m; proxy_request_buffering off;
    location / {{
      proxy_pass http://page; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $http_host; proxy_next_upstream error timeout;
      proxy_connect_timeout 2s;
    }}
  }}
}}
"""


@asynccontextmanager
async def balance(folder: Path, port: int, backends: list[int]) -> AsyncIterator[None]:
    """Run nginx in front of the ports."""
    servers = " ".join(f"server 127.0.0.1:{each} max_fails=1 fail_timeout=2s;" for each in backends)
    (folder / "nginx.conf").write_text(CONFIG.format(folder=folder, servers=servers, port=port))
    command = [need_program("nginx"), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: ASYNC220 - it is quick
    try:
        async with asyncio.timeout(30):
            await wait_for_port(port)
        yield
    finally:
        process.terminate()
        process.wait()


def start(data: Path, url: str, port: int) -> subprocess.Popen[bytes]:
    """Start ``rosterdesk run --only page`` over the data folder."""
    environment = {
        **os.environ,
        "ROSTERDESK_DATA": str(data),
        "ROSTERDESK_PAGE": json.dumps({"url": url, "port": port}),
        "ROSTERDESK_WARM_READER": "false",
    }
    command = [sys.executable, "-m", "rosterdesk.bot", "run", "--only", "page"]
    with (data / f"{port}.log").open("wb") as log:
        return subprocess.Popen(command, env=environment, cwd=data, stderr=log)


@pytest.mark.timeout(300)
async def test_a_killed_process_loses_no_upload_and_no_session(data: Path, tmp_path: Path):
    need_program("nginx")
    port, *backends = (find_free_port() for _ in range(3))
    url = f"http://localhost:{port}"
    settings = Settings(data=data, page={"url": url})
    processes = [start(data, url, each) for each in backends]
    try:
        async with (
            open_database(settings.find_database(), APPS),
            open_library(settings, locks=LocksOfOneProcess()) as library,
            balance(tmp_path, port, backends),
            open_browser(url) as browser,
        ):
            school = await add_school("12AB00", "De Regenboog", WHO)
            place = Place(Service(settings, library, None), school, url)
            visitor = await place.add(uploads=True)
            async with asyncio.timeout(120):
                await asyncio.gather(*map(wait_for_port, backends))
            answer = await browser.log_in(visitor.card.number, visitor.password)
            assert answer.path == "/password", answer.words
            answer = await browser.post("/password", {"new": OWN, "again": OWN})
            assert answer.path == "/uploads", answer.words
            answered = await _upload_while_one_dies(browser, processes[0])
            assert len(answered) == len(set(answered)) == 12
            kept = set(await Draft.all().values_list("key", flat=True))
            assert {path.rpartition("/")[2] for path in answered} <= kept
            # What was kept though its answer was lost is there once, to be seen and thrown away.
            names = await Draft.all().values_list("file_name", flat=True)
            assert all(names.count(name) <= 2 for name in names)
            async with asyncio.timeout(120):
                while await Draft.filter(status=DraftStatus.RECEIVED).exists():  # noqa: ASYNC110 - another process reads
                    await asyncio.sleep(0.1)
            assert await Draft.exclude(status=DraftStatus.READY).count() == 0
            assert await Session.all().count() == 1
            assert (await browser.get("/uploads")).path == "/uploads"  # without logging in again
    finally:
        for process in processes:
            process.kill()
            process.wait()


async def _upload_while_one_dies(browser, process: subprocess.Popen[bytes]) -> list[str]:
    """Upload twelve files, and kill a process after the fourth; return where each one is."""
    answered = []
    for number in range(12):
        data = write_csv(make_pupils(20, seed=number))
        if number == 4:
            process.send_signal(signal.SIGKILL)
        async with asyncio.timeout(60):
            while True:
                answer = await browser.upload(data, f"lijst{number}.csv")
                if answer.path.startswith("/uploads/"):
                    answered.append(answer.path)
                    break
                assert answer.status == 502, answer.words
    return answered
