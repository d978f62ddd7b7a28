from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.mailbox.forged import SIGNED_AND_NOT
from tests.mailbox.forged_coverage import COVERAGE
from tests.mailbox.forged_results import RESULTS
from tests.mailbox.forgeries import NOW, REGISTERED, Case, answer_dns, mail, school
from tests.mailbox.genuine import GENUINE

from rosterdesk.core.models import Trust
from rosterdesk.mailbox.opening.judging import judge_mail
from rosterdesk.mailbox.opening.work import OpenerHere
from rosterdesk.mailbox.settings import MailSettings

if TYPE_CHECKING:
    from rosterdesk.mailbox.trust.assessing import Assessment

FORGED = [*SIGNED_AND_NOT, *RESULTS]


async def judge(raw: bytes, case: Case) -> Assessment:
    async def is_authorised(address: str) -> bool:
        return address in REGISTERED

    judged = await judge_mail(
        raw,
        case.arrived_at,
        opener=OpenerHere(),
        settings=MailSettings(
            trusted_authserv_id=case.authserv_id, own_addresses=("leerlingen@library.example",)
        ),
        resolve_txt=answer_dns,
        is_authorised=is_authorised,
    )
    assert judged.assessment is not None
    return judged.assessment


@pytest.mark.parametrize("case", [*GENUINE, *FORGED, *COVERAGE], ids=lambda case: case.name)
async def test_each_mail_ends_at_its_level(case: Case):
    """A mail is believed as far as it is proved, and the reasons say why."""
    found = await judge(case.make(), case)

    assert found.level is case.level
    assert found.temporary is case.temporary
    if case.reason is not None:
        assert any(reason.startswith(case.reason) for reason in found.reasons), found.reasons


def test_the_suite_has_at_least_forty_forgeries():
    """The forged mails are many, and each has a name of its own."""
    names = {case.name for case in FORGED}

    assert len(names) == len(FORGED) >= 40
    assert not [case.name for case in FORGED if case.level is Trust.A]


async def test_a_body_of_spaces_does_not_stop_the_service():
    """dkimpy alone needs half an hour for this mail; ours is proved at once."""
    raw = school().sign(mail(body="x\r\n"))
    hostile = raw + b" " * 1_000_000 + b"x\r\n"
    before = time.perf_counter()

    found = await judge(hostile, Case("spaces", lambda: hostile, Trust.B, arrived_at=NOW))

    assert found.level is Trust.B
    assert time.perf_counter() - before < 5
