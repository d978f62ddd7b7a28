"""What opening a mail gives, and who can do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rosterdesk.mailbox.files.parsed import ParsedMail
    from rosterdesk.mailbox.trust.authresults import Received
    from rosterdesk.mailbox.trust.signatures import Signature, Verdict


@dataclass(frozen=True, slots=True)
class Head:
    """What the header says of the sender, before any key was asked for.

    ``shape`` names those of the fields that are there which say how the body is to be cut.
    """

    signatures: tuple[Signature, ...]
    received: Received
    shape: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """``head`` is None where nobody can be the sender."""

    parsed: ParsedMail
    head: Head | None = None


class Opener(Protocol):
    """Opens mail, and checks signatures over it; whatever stands in it, an answer comes."""

    async def open(
        self, raw: bytes, *, headers_only: bool = False, authserv_id: str | None = None
    ) -> Opened: ...

    async def verify(
        self,
        raw: bytes,
        signatures: Sequence[Signature],
        keys: Mapping[str, Sequence[bytes] | None],
        arrived_at: datetime,
    ) -> list[Verdict]: ...
