"""A sample of ``python -m tests.bot.page.matrix``; of other people's objects all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot.page.matrix import try_all

if TYPE_CHECKING:
    from tests.bot.page.places import Place


async def test_nothing_from_elsewhere_nothing_of_others_and_nothing_without_a_session(place: Place):
    tried = await try_all(place, share=0.12)
    assert tried.wrong == []
    assert set(tried.counts) == {
        "from elsewhere",
        "read from elsewhere",
        "somebody else's",
        "no session",
    }
    assert tried.counts["somebody else's"] > 20
