"""The codes by which files name schools: a school's own, or what a person said that it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.customers.policies import read_policy
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.models import School, SchoolCode, Submission, SubmissionStatus
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import SchoolCodeAnswered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.trail.actors import Actor

_BRIN_LENGTH = 4


class NoCodeAskedError(RosterdeskError):
    """The file does not ask which school this code is, or not any more."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The known codes: ``schools`` by folded code; ``answers`` may say nobody's (None)."""

    schools: dict[str, int]
    answers: dict[str, int | None]

    def knows(self, code: str) -> bool:
        return fold_code(code) in self.schools.keys() | self.answers.keys()

    def find(self, code: str) -> int | None:
        """Return the school of a code; None for nobody's and for one that is not known."""
        folded = fold_code(code)
        return self.answers.get(folded) if folded in self.answers else self.schools.get(folded)


async def load_codes(brin: str | None = None) -> Codes:
    """Return the codes of all schools; ``brin`` is the file's own, for locations alone."""
    schools = await School.all().only("id", "code", "name", "policy")
    names = [(name, school.id) for school in schools for name in _list_names(school, brin)]
    taken: dict[str, int] = {}
    doubtful = set()
    for name, school_id in names:
        if taken.setdefault(name, school_id) != school_id:
            doubtful.add(name)
    answers = await SchoolCode.all()
    return Codes(
        {name: school_id for name, school_id in taken.items() if name not in doubtful},
        {each.code: each.school_id for each in answers},
    )


def _list_names(school: School, brin: str | None) -> Iterable[str]:
    """Return by what a file may call the school; what two schools are called is neither's."""
    code = school.code
    yield from {fold_code(code), fold_code(code[:_BRIN_LENGTH]), fold_code(school.name)}
    policy = read_policy(school)
    yield from {fold_code(each) for each in (policy.card_branch, policy.loan_branch) if each}
    if brin and code.startswith(brin) and (location := code[_BRIN_LENGTH:]):
        yield from {location, location.lstrip("0") or "0"}


def fold_code(code: str) -> str:
    return " ".join(code.casefold().split())[:40]


async def answer_code(reference: str, code: str, school: School | None, actor: Actor) -> None:
    """Remember which school a code is (None: nobody's here), and let the file be read again.

    Raises NoCodeAskedError where the file does not ask that.
    """
    submission = await find_submission(reference)
    if code not in submission.answer.get("school_codes", ()):
        raise NoCodeAskedError(N_("This file does not ask which school {code} is."), code=code)
    async with writing():
        await SchoolCode.update_or_create(
            {"school": school, "answered_by": actor.name, "answered_at": now()},
            code=fold_code(code),
        )
        left = [each for each in submission.answer["school_codes"] if each != code]
        answer = {**submission.answer, "school_codes": left}
        waiting = Submission.filter(id=submission.id, status=SubmissionStatus.NEEDS_MAPPING)
        status = SubmissionStatus.NEEDS_MAPPING if left else SubmissionStatus.RECEIVED
        if not await waiting.update(answer=answer, status=status, attempts=0):
            raise NoCodeAskedError(N_("Somebody answered this already."))
        said = SchoolCodeAnswered(code=code, school=school.code if school else None)
        await record(said, actor, submission=submission)
