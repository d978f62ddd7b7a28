"""A real PgBouncer before the database: each of its ways is refused, with what to do instead."""

import asyncio
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.ports import find_free_port, wait_for_port
from tests.programs import need_program

from rosterdesk.core.language import Language
from rosterdesk.core.storage.database import DatabaseError, open_database

_SECONDS = 20.0
# With this PgBouncer takes us in, without handing the settings on.
_LENIENT = (
    "ignore_startup_parameters = tcp_keepalives_idle, tcp_keepalives_interval,"
    " tcp_keepalives_count, tcp_user_timeout, jit"
)


@pytest.mark.parametrize("mode", ["transaction", "session"])
@pytest.mark.parametrize("option", ["", _LENIENT], ids=["strict", "lenient"])
async def test_pooler_is_refused(fresh_postgres, tmp_path, mode, option):
    with run_pooler(tmp_path, fresh_postgres, f"pool_mode = {mode}\n{option}") as url:
        async with asyncio.timeout(_SECONDS):
            await wait_for_port(urlsplit(url).port)
        with pytest.raises(DatabaseError, match="through a pooler") as refused:
            async with open_database(url):
                pass
    assert "via een pooler" in refused.value.say(Language.NL)


@contextmanager
def run_pooler(folder: Path, database_url: str, options: str):
    """Yield the address of the database through a PgBouncer."""
    program, port, database = need_program("pgbouncer"), find_free_port(), urlsplit(database_url)
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        "[databases]\n"
        f"* = host={database.hostname} port={database.port} user=postgres\n"
        "[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        f"{options}\n"
    )
    # It refuses to run as root, and reads its settings after it has changed the user.
    command = [program, *(["-u", "nobody"] if os.geteuid() == 0 else []), "/dev/stdin"]
    with (
        settings.open("rb") as file,
        subprocess.Popen(command, stdin=file, stderr=subprocess.DEVNULL) as pooler,
    ):
        try:
            yield f"postgres://postgres@127.0.0.1:{port}{database.path}"
        finally:
            pooler.kill()
