"""One person behind several rows: pure, ``persons`` finds them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """All that is known to be one person: numbers of rows, and addresses in lower case."""

    staff: frozenset[int] = frozenset()
    customers: frozenset[int] = frozenset()
    addresses: frozenset[str] = frozenset()

    def is_same(self, other: Identity) -> bool:
        return bool(
            self.staff & other.staff
            or self.customers & other.customers
            or self.addresses & other.addresses
        )

    def join(self, other: Identity) -> Identity:
        return Identity(
            self.staff | other.staff,
            self.customers | other.customers,
            self.addresses | other.addresses,
        )
