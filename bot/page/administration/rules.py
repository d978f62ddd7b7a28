"""The rules of schools (their policies): explained, and set for one school or for all at once.

What setting one would change is shown first; it is set by a second form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from rosterdesk.bot.page.access.rights import ADMINISTRATORS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.administration.frame import show_framed
from rosterdesk.bot.page.administration.school import find_school_of
from rosterdesk.bot.words.policies import GROUPS, RULES, explain_rule, format_rule
from rosterdesk.core.customers.policies import (
    find_default,
    list_choices,
    read_rule,
    takes_number,
)
from rosterdesk.core.customers.schools import list_schools
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.plans.policy import foresee_policy, set_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.page.access.asking import Ask, Form
    from rosterdesk.core.models import School
    from rosterdesk.core.plans.policy import Foreseen

_MOST = 1000  # schools of one library
_MOST_NAMED = 30


@dataclass(frozen=True, slots=True)
class Place:
    """The schools that a page of rules is about: one, or all of them."""

    path: str
    schools: Sequence[School]
    school: School | None = None


async def _find_place(ask: Ask) -> Place:
    if "number" not in ask.request.match_info:
        return Place("/library/rules", await list_schools(_MOST))
    school = await find_school_of(ask)
    return Place(f"/library/schools/{school.id}/rules", [school], school)


async def show_rules(ask: Ask) -> web.Response:
    return _show(ask, await _find_place(ask))


def _show(ask: Ask, place: Place, wrong: str = "", status: int = 200) -> web.Response:
    groups = [
        (title, [_describe(key, place, ask) for key in keys]) for title, keys in GROUPS.items()
    ]
    values = {"place": place, "groups": groups, "wrong": wrong}
    return show_framed(ask, "library_rules.html", values, status)


def _describe(key: str, place: Place, ask: Ask) -> dict[str, object]:
    default, of_library = find_default(key)
    own = [each for each in place.schools if key in each.policy]
    value = own[0].policy[key] if place.school and own else default
    return {
        "key": key,
        "words": explain_rule(key, ask.language),
        "default": format_rule(default),
        "of_library": of_library,
        "own": len(own),
        "value": format_rule(value),
        "choices": list_choices(key),
        "is_number": takes_number(key),
        "example": RULES[key][1],
    }


async def change(ask: Ask) -> web.Response:
    """Show what setting the rule would change; set it where that was seen."""
    place, form = await _find_place(ask), await ask.read_form()
    key = form.text("key", 60)
    if key not in RULES:
        raise web.HTTPNotFound
    value = None if form.has("away") else read_rule(key, form.text("value", 60))
    ids = [each.id for each in place.schools]
    try:
        foreseen = await foresee_policy(ids, key, value)
        if form.has("sure") and foreseen:
            await set_policy(ids, {key: value}, ask.visitor.actor)
    except RosterdeskError as error:
        return _show(ask, place, error.say(ask.language), 409)
    if form.has("sure"):
        return ask.go(place.path, "rule")
    return _foresee(ask, place, key, value, foreseen, form)


def _foresee(
    ask: Ask, place: Place, key: str, value: Any, foreseen: Sequence[Foreseen], form: Form
) -> web.Response:
    default = format_rule(find_default(key)[0])

    def name(given: Any) -> str:
        return default if given is None else format_rule(given)

    values = {
        "place": place,
        "key": key,
        "words": explain_rule(key, ask.language),
        "after": name(value),
        "away": value is None,
        "typed": "" if form.has("away") else form.text("value", 60),
        "changes": [(each.school, name(each.before)) for each in foreseen[:_MOST_NAMED]],
        "count": len(foreseen),
        "more": max(0, len(foreseen) - _MOST_NAMED),
        "waiting": sum(each.waiting for each in foreseen),
    }
    return show_framed(ask, "library_rule.html", values)


ROUTES = Routes("rules of schools")
for _path in ("/library/rules", "/library/schools/{number}/rules"):
    ROUTES.get(_path, show_rules, right=ADMINISTRATORS)
    ROUTES.post(_path, change, right=ADMINISTRATORS, seconds=90)
