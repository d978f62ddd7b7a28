"""A PostgreSQL server of the tests' own, from the machine's binaries; nothing is left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ports import find_free_port
from tests.programs import need_program

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@contextmanager
def run_postgres(options: Sequence[str] = (), also: str | None = None) -> Iterator[str]:
    """Start a server and yield the URL of its maintenance database.

    ``options`` are the server's own and come after ours, which make tests quick, not durable.
    ``also`` is an address of this machine at which it is reached from its own network, a /30.
    """
    initdb, postgres = _find("initdb"), _find("postgres")
    # PostgreSQL refuses to run as root; Debian's package makes the user postgres.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="rosterdesk-pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        data, port = folder / "data", find_free_port()
        subprocess.run(
            [initdb, "-D", data, "-A", "trust", "-U", "postgres", "--no-sync"],
            check=True,
            capture_output=True,
            user=user,
            cwd=folder,
        )
        if also:
            with (data / "pg_hba.conf").open("a") as rules:
                rules.write(f"host all all {also}/30 trust\n")
        listen = ",".join(filter(None, ("127.0.0.1", also)))
        server = subprocess.Popen(
            [
                postgres,
                *("-D", data, "-p", str(port), "-h", listen, "-k", folder),
                *("-c", "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=64MB"),
                *("-c", "full_page_writes=off", "-c", "synchronous_commit=off"),
                *("-c", "autovacuum=off"),  # it would visit hundreds of databases
                *options,
            ],
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port, server)
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            server.kill()
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _find(program: str) -> str:
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(places[-1]) if places else need_program(program)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """A server that listens but still starts answers with an error, so ask until it is ready."""
    is_ready = Path(_find("postgres")).with_name("pg_isready")
    command = [str(is_ready) if is_ready.exists() else need_program("pg_isready")]
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError("PostgreSQL stopped while starting")
        found = subprocess.run(
            [*command, "-h", "127.0.0.1", "-p", str(port), "-t", "1"],
            check=False,
            capture_output=True,
        )
        if found.returncode == 0:
            return
    raise TimeoutError("PostgreSQL did not become ready")
