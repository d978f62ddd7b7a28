"""A sample of ``python -m tests.bot.dialogs``: each question of each dialog, lost."""

from __future__ import annotations

import pytest
from tests.bot.approval.desk import open_desk
from tests.bot.dialogs.playing import find_lost_prompts, learn_calls, list_cases, play
from tests.bot.dialogs.scenes import set_scene
from tests.bot.dialogs.scripts import SCRIPTS

WITHOUT_QUESTIONS = {"send a file", "send a file for two", "replace a file", "unlink"}


@pytest.mark.timeout(600)
async def test_lost_question_lets_no_words_decide_and_somebody_is_told(data):
    async with open_desk(data) as desk:
        scene = await set_scene(desk)
        cases = find_lost_prompts(list_cases(await learn_calls(scene, SCRIPTS), slow=False))
        assert {case.script for case in cases} == set(SCRIPTS) - WITHOUT_QUESTIONS
        wrong = {case: found for case in cases if (found := await play(scene, case))}
    assert wrong == {}
