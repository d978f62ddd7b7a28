"""The result of opening a mail, and the interface of the parts that can open one."""

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
    """The header's evidence about the sender, before any key was asked for.

    ``shape`` names the fields present that say how the body is divided into parts.
    ``organisation`` is the registered domain above the sender's, or that itself.
    """

    signatures: tuple[Signature, ...]
    received: Received
    organisation: str
    shape: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """``head`` is None where nobody can be the sender."""

    parsed: ParsedMail
    head: Head | None = None


class Opener(Protocol):
    """An opener of mail that also checks signatures; it answers whatever the mail holds."""

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
