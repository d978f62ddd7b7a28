"""The paper that came out of a printer, as the desk finds it; shared by both makers' printers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """One thing that goes wrong with one job; ``ALL`` are of both makers, others of one."""

    LOST_QUESTION = "a question does not arrive"
    LOST_ANSWER = "an answer to a question is not read"
    PAPER_OUT_BEFORE = "no paper before the job is fetched"
    COVER_OPEN_BEFORE = "the cover is open before the job is fetched"
    LOST_JOB = "the connection breaks in the middle of the job"
    LOST_JOB_RETRIED = "the same, and the job is fetched once more"  # CloudPRNT
    LOST_JOB_TOLD = "the same, and the printer says that it could not download it"
    NOT_UNDERSTOOD = "the printer cannot read the job"
    POWER_BEFORE = "power off after the job is fetched, before a dot is printed"
    POWER_MIDDLE = "power off in the middle of the paper"
    POWER_AFTER = "power off after the knife, before the printer says so"
    PAPER_OUT = "the paper ends in the middle"
    COVER_OPEN = "the cover is opened in the middle"
    JAM = "the knife is stuck"
    LOST_END = "the printer's word of the end does not arrive, and it gives up"
    LOST_END_ANSWER = "the answer to that word is not read, and it is said again"
    FETCHED_TWICE = "the job is fetched twice, printed once"  # CloudPRNT
    ASKS_MEANWHILE = "it asks again while it prints"
    STRANGER = "somebody else replays all that the printer asked"
    TWIN = "another printer has the same address"
    LATE_END = "the word of the last job's end comes again in the middle of this one"


BOTH_MAKERS = tuple(
    each for each in Fault if each not in {Fault.LOST_JOB_RETRIED, Fault.FETCHED_TWICE}
)
# After these nothing more is said of the job: only time tells that it is unknown.
NO_WORD = frozenset(
    {Fault.LOST_JOB, Fault.POWER_BEFORE, Fault.POWER_MIDDLE, Fault.POWER_AFTER, Fault.LOST_END}
)


@dataclass
class Piece:
    data: bytes = field(repr=False)
    whole: bool


@dataclass
class Tray:
    """``struck`` is the job at which the planned fault happened."""

    pieces: list[Piece] = field(default_factory=list)
    at_job: int | None = None
    fault: Fault | None = None
    jobs: int = 0  # begun
    struck: bool = False

    def plan(self, fault: Fault, at_job: int) -> None:
        self.fault, self.at_job, self.jobs, self.struck = fault, at_job, 0, False

    def strikes(self, *faults: Fault) -> bool:
        """Tell whether one of these is planned for this job, once."""
        if self.struck or self.fault not in faults or self.jobs != self.at_job:
            return False
        self.struck = True
        return True

    def print(self, data: bytes, *, whole: bool = True) -> None:
        self.pieces.append(Piece(data, whole))

    @property
    def whole(self) -> list[bytes]:
        return [piece.data for piece in self.pieces if piece.whole]
