"""The taps that usual work costs, counted on the buttons that are there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bot.approval.desk import SECONDS, WHO, card_of, has

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.models import Slip, SlipStatus, StaffRole, SubmissionStatus
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.slips.requests import request_slip, request_slips

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.people import Person


@dataclass
class Counter:
    """A person whose taps are counted: nothing is unfolded for them that they did not tap."""

    person: Person
    taps: list[str] = field(default_factory=list)

    async def tap(self, message, label: str) -> None:
        found = next(each for each in message.buttons if label in each)
        self.taps.append(found)
        await self.person.press(message, found).wait(SECONDS)


async def test_a_clean_file_costs_one_tap_and_a_stopped_one_three(desk):
    """The stopped one is understood, and rejected with a reason that its sender reads."""
    anna = Counter(await desk.staff("Anna Smit"))
    school = await desk.school()
    teacher = await desk.teacher(school)
    marijke = await desk.sender(teacher)
    clean = await desk.file(school, 40)
    card = await card_of(anna.person, "✅ Approve")
    assert card.words.startswith("✓ De Regenboog: 40 new, nothing odd\n+40\n")
    await anna.tap(card, "✅ Approve")
    await desk.reaches(clean, SubmissionStatus.APPLIED)
    assert len(anna.taps) == 1

    anna.taps.clear()
    stopped = await desk.file(school, 15, sender=teacher)
    card = await card_of(anna.person, "❌ Reject", stopped.reference)
    assert card.words.startswith("⛔ De Regenboog: 25 of 40 would leave\n−25 =15\n")
    await anna.tap(card, "👀 Look")
    page = await anna.person.expect("25 changes", timeout=SECONDS)
    assert len(page.words.split("\n")) == 1 + 20
    await anna.tap(card, "❌ Reject")
    reasons = await anna.person.expect(has("❌ Not complete"), timeout=SECONDS)
    assert "Wilt u een lijst met alle leerlingen sturen?" in reasons.words  # as it is sent
    await anna.tap(reasons, "❌ Not complete")
    await desk.reaches(stopped, SubmissionStatus.REJECTED)
    assert anna.taps == ["👀 Look", "❌ Reject", "❌ Not complete"]
    await marijke.expect("Wilt u een lijst met alle leerlingen sturen?", timeout=SECONDS)
    anna.person.send("Wit")  # no reason any more, but a search
    await anna.person.expect("Marijke Wit · teacher", timeout=SECONDS)


async def test_a_wrong_answer_about_a_column_is_mended_with_three_taps(desk):
    anna = Counter(await desk.staff("Anna Smit"))
    rows = ["leerlingnummer,voornaam,Xq1,klas,geboortedatum"]
    rows += [
        f"{p.external_number},{p.first_name},{p.surname},{p.class_code},{p.birth_date:%d-%m-%Y}"
        for p in sample_pupils(12)
    ]
    submission = await desk.file(
        await desk.school(), ("\n".join(rows) + "\n").encode(), name="export.csv"
    )
    await anna.tap(await card_of(anna.person, "🗂", submission.reference), "🗂")
    asked = await anna.person.expect("What is this?", timeout=SECONDS)
    await anna.tap(asked, "city")
    anna.taps.clear()  # that was wrong
    shown = await anna.person.expect(has("✏️ Xq1 → city"), timeout=SECONDS)
    await anna.tap(shown, "✏️ Xq1")
    await anna.tap(await anna.person.expect(has("surname"), timeout=SECONDS), "surname")
    shown = await anna.person.expect(has("✏️ Xq1 → surname"), timeout=SECONDS)
    await anna.tap(shown, "✅ Right")
    await desk.reaches(submission, SubmissionStatus.WAITING)
    assert len(anna.taps) == 3
    card = await card_of(anna.person, "✅ Approve", submission.reference)
    assert card.words.startswith("✓ De Regenboog: 12 new, nothing odd")


async def test_a_lost_slip_costs_no_more_than_three_taps(desk):
    cas = Counter(await desk.staff("Cas Mulder", StaffRole.DESK))
    pupil, _ = await add_customer(
        await desk.school(),
        WHO,
        desk.service.library.numbering,
        first_name="Noor",
        surname="Wit",
        role="pupil",
    )
    await request_slip(pupil, "balie", WHO)
    await wait_for(Slip.filter(status=SlipStatus.SENT).exists, SECONDS)
    cas.person.send("Wit")
    await cas.tap(await cas.person.expect(has("🖨 Print slip"), timeout=SECONDS), "🖨 Print slip")
    await cas.tap(await cas.person.expect(has("🔎 Lost"), timeout=SECONDS), "🔎 Lost")

    async def two_are_out() -> bool:
        return await Slip.filter(status=SlipStatus.SENT).count() == 2

    await wait_for(two_are_out, SECONDS)
    assert len(cas.taps) <= 3


async def test_a_card_above_other_messages_comes_again_below(desk):
    """It has news: a line is left of the old one. Where its reader pressed it, it stays."""
    anna = await desk.staff("Anna Smit")
    bo = await desk.staff("Bo Jansen")
    submission = await desk.file(await desk.school(), 12)
    of_anna, of_bo = await card_of(anna), await card_of(bo)
    bo.send("/help")
    await bo.expect("/pending", timeout=SECONDS)
    await anna.press(of_anna, "✅ Approve").wait(SECONDS)
    below = await bo.expect(
        lambda m: m.words.startswith("✅ De Regenboog: applied") and m.id > of_bo.id,
        timeout=SECONDS,
    )
    assert below.id > of_bo.id

    async def is_folded() -> bool:
        folded = f"De Regenboog · {submission.reference}: the card is further down."
        return of_bo.words == folded and not of_bo.buttons

    async def is_changed() -> bool:
        return of_anna.words.startswith("✅ De Regenboog: applied, 12 new")

    await wait_for(is_folded, SECONDS)
    await wait_for(is_changed, SECONDS)
    assert sum(submission.reference in each.words for each in anna.messages) == 1


async def test_a_file_that_changes_nothing_is_done_with_one_tap(desk):
    anna = await desk.staff("Anna Smit")
    school = await desk.school()
    first = await desk.file(school, 12)
    await anna.press(await card_of(anna), "✅ Approve").wait(SECONDS)
    await desk.reaches(first, SubmissionStatus.APPLIED)
    same = await desk.file(school, write_workbook([*reversed(sample_pupils(12))]))
    card = await card_of(anna, "✅ Approve: nothing changes", same.reference)
    assert card.words.startswith("✓ De Regenboog: nothing changes\n=12\n")
    await anna.press(card, "✅ Approve: nothing changes").wait(SECONDS)
    await desk.reaches(same, SubmissionStatus.APPLIED)
    await anna.expect("✅ De Regenboog: nothing changed", timeout=SECONDS)


async def test_the_card_says_when_the_slips_are_out(desk):
    anna = await desk.staff("Anna Smit", StaffRole.LIBRARIAN)
    submission = await desk.file(await desk.school(), 12)
    card = await card_of(anna)
    await anna.press(card, "✅ Approve").wait(SECONDS)
    await desk.reaches(submission, SubmissionStatus.APPLIED)
    await submission.refresh_from_db()
    await request_slips(submission, "balie", WHO)

    async def says_so() -> bool:
        return "🖨 Printed 12 of 12." in card.words

    await wait_for(says_so, SECONDS)
    assert not any("🖨" in each for each in card.buttons)
    assert await Slip.filter(status=SlipStatus.SENT).count() == 12
