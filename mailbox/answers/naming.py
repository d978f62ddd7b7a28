"""The files and groups that an answer names. Pure."""

from __future__ import annotations

import re

_GROUP = re.compile(r"\b(?:groep|klas|leerjaar|class|group|year)[ _.-]?(\d{1,2})\b")
_FILE = re.compile(r"[\w-]+\.(?:xlsx?|csv|ods|zip|xml|pdf|docx?|txt)\b")


def names_another_file(said: str, known: str) -> bool:
    """Return whether the words, folded, name a file or a group that is not among those known.

    ``known`` are the subject and the names of the files of the mail that was asked about, folded.
    A group counts only where these name one, too.
    """
    groups, asked = set(_GROUP.findall(said)), set(_GROUP.findall(known))
    others = [each for each in _FILE.findall(said) if each not in known]
    return bool(others or (asked and groups - asked))


def leave_out_files(said: str, known: str) -> str:
    """Return the words with "bestand" in place of the names of files, known or not."""
    for name in sorted(filter(_FILE.search, known.splitlines()), key=len, reverse=True):
        said = said.replace(name, "bestand")
    return _FILE.sub("bestand", said)
