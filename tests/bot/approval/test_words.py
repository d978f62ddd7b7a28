"""The words of a card: its verdict, its counts, what was different last time, its history."""

from __future__ import annotations

from datetime import date

import pytest

from rosterdesk.bot.chat.approval.buttons import draw_buttons
from rosterdesk.bot.chat.approval.card import draw_card
from rosterdesk.bot.demo.sheet.specimens import make_plan, make_specimens, make_submission
from rosterdesk.bot.words.cards import CardView, Earlier
from rosterdesk.bot.words.verdicts.lines import describe_counts, describe_difference
from rosterdesk.bot.words.verdicts.reasons import list_reasons
from rosterdesk.bot.words.verdicts.verdict import describe_verdict
from rosterdesk.core.language import Language
from rosterdesk.core.models import SlipStatus, SubmissionStatus

EN = Language.EN
LEAVING = {"code": "many_leaving", "blocks": True, "values": {"leaving": 16, "members": 30}}
LEAVING["values"]["percent"] = 53
YEAR = {"code": "year_rollover", "values": {"up": 212, "pupils": 245, "only_year": 205}}
DOUBLES = {"code": "probable_duplicates", "values": {"count": 1}}
DELTA = {"code": "delta_file", "withholds": True, "values": {}}


@pytest.fixture(autouse=True, scope="module")
def _tables():
    make_specimens(EN)  # describes the tables


def view_of(counts, *warnings, status=SubmissionStatus.WAITING, **facts) -> CardView:
    submission = make_submission(status)
    submission.school.name = "De Regenboog"
    submission.answer = {}
    plan = make_plan(submission)
    plan.counts, plan.warnings = counts, list(warnings)
    return CardView(submission, plan, facts.pop("slips_wanted", 0), facts.pop("slips", {}), **facts)


@pytest.mark.parametrize(
    ("verdict", "counts", "warnings", "status"),
    [
        ("✓ De Regenboog: 30 new, nothing odd", {"new": 30, "leaving": 0}, [], "waiting"),
        ("✓ De Regenboog: 5 new, 2 leaving, nothing odd", {"new": 5, "leaving": 2}, [], "waiting"),
        ("✓ De Regenboog: 24 changed, nothing odd", {"changed": 24}, [DELTA], "waiting"),
        ("✓ De Regenboog: nothing changes", {"new": 0, "unchanged": 9}, [], "waiting"),
        ("⛔ De Regenboog: 16 of 30 would leave", {"leaving": 16}, [DOUBLES, LEAVING], "blocked"),
        ("⚠️ De Regenboog: 1 known already?", {"new": 5}, [YEAR, DOUBLES], "waiting"),
        ("⚠️ De Regenboog: 2 to decide", {"new": 5, "conflicts": 2}, [], "waiting"),
        ("🎉 De Regenboog: new school year, 212 go up", {"changed": 212}, [YEAR], "waiting"),
        (
            "🎉 De Regenboog: new school year, 212 go up",
            {"changed": 212, "leaving": 16},
            [YEAR, LEAVING | {"blocks": False, "lifted": True}],
            "waiting",
        ),
        ("✅ De Regenboog: applied, 30 new", {"new": 30}, [], "applied"),
        ("✅ De Regenboog: nothing changed", {"unchanged": 30}, [], "applied"),
        ("↩️ De Regenboog: undone", {"new": 30}, [], "undone"),
    ],
)
def test_verdict_says_what_a_file_comes_to(verdict, counts, warnings, status):
    view = view_of(counts, *warnings, status=SubmissionStatus(status))
    assert describe_verdict(view, EN) == verdict


def test_counts_are_signs_of_every_font_and_words_for_the_rest():
    counts = {"new": 5, "leaving": 2, "changed": 24, "unchanged": 9, "moved": 0, "conflicts": 3}
    assert describe_counts(counts, EN) == "+5 −2 ~24 =9 · 3 to decide"
    assert describe_counts({"moved": 1}, EN) == "1 from another school"
    assert describe_counts({"new": 0}, EN) == ""


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ({"unchanged": 300}, {"unchanged": 150}, "had 300 people, this one has 150."),
        ({"new": 40}, {"unchanged": 75, "new": 5}, "had 40 people, this one has 80."),
        ({"unchanged": 300}, {"unchanged": 270, "new": 10}, ""),  # schools shrink by so many
        ({"unchanged": 12}, {"unchanged": 9}, ""),  # a quarter, and three people
        ({"unchanged": 300, "leaving": 3}, {"unchanged": 300, "leaving": 8}, "Only 3 people left"),
        ({"unchanged": 300}, {"unchanged": 300, "leaving": 8}, "Nobody left by"),
        ({"unchanged": 300, "leaving": 9}, {"unchanged": 300, "leaving": 14}, ""),
    ],
)
def test_last_time_is_named_where_it_differs_in_a_way_that_matters(before, now, said):
    view = view_of(now, earlier=Earlier(date(2025, 8, 24), before))
    found = describe_difference(view, EN)
    assert (said in found) if said else found == ""
    guarded = view_of(now, LEAVING, earlier=Earlier(date(2025, 8, 24), before))
    assert describe_difference(guarded, EN) == ""


def labels(view, **how) -> list[list[str]]:
    markup = draw_buttons(view, EN, **how)
    return [[each.text for each in row] for row in markup.inline_keyboard] if markup else []


def test_three_buttons_on_top_and_none_that_can_do_nothing():
    assert labels(view_of({"new": 3})) == [["✅ Approve", "❌ Reject", "👀 Look"], ["➕ More"]]
    stopped = view_of({"leaving": 16}, LEAVING, status=SubmissionStatus.BLOCKED)
    assert labels(stopped)[:2] == [["❌ Reject", "👀 Look"], ["🔓 Lift a warning …"]]
    same = view_of({"unchanged": 30})
    assert labels(same) == [["✅ Approve: nothing changes"], ["➕ More"]]
    rest = labels(same, whole=True)
    assert ["❌ Reject"] in rest
    assert not {"👀 Look", "📊 Per class", "📑 Workbook"} & {each for row in rest for each in row}
    closed = view_of({"changed": 3}, unreachable=True, originals=False)
    found = {each for row in labels(closed, whole=True) for each in row}
    assert not {"📎 Their file", "💬 Ask the sender", "📊 Per class"} & found
    done = view_of({"new": 3}, status=SubmissionStatus.APPLIED)
    assert "↩️ Undo …" not in {each for row in labels(done, whole=True) for each in row}


def test_history_counts_slips_when_they_are_out():
    slips = {SlipStatus.SENT: 40, SlipStatus.CONFIRMED: 5, SlipStatus.QUEUED: 200}
    coming = view_of({"new": 245}, status=SubmissionStatus.APPLIED, slips=slips)
    assert "🖨 245 slips are being printed." in draw_card(coming, EN).render()[0]
    slips = {SlipStatus.SENT: 200, SlipStatus.UNKNOWN: 1, SlipStatus.FAILED: 2}
    out = view_of({"new": 245}, status=SubmissionStatus.APPLIED, slips=slips, slips_wanted=44)
    words = draw_card(out, EN).render()[0]
    assert "🖨 Printed 200 of 245." in words
    assert "❓ 1 slip of which" in words
    assert "⚠️ 2 slips failed" in words
    assert "📵" not in words
    lost = view_of({"new": 3}, status=SubmissionStatus.APPLIED, unreachable=True)
    assert "📵 The sender cannot be reached" in draw_card(lost, EN).render()[0]


def test_long_history_leaves_out_its_middle_and_facts_their_end():
    full = next(each for each in make_specimens(EN) if each.name == "card: applied")
    lines = full.text.render()[0].split("\n")
    assert lines[2].startswith("📥 Received")
    assert lines[3] == "… 3 lines more: ➕ More"
    assert lines[-2] == "📤 Not handed to the loan system yet."
    waiting = next(each for each in make_specimens(EN) if each.name == "card: waiting")
    assert waiting.text.render()[0].split("\n")[-2] == "… 2 lines more: ➕ More"


def test_partly_undone_import_counts_who_is_left():
    view = view_of({"new": 30}, status=SubmissionStatus.APPLIED, standing={"new": 2})
    assert draw_card(view, EN).render()[0].split("\n")[:2] == [
        "✅ De Regenboog: applied, 2 new",
        "+2",
    ]


def test_three_reasons_those_first_that_fit():
    plan = view_of({}, {"code": "wrong_school", "values": {}}).plan
    assert [each.code for each in list_reasons(plan)] == ["school", "incomplete", "old"]
    assert list_reasons(None)[0].code == "unclear"
