"""Addresses on this machine at which the program listens."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.errors import ProgramError
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    import ssl

    from aiohttp.web_runner import BaseRunner

_TAKEN = N_(
    "Another program listens on port {port} of {host}: stop it, or choose another port in"
    " {setting}."
)
_FORBIDDEN = N_(
    "Only root may listen on port {port} of {host}: choose one above 1023 in {setting}."
)
_OTHER = N_("Nothing can listen on port {port} of {host} ({reason}): look at {setting}.")


async def listen(
    runner: BaseRunner, host: str, port: int, setting: str, *, tls: ssl.SSLContext | None = None
) -> None:
    """Let the runner answer at the address that the setting names.

    Raises:
        ProgramError: The port is taken or forbidden, or the address is not this machine's.

    """
    try:
        await web.TCPSite(runner, host, port, ssl_context=tls).start()
    except OSError as error:
        sentence = {errno.EADDRINUSE: _TAKEN, errno.EACCES: _FORBIDDEN}.get(
            error.errno or 0, _OTHER
        )
        reason = error.strerror or type(error).__name__
        raise ProgramError(
            sentence, host=host, port=port, setting=setting, reason=reason
        ) from error
