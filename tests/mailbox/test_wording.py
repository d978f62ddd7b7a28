from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest
from tests.mailbox.forged import SIGNED_AND_NOT
from tests.mailbox.forged_again import AGAIN
from tests.mailbox.forged_coverage import COVERAGE
from tests.mailbox.forged_results import RESULTS
from tests.mailbox.genuine import GENUINE
from tests.mailbox.test_forgeries import judge

from rosterdesk.core.language import Language, Phrases
from rosterdesk.core.protection.passwords import make_code
from rosterdesk.mailbox.answers.codes import find_codes, show_code
from rosterdesk.mailbox.files.parsed import ParsedMail
from rosterdesk.mailbox.opening.parse import QUARANTINE_REASONS, parse_mail
from rosterdesk.mailbox.trust.reasons import REASONS, explain

FOLDER = Path(__file__).parents[2] / "mailbox"
phrases = Phrases("rosterdesk.mailbox")


def sentences() -> set[str]:
    """Every message of the package: what is marked, and what is said outright."""
    found = set()
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                values = node.args[1:2] if name == "say" else node.args if name == "N_" else []
                found |= {each.value for each in values if isinstance(each, ast.Constant)}
    return found


def test_every_sentence_has_its_dutch():
    """No reader of Dutch ever meets an English sentence."""
    same = {each for each in sentences() if describe_in_dutch(each) == each}

    assert same <= {"School"}


def describe_in_dutch(sentence: str) -> str:
    fields = (name for _, name, _, _ in string.Formatter().parse(sentence) if name)
    return phrases.say(Language.NL, sentence, **{name: f"{{{name}}}" for name in fields})


async def test_every_reason_that_is_given_can_be_explained():
    """The librarian reads words, not codes."""
    given = {
        reason
        for case in [*GENUINE, *SIGNED_AND_NOT, *RESULTS, *COVERAGE, *AGAIN]
        for reason in (await judge(case.make(), case)).reasons
    }

    assert given | set(QUARANTINE_REASONS) <= set(REASONS)


def test_reasons_are_said_once():
    """Two codes of one sentence are one sentence; an unknown code is not hidden."""
    found = explain(["header_line", "header_control", "hallo"], Language.NL)

    assert found == ["De kop van de mail is beschadigd.", "hallo"]


CODE = "3467ACDE"


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        show_code(CODE),
        f"> Laat deze code erin staan:\n>\n>    {show_code(CODE)}\n",
        f"Ja, dat was ik.\nCODE {CODE}.",
        f"ROOSTER VAN 2026 EN {CODE}",
        CODE.lower(),
        f"mijn code is {show_code(CODE).lower()}",
    ],
)
def test_a_code_is_found_in_an_answer(text: str):
    """Quoted, with a dash or among capitals: the code is there."""
    assert CODE in find_codes(ParsedMail(text=text), len(CODE))


@pytest.mark.parametrize(
    "text", ["", "Goedendag, hierbij onze lijst.", "AFGEMAKT leerling".lower(), CODE + "9"]
)
def test_ordinary_words_are_no_codes(text: str):
    """Words that people write do not use up the attempts."""
    assert find_codes(ParsedMail(text=text), len(CODE)) == []


def test_a_code_in_the_subject_counts():
    """Some people answer with nothing but a subject."""
    code = make_code(8)
    raw = f"From: a@b.example\r\nSubject: Re: code {show_code(code)}\r\n\r\n\r\n".encode()

    assert code in find_codes(parse_mail(raw), 8)
