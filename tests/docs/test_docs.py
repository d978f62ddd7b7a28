"""The docs name what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs.naming import list_unknown_commands, list_unknown_labels, list_unknown_settings
from tests.docs.writing import DOCS, PAGES

from rosterdesk.bot.settings import Settings

ROOT = DOCS.parent
TEXTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
MANUALS = sorted([*DOCS.glob("nl/*.md"), *DOCS.glob("en/*.md")])
MOST_WORDS = 1_500  # four pages of A4


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


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_and_settings_that_are_named_exist(text):
    if text.name == "CHANGELOG.md":  # it tells of what was, too
        return
    said = text.read_text(encoding="utf-8")
    assert list_unknown_commands(said) == []
    assert list_unknown_settings(said) == []


@pytest.mark.parametrize("text", MANUALS, ids=lambda path: str(path.relative_to(ROOT)))
def test_manual_names_buttons_as_they_are_and_fits_on_four_pages(text):
    said = text.read_text(encoding="utf-8")
    assert list_unknown_labels(said, text.parent.name) == []
    assert len(said.split()) <= MOST_WORDS


def test_a_command_an_option_and_a_button_that_are_not_there_are_seen():
    page = "`rosterdesk fly`, `rosterdesk doctor --fly`, **🛩 Vliegen**, `mail.fly`, ROSTERDESK_FLY"
    assert list_unknown_commands(page) == ["fly", "doctor --fly"]
    assert list_unknown_labels(page, "nl") == ["🛩 Vliegen"]
    assert list_unknown_settings(page) == ["mail.fly", "fly"]


def test_units_run_what_the_program_has():
    units = sorted((ROOT / "deploy").glob("*.service"))
    assert {unit.stem for unit in units} >= {"rosterdesk", "rosterdesk-print"}
    for unit in units:
        said = unit.read_text(encoding="utf-8")
        (run,) = re.findall(r"^ExecStart=.*bin/(rosterdesk [^'\n]*)", said, re.MULTILINE)
        assert list_unknown_commands(f"`{run}`") == []
        assert list_unknown_settings(said) == []


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
