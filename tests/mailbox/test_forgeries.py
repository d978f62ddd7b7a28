from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.mailbox.forged import SIGNED_AND_NOT
from tests.mailbox.forged_again import AGAIN
from tests.mailbox.forged_coverage import COVERAGE
from tests.mailbox.forged_results import RESULTS
from tests.mailbox.forgeries import NOW, REGISTERED, Case, answer_dns, mail, school
from tests.mailbox.genuine import GENUINE
from tests.mailbox.trust.table import predict

from rosterdesk.core.models import Trust
from rosterdesk.mailbox.opening.judging import judge_mail
from rosterdesk.mailbox.opening.work import OpenerHere
from rosterdesk.mailbox.settings import MailSettings

if TYPE_CHECKING:
    from rosterdesk.mailbox.trust.assessing import Assessment

FORGED = [*SIGNED_AND_NOT, *RESULTS]


async def judge(raw: bytes, case: Case, *, by_stranger: bool = False) -> Assessment:
    async def is_authorised(address: str) -> bool:
        return address in REGISTERED and not by_stranger

    judged = await judge_mail(
        raw,
        case.arrived_at,
        opener=OpenerHere(),
        settings=MailSettings(
            trusted_authserv_id=case.authserv_id, own_addresses=("leerlingen@library.example",)
        ),
        resolve_txt=answer_dns,
        is_authorised=is_authorised,
        oversized=case.oversized,
    )
    assert judged.assessment is not None
    return judged.assessment


@pytest.mark.parametrize("case", [*GENUINE, *FORGED, *COVERAGE, *AGAIN], ids=lambda case: case.name)
async def test_each_mail_ends_at_its_level(case: Case):
    """A mail is believed as far as it is proved, and the reasons say why.

    The table of docs/mail.md says the same, of her address and where it were a stranger's.
    """
    raw = case.make()
    found = await judge(raw, case)

    assert found.level is case.level
    assert found.temporary is case.temporary
    if case.reason is not None:
        assert case.reason in found.reasons
    assert not {"subject_unsigned", "date_unsigned"} & set(found.reasons) or "no-" not in case.name
    known = "unknown_sender" not in found.reasons
    assert predict(found.reasons, authorised=known) is found.level
    strange = await judge(raw, case, by_stranger=True)
    assert predict(strange.reasons, authorised=False) is strange.level


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
    assert time.perf_counter() - before < 60  # and not half an hour
