"""Programs of the machine, started without what our own environment holds."""

from __future__ import annotations

import os

_ENVIRONMENT = ("PATH", "HOME", "USER", "CUPS_SERVER", "IPP_PORT")


def make_environment() -> dict[str, str]:
    """Return what such a program needs and nothing of our own, which may hold secrets."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return {**kept, "LC_ALL": "C"}
