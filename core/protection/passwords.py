"""One-time passwords: made, shown once on paper, hashed; never kept.

NIST SP 800-63B-4 treats them as look-up secrets: random, given in person, usable once,
salted and hashed, with limited failures.
"""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError

# Without 0 O, 1 I L, 2 Z, 5 S, 8 B and U/V, which look or sound alike on paper and by telephone.
ALPHABET = "34679ACDEFGHJKMNPQRTVWXY"
LENGTH = 8  # 24 ** 8 is 36.7 bits; with MAX_FAILURES a guess succeeds once in 10 ** 9 attempts
MAX_FAILURES = 20

# OWASP's argon2id setting of 19 MiB, 2 passes, 1 lane: about 20 ms, faster than a printer prints.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)


def make_password() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def make_code(length: int) -> str:
    """Return a random code of the same alphabet, for references and for linking a chat."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def normalise(typed: str) -> str:
    """Undo what people do when they copy from paper: spaces, dashes, small letters."""
    return "".join(c for c in typed.upper() if c.isalnum())


def hash_password(password: str) -> str:
    return _HASHER.hash(password)


def verify_password(hashed: str, typed: str) -> bool:
    try:
        return _HASHER.verify(hashed, typed)
    except (Argon2Error, InvalidHashError):
        return False
