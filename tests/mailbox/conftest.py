from __future__ import annotations

from collections.abc import AsyncIterator  # noqa: TC003

import pytest
from tests.mailbox.servers import DovecotServer, PymapServer, ScriptedAsServer, Server
from tests.programs import need_program


@pytest.fixture(params=["pymap", "dovecot", "scripted"])
async def server(request: pytest.FixtureRequest) -> AsyncIterator[Server]:
    """One of the servers, empty and running."""
    made: Server
    if request.param == "dovecot":
        made = DovecotServer(need_program("dovecot"))
    else:
        made = PymapServer() if request.param == "pymap" else ScriptedAsServer()
    async with made:
        yield made
