"""A sample of ``python -m tests.bot.dialogs``: each question of each dialog, lost.

Every step of a dialog and every button that the handlers have is in a script, or stands below with
the reason why it needs none.
"""

from __future__ import annotations

import pytest
from tests.bot.dialogs.playing import Case, Moment, find_lost_prompts, learn_calls, list_cases, play
from tests.bot.dialogs.rosters import ROSTERS
from tests.bot.dialogs.scenes import open_scene
from tests.bot.dialogs.scripts import SCRIPTS
from tests.bot.dialogs.taps import TAPS
from tests.bot.rights.matrix import list_dialogs, list_presses

# Nothing is asked in words.
WITHOUT_QUESTIONS = {
    *("send a file", "send a file for two", "replace a file", "unlink", "approve and undo"),
    *("name the columns", "let somebody send", "link a chat", "log in on the page"),
    *("discard a mail", "remove a member of staff", "print for a school", "print a slip again"),
    *("cancel slips", "say that a slip is lost", "say that a sheet is there"),
    *ROSTERS,
    *TAPS,
}
# These show something and change nothing.
LOOKING = {
    *("cls:show", "crd:picture", "cus:show", "job:look", "job:show"),
    *("menu:card", "menu:details", "menu:devices", "menu:home", "menu:printers"),
    *("menu:schools", "menu:sent", "menu:staff", "menu:template", "menu:upload"),
    *("menu:uploaders", "plan:fresh", "plan:mended", "plan:original", "plan:picture"),
    *("plan:private", "plan:remarks", "plan:workbook", "prt:list", "rem"),
    *("sch:list", "team:list", "old button"),
}
# What they do is done by the one tap, said on the same message, and can be done again or back.
AT_ONCE = {
    *("cus:set", "cus:toggle", "cus:unlock", "job:move", "plan:close", "plan:later"),
    *("job:now", "job:pause", "job:resume", "job:skip", "job:stop", "menu:language"),
}
# The same dialog by a command, or the same step by another button.
TWICE = {
    *("menu:forgotten", "menu:login", "menu:new", "menu:page", "menu:password"),
    *("menu:takeover", "new:ask", "new:save", "out:stop", "pst:again", "pst:name", "pst:place"),
    *("pst:rename", "vouch:grant", "team:remove_sure"),
}


@pytest.fixture
async def learnt(data):
    async with open_scene(data) as scene:
        yield scene, await learn_calls(scene, SCRIPTS)


@pytest.mark.timeout(900)
async def test_lost_question_lets_no_words_decide_and_somebody_is_told(learnt):
    scene, calls = learnt
    assert scene.begun == set(list_dialogs())
    named = LOOKING | AT_ONCE | TWICE
    assert scene.buttons | named == set(list_presses())
    assert scene.buttons & named == set()
    cases = find_lost_prompts(list_cases(calls, slow=False))
    assert {case.script for case in cases} == set(SCRIPTS) - WITHOUT_QUESTIONS
    wrong = {case: found for case in cases if (found := await play(scene, case))}
    assert wrong == {}


DONE = [
    ("cancel slips", 0, "answerCallbackQuery"),
    ("give a card of its own", 1, "editMessageText"),
    ("let a librarian decide", 3, "editMessageText"),
    ("say that a slip is lost", 0, "answerCallbackQuery"),
    ("take a mail", 1, "answerCallbackQuery"),
    ("take the last librarian's role", 3, "editMessageText"),
]


@pytest.mark.timeout(900)
async def test_what_is_done_is_not_said_to_have_gone_wrong(data):
    """Each call that tells a person of it fails as often as it is tried."""
    cases = [Case(*each, "server_error", Moment.BEFORE, 3) for each in DONE]
    async with open_scene(data) as scene:
        wrong = {case: found for case in cases if (found := await play(scene, case))}
    assert wrong == {}
