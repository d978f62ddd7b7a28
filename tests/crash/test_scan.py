"""The scan itself: it must see what is planted, in whatever way bytes are written."""

from __future__ import annotations

import base64
import hashlib
import random

import pytest
from tests.crash import scan
from tests.crash.ledger import Report
from tests.crash.scan import Finder, Place, _scan_place, prove

WORDS = {"passwords": {"ACDEFGHJ", "drie kikkers"}, "numbers": {"991234567"}}
WAYS = {
    "as it is": lambda word: word.encode(),
    "in small letters": lambda word: word.lower().encode(),
    "UTF-16": lambda word: word.encode("utf-16"),
    "UTF-16, big end": lambda word: word.encode("utf-16-be"),
    "base64": lambda word: base64.b64encode(word.encode()),
    "base64 after one": lambda word: base64.b64encode(b"x" + word.encode() + b"yz"),
    "base64 after two": lambda word: base64.b64encode(b"xx" + word.encode() + b"y"),
    "hexadecimal": lambda word: word.encode().hex().encode(),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("before", [0, 1, 7, 8, 1000])
def test_planted_word_is_found_wherever_it_stands(way, before):
    dice = random.Random(before)
    finder = Finder(WORDS)
    for kind, words in WORDS.items():
        for word in words:
            data = dice.randbytes(before) + WAYS[way](word)
            assert finder.find(data) == {kind}, (way, word)
            assert finder.find(data + dice.randbytes(50)) == {kind}


def test_what_is_not_there_is_not_found():
    assert Finder(WORDS).find(random.Random(1).randbytes(1 << 20)) == set()
    assert Finder(WORDS).find(b"ACDEFGH") == set()
    assert Finder({"nothing": set()}).find(b"ACDEFGHJ") == set()


def test_digits_inside_a_digest_are_chance_and_beside_one_they_are_not():
    digest = hashlib.sha256(b"").hexdigest()
    finder = Finder(WORDS)
    for at in (0, 20, 55):
        assert finder.find(f"1 {digest[:at]}991234567{digest[at + 9 :]} 2".encode()) == set()
    assert finder.find(f"{digest} 991234567".encode()) == {"numbers"}
    assert finder.find(b"ab991234567cd") == {"numbers"}
    assert finder.find(b"0" * 30 + b"991234567") == {"numbers"}
    written = b"naam: Jansen; nummer: 991234567; klas: kolibrie".hex()
    assert finder.find(written.encode()) == {"numbers"}


def test_word_across_two_pieces_of_a_file_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(scan, "_PIECE", 100)
    for at in range(85, 101):
        file = tmp_path / "file"
        file.write_bytes(b"-" * at + b"991234567" + b"-" * 300)
        found, size = Finder(WORDS).find_in_file(file)
        assert (found, size) == ({"numbers"}, at + 309)


def test_place_with_a_planted_word_is_a_fault_and_one_without_is_none(tmp_path):
    finder, report = Finder(WORDS), Report(0, figures={"scanned": {}})
    assert prove(finder, WORDS, tmp_path) == []
    assert prove(Finder({}), WORDS, tmp_path), "a blind scan is not noticed"
    clean, planted = tmp_path / "clean", tmp_path / "planted"
    clean.write_bytes(b"-" * 100)
    _scan_place(Place("folder", [clean]), finder, report)
    assert report.faults == []
    planted.write_bytes("wachtwoord: drie kikkers".encode("utf-16"))
    _scan_place(Place("folder", [clean, planted]), finder, report)
    assert report.faults == ["passwords in folder: planted"]
