"""The question about the order of dates: every button says a whole date."""

from __future__ import annotations

from rosterdesk.bot.chat.approval.questions.date_order import draw_orders
from rosterdesk.core.language import Language
from rosterdesk.core.roster.problems import make_problem


def _buttons(code, *samples):
    doubt = make_problem(code, column="Geboortedatum", samples=list(samples))
    markup = draw_orders(doubt, "A-1", Language.EN)
    return [button.text for row in markup.inline_keyboard for button in row]


def test_the_same_date_in_both_readings():
    assert _buttons("date_ambiguous", "02/03/2015", "04/05/2016") == [
        "02/03/2015 is 2 March 2015",
        "02/03/2015 is 3 February 2015",
    ]


def test_the_year_may_stand_in_front():
    assert _buttons("date_ambiguous", "10-05-12") == [
        "10-05-12 is 10 May 2012",
        "10-05-12 is 5 October 2012",
        "10-05-12 is 12 May 2010",
    ]


def test_where_no_date_has_two_readings_each_order_has_a_date():
    assert _buttons("date_mixed", "31/05/2015", "05/31/2015") == [
        "31/05/2015 is 31 May 2015",
        "05/31/2015 is 31 May 2015",
    ]
