"""Thirty flows in both languages: the rules that keep what a secretary reads.

``python -m tests.bot.mail.sheet FOLDER`` puts all of it on one sheet: to be looked at after the
words were changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.bot.letters import read_reply, text_of, write_letter
from tests.bot.mail.flows import COUNTS, FLOWS, GOOD, HELD, NAMED, answered, list_paragraphs
from tests.bot.mail.post import CONTACT, open_post
from tests.bot.stages import TEACHER

from rosterdesk.core.language import Language
from rosterdesk.core.models import Submission
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.mailbox.models import MailChallenge, MailMessage, MailStatus
from rosterdesk.mailbox.replies.advice import ADVICE
from rosterdesk.mailbox.replies.wording import phrases

if TYPE_CHECKING:
    from pathlib import Path


def keeps_rules(raw: bytes, language: Language) -> None:
    said = list_paragraphs(raw)
    text = " ".join(said)
    reasons = {phrases.say(language, each.reason) for each in ADVICE.values()}
    lines = [line for each in said for line in re.split(r"(?:^|\s)- ", each)]
    by_themselves = [each for each in lines if each in reasons]
    of_files = re.findall(rf"\S\.\w{{3,4}}: ({'|'.join(map(re.escape, reasons))})", text)
    found = [each for each in reasons if each in text]
    assert len(by_themselves) <= 1
    assert not (by_themselves and of_files), "a file has its own reason, or the mail has one"
    assert set(found) == {*by_themselves, *of_files}
    greeting = phrases.say(language, "With kind regards,")
    at = next(n for n, each in enumerate(said) if each.startswith(greeting))
    asking = phrases.say(language, "Questions? Ask {contact}.", contact=CONTACT)
    assert said[at - 2] == asking, "whom to ask stands before what to do next"
    assert said[at - 1] != asking
    assert text.count("(s)") == 0


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", list(Language))
async def test_each_flow_keeps_the_rules(language: Language, tmp_path: Path, sqlite_template: Path):
    assert len(FLOWS) >= 30
    for number, (name, flow) in enumerate(FLOWS.items()):
        async with open_post(tmp_path / str(number), sqlite_template, language) as post:
            await flow(post)
            assert len(post.letters) == COUNTS.get(name, 1), (name, post.subjects())
            assert len(set(post.subjects())) == len(post.subjects()), "one mail for one state"
            if name in NAMED:
                assert all(each in text_of(post.letters[-1]) for each in NAMED[name]), name
            for raw in post.letters:
                if read_reply(raw)["To"] == TEACHER:
                    keeps_rules(raw, language)


@pytest.mark.parametrize(
    ("policy", "status", "subjects"),
    [
        (b"v=DMARC1; p=none", MailStatus.HELD, ["Was deze mail van u?"]),
        (b"v=DMARC1;p=NONE;pct=100", MailStatus.HELD, ["Was deze mail van u?"]),
        (b"v=DMARC1; p=reject", MailStatus.QUARANTINED, []),
        (b"v=DMARC1; p=quarantine", MailStatus.QUARANTINED, []),
    ],
)
async def test_who_asks_for_nothing_to_be_refused_is_asked(
    policy: bytes, status: MailStatus, subjects: list[str], tmp_path: Path, sqlite_template: Path
):
    """A failed DMARC of a domain with p=none is held and told; of another it is silence."""

    async def resolve(name: str) -> list[bytes]:
        return [policy] if name == "_dmarc.regenboog.example" else []

    failed = write_letter(files={"groep 3.xlsx": GOOD}).replace(b"dmarc=pass", b"dmarc=fail")
    async with open_post(
        tmp_path / "data", sqlite_template, Language.NL, resolve_txt=resolve
    ) as post:
        mail = await post.deliver(failed)
        assert mail.status is status
        assert post.subjects() == subjects


@pytest.mark.parametrize(
    ("words", "verdict"), [("Nee, dat was ik niet", "no"), ("Onze mail is gehackt!", "unclear")]
)
async def test_a_denial_is_not_lost(
    words: str, verdict: str, tmp_path: Path, sqlite_template: Path
):
    """Her words stand on the held mail, as they are; she does not hear that a file is missing."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await answered(post, words)
        held = await MailMessage.all().order_by("id").first()
        assert held is not None
        assert [(each["words"], each["verdict"]) for each in held.answers] == [(words, verdict)]
        assert held.status is MailStatus.HELD
        assert post.subjects() == ["Was deze mail van u?", "De bibliotheek kijkt ernaar"]


async def test_what_was_raw_is_gone_when_it_was_read(tmp_path: Path, sqlite_template: Path):
    """Nothing raw stays of a taken mail; the roster of a held one stays until it is decided."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(write_letter(files={"groep 3.xlsx": GOOD}))
        taken = await MailMessage.first()
        assert taken is not None
        assert taken.raw_gone
        assert not taken.sealed
        assert [each[0] for each in taken.parts] == ["groep 3.xlsx"]
        names = {path.name for path in post.library.files.list_paths()}
        assert taken.stored not in names

        held = await post.deliver(HELD)
        names = {path.name for path in post.library.files.list_paths()}
        assert held.stored not in names
        assert held.sealed in names
        again = await post.deliver(HELD)
        assert again.stored not in {path.name for path in post.library.files.list_paths()}


async def test_an_absence_notice_stands_on_the_card(tmp_path: Path, sqlite_template: Path):
    """A machine is not answered, and what it says about a held mail is read by a librarian."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await answered(post, "Ik ben afwezig tot maandag.", auto_submitted="auto-replied")
        held = await MailMessage.all().order_by("id").first()
        assert held is not None
        assert held.status is MailStatus.HELD
        assert [each["words"] for each in held.answers] == ["Ik ben afwezig tot maandag."]
        assert await MailChallenge.filter(closed_at=None).count() == 1


async def test_many_held_mails_of_one_person_are_confirmed_one_by_one(
    tmp_path: Path, sqlite_template: Path
):
    """A right code for one mail uses up no tries of the others."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        for number in range(8):
            files = {f"groep {number}.xlsx": write_workbook(sample_pupils(3, seed=number))}
            await post.deliver(write_letter(files=files, proved=False))
        for letter in list(post.letters):
            quoted = "\n".join(f"> {line}" for line in list_paragraphs(letter))
            await post.deliver(write_letter(f"Ja\n\n{quoted}", proved=False, answers=letter))
        assert await MailMessage.filter(status=MailStatus.HELD).count() == 0
        assert await Submission.all().count() == 8
