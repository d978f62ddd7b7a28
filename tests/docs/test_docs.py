"""The docs name what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs.writing import DOCS, PAGES

from rosterdesk.bot.settings import Settings

ROOT = DOCS.parent
TEXTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


@pytest.mark.parametrize("name", PAGES)
def test_page_from_the_code_is_current(name):
    """``python -m tests.docs.writing`` writes them anew."""
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name]()


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(text):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (text.parent / link).exists()] == []


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_paths_that_are_named_exist(text):
    named = re.findall(r"`((?:core|mailbox|printer|bot|tests|docs)/[\w./-]*)`", text.read_text())
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_example_of_the_settings_is_accepted():
    import tomllib

    example = tomllib.loads((DOCS / "rosterdesk.example.toml").read_text(encoding="utf-8"))
    assert Settings(**example).printing.printers


def test_no_text_names_a_path_of_a_machine():
    found = [
        str(path)
        for path in TEXTS
        if re.search(r"/(?:home|root|Users)/\w", Path(path).read_text(encoding="utf-8"))
    ]
    assert found == []
