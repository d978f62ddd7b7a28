"""Slips and passwords: each pupil has one that works and was on paper, or is listed for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from rosterdesk.core.models import (
    Card,
    Customer,
    Event,
    OneTimePassword,
    OwnPassword,
    Slip,
    SlipStatus,
)
from rosterdesk.core.protection.passwords import verify_password
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from tests.crash.ledger import Login, Report
    from tests.crash.stage import Scene

_ON_PAPER = (SlipStatus.SENT, SlipStatus.CONFIRMED)
_ENDED = (*_ON_PAPER, SlipStatus.CANCELLED, SlipStatus.FAILED)


async def check_slips(scene: Scene, report: Report) -> None:
    paper = await _read_paper(scene)
    slips: dict[int, list[Slip]] = defaultdict(list)
    for slip in await Slip.all().order_by("id"):
        slips[slip.customer_id].append(slip)
    one_time = {each.customer_id: each for each in await OneTimePassword.all()}
    own = {each.customer_id for each in await OwnPassword.all()}
    figures: Counter[str] = Counter()
    for customer, of_one in slips.items():
        figures.update(str(slip.status) for slip in of_one)
        left = [slip for slip in of_one if slip.status not in _ENDED]
        if left:
            report.faults.append(f"slip {left[0].id} is left {left[0].status}")
        kept = one_time.get(customer)
        words = paper.get(customer, [])  # in no order where two printers took turns
        usable = kept is not None and kept.used_at is None
        working = [w for w in words if usable and kept and verify_password(kept.hash, w)]
        if customer in own:
            figures["have an own password"] += 1
        elif len(working) == 1:
            figures["have one slip that works"] += 1
        elif of_one[-1].status in {SlipStatus.CANCELLED, SlipStatus.FAILED}:
            figures["listed without a slip"] += 1
        else:
            used = kept is not None and kept.used_at is not None
            report.faults.append(
                f"customer {customer} has {len(working)} slips that work of {len(words)}"
                f"{', the last used up' if used else ''}; slips: "
                + ", ".join(f"{s.status} {s.remark or ''}" for s in of_one)
            )
    doubles = sum(
        max(0, len(paper.get(customer, [])) - len(of_one)) for customer, of_one in slips.items()
    )
    report.figures["slips"] = dict(figures)
    report.figures["slips on paper"] = len(scene.paper.slips())
    report.figures["slips printed again after 'not on paper'"] = doubles
    report.figures["asked whether it was printed"] = await Event.filter(kind="slip.unknown").count()
    if any(printer.interleaved for printer in scene.paper.printers.values()):
        report.faults.append("two slips were printed into each other")


async def _read_paper(scene: Scene) -> dict[int, list[str]]:
    owners = {card.number: card.customer_id for card in await Card.all()}
    found: dict[int, list[str]] = defaultdict(list)
    for card, password in scene.paper.slips():
        if card in owners:  # the others were undone or erased
            found[owners[card]].append(password)
    return found


async def check_logins(scene: Scene, report: Report) -> None:
    """Check that each chosen password holds and that each login refused had a replaced slip."""
    outcomes: Counter[str] = Counter()
    chosen: dict[str, list[str]] = defaultdict(list)
    newest, sure = dict(scene.paper.slips()), set()
    for login in scene.ledger.logins:
        outcomes[login.outcome or "lost"] += 1
        chosen[login.card].append(login.own)
        if login.outcome == "chosen":
            sure.add(login.card)
        elif login.outcome == "refused":
            await _check_refused(login, newest, report)
        else:
            report.faults.append(f"a login with card {login.card} ended nowhere: {login.story}")
    for number in sure:
        card = await Card.get_or_none(number=number)
        if card is None:
            continue
        if await Event.filter(kind=Kind.ACCESS_ENDED, customer_id=card.customer_id).exists():
            continue  # a slip was printed again since, as lost: that ends the own password
        kept = await OwnPassword.get_or_none(customer_id=card.customer_id)
        if kept is None or not any(verify_password(kept.hash, own) for own in chosen[number]):
            report.faults.append(f"the password that was chosen for card {number} does not work")
    report.figures["logins"] = dict(outcomes)


async def _check_refused(login: Login, newest: dict[str, str], report: Report) -> None:
    card = await Card.get_or_none(number=login.card)
    if card is None or newest.get(login.card) != login.printed:
        return  # erased, undone, or another slip came out meanwhile
    kept = await OneTimePassword.get_or_none(customer_id=card.customer_id)
    has_own = await OwnPassword.exists(customer_id=card.customer_id)
    if kept is not None and kept.used_at is not None and not has_own:
        customer = await Customer.get(id=card.customer_id)
        report.faults.append(f"the slip of customer {customer.id} was used up, nobody came in")
