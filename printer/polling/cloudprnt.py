"""The messages of Star CloudPRNT, taken apart and put together.

Source: Star's CloudPRNT Protocol Guide, 2.4 (and the Developer Guide 1.4, for older interfaces). A
printer polls with POST and tells how it is, fetches a job with GET, and says with DELETE what
became of it. ``jobToken`` comes back with both where its firmware knows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

import orjson

from rosterdesk.printer.devices.device import Answer, Status
from rosterdesk.printer.errors import Reason
from rosterdesk.printer.model.address import read_mac

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAPER, _COVER, _LOW = "41", "42", "21"  # how these codes begin
_JAM = "411"


@dataclass(frozen=True, slots=True)
class Poll:
    mac: str | None
    status: Status
    printing: bool  # it says so itself: what is ready would be of no use to it


class NotUnderstoodError(ValueError):
    """A message is not one of the protocol's."""


def read_poll(body: bytes) -> Poll:
    """Raises NotUnderstoodError. Every field but the status code may be missing or null."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise NotUnderstoodError from error
    if not isinstance(said, dict) or not isinstance(said.get("statusCode"), str):
        raise NotUnderstoodError
    mac = said.get("printerMAC")
    return Poll(
        mac=read_mac(mac) if isinstance(mac, str) else None,
        status=read_status(said["statusCode"]),
        printing=said.get("printingInProgress") is True,
    )


def read_status(code: str) -> Status:
    """Return what a status code says: "200 OK", "410", "420%20Cover%20open"."""
    number = unquote(code).strip()[:3]
    paper, cover = not number.startswith(_PAPER), not number.startswith(_COVER)
    # A code of the 5xx kind is about a job, not about the printer.
    return Status(
        online=Answer.of(number[:1] in {"2", "5"}),
        paper=Answer.of(paper or number == _JAM),
        cover=Answer.of(cover),
        paper_low=Answer.of(number.startswith(_LOW)),
    )


def read_end(code: str) -> Reason | None:
    """Return why a job did not end well; None where all of it is on paper."""
    said = unquote(code).strip()
    if said.upper() == "OK" or said.startswith("2"):
        return None
    if said.startswith("5"):
        return Reason.NOT_UNDERSTOOD
    return Reason.JAMMED if said.startswith(_JAM) else read_status(said).reason or Reason.REFUSED


def write_answer(token: str | None, kinds: Sequence[str]) -> bytes:
    """Return the answer to a poll: whether a job lies ready, and as what it can be had."""
    if token is None:
        return orjson.dumps({"jobReady": False})
    return orjson.dumps(
        {"jobReady": True, "mediaTypes": list(kinds), "jobToken": token, "deleteMethod": "DELETE"}
    )
