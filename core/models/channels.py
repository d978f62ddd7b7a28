"""The ways in and out of the library, and those to whom something goes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    MAIL = "mail"
    CHAT = "chat"
    SHELL = "shell"
    PAGE = "page"
    SYSTEM = "system"  # what the program does by itself; events before 0.2.0 say shell


class RecipientKind(StrEnum):
    STAFF = "staff"
    CUSTOMER = "customer"
    MAIL = "mail"  # the sender of a mail, who may be nobody we know
    LIBRARY = "library"  # the library's own address


@dataclass(frozen=True, slots=True)
class Recipient:
    """One to whom a delivery goes: ``staff:3``, ``customer:12``, ``mail:7`` or ``library``.

    ``number`` is that of the row; the library itself has none.
    """

    kind: RecipientKind
    number: int = 0

    @classmethod
    def staff(cls, number: int) -> Recipient:
        return cls(RecipientKind.STAFF, number)

    @classmethod
    def customer(cls, number: int) -> Recipient:
        return cls(RecipientKind.CUSTOMER, number)

    @classmethod
    def mail(cls, number: int) -> Recipient:
        return cls(RecipientKind.MAIL, number)

    @classmethod
    def read(cls, text: str) -> Recipient:
        """Return the recipient that was written so; raises ValueError for anything else."""
        kind, _, number = text.partition(":")
        return cls(RecipientKind(kind), int(number) if number else 0)

    def __str__(self) -> str:
        if self.kind is RecipientKind.LIBRARY:
            return str(self.kind)
        return f"{self.kind}:{self.number}"


LIBRARY = Recipient(RecipientKind.LIBRARY)
Destination = tuple[Channel, Recipient]


# What comes or goes has one of these; as the column says it, so that no table is made anew.
OUTSIDE = "MAIL: mail\nCHAT: chat\nSHELL: shell"
