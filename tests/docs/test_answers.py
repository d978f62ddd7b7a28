"""The manuals of schools explain every letter that a school can get, by its subject."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rosterdesk.core.language import Language
from rosterdesk.mailbox.replies.texts import WORDINGS, ReplyKind
from rosterdesk.mailbox.replies.wording import phrases

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = [
    (Language.NL, DOCS / "nl" / "scholen.md", "## Wat de antwoorden betekenen"),
    (Language.EN, DOCS / "en" / "schools.md", "## What the answers mean"),
]
OURS = {ReplyKind.NOTICE}  # to the library itself


def list_subjects(language: Language) -> set[str]:
    subjects = set()
    for kind, wording in WORDINGS.items():
        if kind not in OURS:
            several = [wording.several[0]] if wording.several else []
            subjects |= {phrases.say(language, each) for each in (wording.subject, *several)}
    return subjects


@pytest.mark.parametrize(("language", "page", "head"), PAGES, ids=["nl", "en"])
def test_each_letter_is_explained(language: Language, page: Path, head: str):
    """No subject is missing in the table, and none stands there that no letter has."""
    table = page.read_text(encoding="utf-8").partition(head)[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\*\*.*?) \|", table, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"\*\*(.+?)\*\*", row)} == list_subjects(
        language
    )


@pytest.mark.parametrize(
    ("page", "no"), [(PAGES[0][1], "NEE"), (PAGES[1][1], "NO")], ids=["nl", "en"]
)
def test_the_manual_asks_for_the_same_answer_as_the_letter(page: Path, no: str):
    """To "Was this mail from you?" a no is answered, and never left unsaid."""
    asked = next(
        row
        for row in page.read_text(encoding="utf-8").splitlines()
        if "YES" in row or "JA en" in row
    )
    assert re.search(rf"\b{no}\b", asked)
