"""A sample of ``python -m tests.bot.dialogs``: each question of each dialog, lost.

Every step of a dialog and every button that the handlers have is in a script, or stands below with
the reason why it needs none.
"""

from __future__ import annotations

import pytest
from tests.bot.dialogs.playing import find_lost_prompts, learn_calls, list_cases, play
from tests.bot.dialogs.scenes import open_scene
from tests.bot.dialogs.scripts import SCRIPTS
from tests.bot.dialogs.taps import TAPS
from tests.bot.rights.matrix import list_dialogs, list_presses

# Nothing is asked in words.
WITHOUT_QUESTIONS = {
    *("send a file", "send a file for two", "replace a file", "unlink", "approve and undo"),
    *("name the columns", "let somebody send", "link a chat", "log in on the page"),
    *("discard a mail", "remove a member of staff", "print for a school", "print a slip again"),
    *TAPS,
}
# These show something and change nothing.
LOOKING = {
    *("car:list", "cls:show", "crd:picture", "cus:show", "job:look", "job:show", "map:list"),
    *("map:show", "menu:card", "menu:details", "menu:devices", "menu:home", "menu:printers"),
    *("menu:schools", "menu:sent", "menu:staff", "menu:template", "menu:upload"),
    *("menu:uploaders", "plan:fresh", "plan:lift", "plan:mended", "plan:original", "plan:picture"),
    *("plan:private", "plan:remarks", "plan:solve", "plan:workbook", "prt:list", "rem"),
    *("sch:list", "sch:show", "team:list", "plan:codes", "map:ask", "old button"),
}
# What they do is done by the one tap, said on the same message, and can be done again or back.
AT_ONCE = {
    *("car:add", "car:remove", "cus:set", "cus:toggle", "cus:unlock", "job:cancel", "job:move"),
    *("job:now", "job:pause", "job:resume", "job:skip", "job:stop", "mail:take", "map:forget"),
    *("mem:own", "mem:school", "menu:language", "mine:no", "mine:yes", "plan:cards"),
    *("plan:close", "plan:code", "plan:later", "plan:lifted", "plan:renumber", "plan:settle"),
    *("sheet", "slip"),
}
# The same dialog by a command, or the same step by another button.
TWICE = {
    *("menu:forgotten", "menu:login", "menu:new", "menu:page", "menu:password"),
    *("menu:takeover", "new:ask", "new:save", "out:stop", "pst:again", "pst:name", "pst:place"),
    *("pst:rename", "vouch:grant"),
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
