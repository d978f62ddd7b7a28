"""The answers of a printer that is well."""

from __future__ import annotations

ANSWERS = {
    b"\x10\x04\x01": b"\x12",
    b"\x10\x04\x02": b"\x12",
    b"\x10\x04\x04": b"\x12",
    b"\x1dr\x01": b"\x00",
}


def answer_questions(data: bytes) -> bytes:
    return b"".join(ANSWERS.get(data[at : at + 3], b"") for at in range(len(data)))
