"""Failures on the way to a mail server, in sentences that say how to correct them."""

from __future__ import annotations

import socket
import ssl
from typing import Any

from rosterdesk.core.errors import list_causes
from rosterdesk.core.language import N_

LOGIN_REFUSED = N_(
    "{where} refused the log-in: look at the user name and the password, and whether the provider"
    " asks for an app password or OAuth."
)
_NO_PROOF = N_(
    "{where} cannot prove its name ({reason}): use the name that stands in its certificate, or"
    " name the file of your own authority in ca_file."
)
_NO_TLS = N_(
    "{where}: no safe connection, because it does not encrypt as asked: look at port and security."
)
_UNKNOWN_NAME = N_("{where}: no connection, because nobody knows this name: look at host.")
_NOBODY_LISTENS = N_("{where}: no connection, because nothing listens there: look at port.")
_NO_ANSWER = N_(
    "{where}: no connection, because there was no answer in time: look at host and port, and"
    " whether the firewall lets us through."
)
_NO_FILE = N_("{where}: the file {file} cannot be read: is it there, and may rosterdesk read it?")
_OTHERWISE = N_("{where}: no connection ({reason}): look at host and port.")


def explain_failure(error: BaseException, where: str) -> tuple[str, dict[str, Any]]:
    """Return the message and its values; ``where`` names the server and its port.

    What a server said is left out: it may repeat what was typed or what stands in a mail.
    """
    for cause in list_causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return _NO_PROOF, {"where": where, "reason": cause.verify_message}
            case ssl.SSLError():
                return _NO_TLS, {"where": where}
            case socket.gaierror():
                return _UNKNOWN_NAME, {"where": where}
            case ConnectionRefusedError():
                return _NOBODY_LISTENS, {"where": where}
            case TimeoutError():
                return _NO_ANSWER, {"where": where}
            case OSError() if cause.filename is not None:
                return _NO_FILE, {"where": where, "file": cause.filename}
    return _OTHERWISE, {"where": where, "reason": type(error).__name__}
