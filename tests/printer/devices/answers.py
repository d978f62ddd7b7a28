"""The answers of a printer that is well."""

from __future__ import annotations

ANSWERS = {
    b"\x10\x04\x01": b"\x12",
    b"\x10\x04\x02": b"\x12",
    b"\x10\x04\x04": b"\x12",
    b"\x1dr\x01": b"\x00",
}
_LENGTH = 3


class Answerer:
    """Answers the questions among the bytes that come, also one that comes in two parts."""

    def __init__(self) -> None:
        self._rest = b""

    def answer(self, data: bytes) -> bytes:
        """Return the answers to the questions that end in these bytes."""
        whole = self._rest + data
        self._rest = whole[-(_LENGTH - 1) :]
        found = (whole[at : at + _LENGTH] for at in range(len(whole)))
        return b"".join(ANSWERS.get(each, b"") for each in found)
