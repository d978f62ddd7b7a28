"""The end of docs/policies.md: card numbers like those of the loan system."""

from __future__ import annotations

SHAPES = (
    "## Card numbers like those of the loan system",
    "",
    "Numbers that rosterdesk makes must not be those that the loan system makes. Reserve a range",
    "there, or take a branch number of your own. Numbers that anybody has or had are passed over,",
    "and `rosterdesk doctor` says when nine in ten numbers of a range are in use. Not tried on a",
    "real Wise; from its public help pages:",
    "",
    "| Numbers of Wise | `card_prefix` | `card_length` | `card_check_digit` |",
    "|---|---|---|---|",
    "| `2`, branch (4), `8`, serial, check digit | `2{branch}8` | 14 | `luhn` |",
    "| schoolWise: branch (4), three zeros, `9`, serial (5) | `{branch}0009` | 13 | `none` |",
    "| ten digits: branch (4), serial (6) | `{branch}` | 10 | `none` |",
    "",
    "The way in which Wise computes its check digit is not public: compare one card first. The",
    "branch is set for each school: `rosterdesk school set 12AB00 --policy card_branch=0123`.",
)
