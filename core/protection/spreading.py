"""Serial numbers spread over their range: nobody can tell the next one, and no two are equal."""

from __future__ import annotations

from hashlib import blake2b

_ROUNDS = 8  # an even number; four are the least that hide the order (Luby and Rackoff, 1988)


def spread(serial: int, digits: int, key: bytes) -> int:
    """Return another number of at most so many digits for each serial that has no more.

    A keyed permutation: an alternating Feistel network over the upper and the lower half of the
    digits (NIST SP 800-38G has the principle). A serial that is longer is returned as it is.
    """
    if digits < 1 or serial >= 10**digits:
        return serial
    upper: int = 10 ** (digits // 2)
    lower: int = 10 ** (digits - digits // 2)
    left, right = divmod(serial, lower)
    for number in range(0, _ROUNDS, 2):
        left = (left + _mix(key, number, right)) % upper
        right = (right + _mix(key, number + 1, left)) % lower
    return left * lower + right


def _mix(key: bytes, number: int, half: int) -> int:
    said = number.to_bytes() + half.to_bytes(8)
    return int.from_bytes(blake2b(said, digest_size=8, key=key).digest())
