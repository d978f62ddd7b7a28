"""Ways in which a file arrives damaged or hostile, chosen by a seed."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

TOKENS = (
    b"", b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b'""', b"'", b";", b",", b"\t", b"|",
    b"\r", b"\n", b"\r\n", b"=1+1", b"@", b"-1", b"0", b"1e999", b"nan", b"inf", b"1048576",
    b"XFD1048576", b"99999999999999999999", b"31-02-2015", b"0000-00-00", b"9999-12-31",
    b"123456782",
    b"<", b">", b"</", b"/>", b"<!DOCTYPE x [", b"<!ENTITY a 'b'>", b"&a;", b"&#0;", b"&#xD800;",
    b"Leerlingnummer", b"Achternaam", b"Geboortedatum", b"BSN", b"Groep 5", b"Totaal",
    b' r="XFD1048576"', b' table:number-columns-repeated="16384"',
    b' table:number-rows-repeated="1048576"', b"\xe2\x80\xae", b"\xcc\x88" * 9, b"A" * 5000,
)  # fmt: skip


def mutate(data: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """One to four changes; half of those to a ZIP are made inside one of its members."""
    for _ in range(dice.choice((1, 1, 2, 4))):
        if data.startswith(b"PK") and dice.random() < 0.5:
            data = _mutate_member(data, others, dice)
        else:
            data = _change(data, others, dice)
    return data


def _change(data: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    return dice.choice(_CHANGES)(data, others, dice)


def _flip(data: bytes, _others: Sequence[bytes], dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(min(len(changed), dice.choice((1, 2, 8, 64)))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _cut(data: bytes, _others: Sequence[bytes], dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _remove(data: bytes, _others: Sequence[bytes], dice: random.Random) -> bytes:
    start = dice.randrange(len(data) + 1)
    return data[:start] + data[start + dice.choice((1, 4, 40, 400)) :]


def _repeat(data: bytes, _others: Sequence[bytes], dice: random.Random) -> bytes:
    start = dice.randrange(len(data) + 1)
    piece = data[start : start + dice.choice((1, 10, 100, 1000))]
    return data[:start] + piece * dice.choice((2, 3, 50)) + data[start:]


def _insert(data: bytes, _others: Sequence[bytes], dice: random.Random) -> bytes:
    start = dice.randrange(len(data) + 1)
    return data[:start] + dice.choice(TOKENS) + data[start + dice.choice((0, 0, 1, 5)) :]


def _splice(data: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    other = dice.choice(others)
    return data[: dice.randrange(len(data) + 1)] + other[dice.randrange(len(other) + 1) :]


_CHANGES: tuple[Callable[[bytes, Sequence[bytes], random.Random], bytes], ...] = (
    _flip, _cut, _remove, _repeat, _insert, _insert, _insert, _splice,
)  # fmt: skip


def _mutate_member(data: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """The archive again with one member changed, so that the XML behind the packing is reached."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            members = {name: source.read(name) for name in source.namelist()}
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        RuntimeError,
        EOFError,
        LookupError,
    ):
        return data
    if not members:
        return data
    name = dice.choice(list(members))
    members[name] = _change(members[name], others, dice)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return target.getvalue()
