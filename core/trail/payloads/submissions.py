"""Events of a file on its way: received, read, asked about."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads.payload import Payload, Private


class Arrived(Payload):
    """The message that a file came in, as the adapter refers to it."""

    mail: int | None = None
    chat: int | None = None
    message: int | None = None
    album: str | None = None
    end: str | None = None  # what is wrong with the end of the message
    left_out: int = 0  # of the same message: what may hold people and was not read
    file: Private[str | None] = None


class SubmissionReceived(Arrived):
    KIND = Kind.SUBMISSION_RECEIVED

    bytes: int = 0
    part_of: str | None = None  # the reference of the file that it was divided from
    corrected: int = 0  # cells, by the sender on the page


class SubmissionRepeated(Arrived):
    KIND = Kind.SUBMISSION_REPEATED


class Reading(Payload):
    """A summary that may be kept in the clear: counts and codes, no person."""

    format: str | None
    pupils: int
    fields: tuple[str, ...]
    problems: int
    errors: int
    error_rows: int = 0
    error_places: tuple[Any, ...] = ()  # the sheet and the ranges of its rows
    dropped: tuple[str, ...]
    unread: tuple[Any, ...]
    school_year: str | None
    created_on: str | None
    refused: str | None
    values: dict[str, Any] = Field(default_factory=dict)
    school_codes: tuple[str, ...] = ()  # that nobody knows


class SubmissionRefused(Reading):
    KIND = Kind.SUBMISSION_REFUSED


class SubmissionNeedsMapping(Reading):
    KIND = Kind.SUBMISSION_NEEDS_MAPPING


class SubmissionDivided(Payload):
    KIND = Kind.SUBMISSION_DIVIDED

    parts: tuple[int, ...]
    others: dict[str, int] = Field(default_factory=dict)  # codes, and how many rows of each


class SchoolCodeAnswered(Payload):
    KIND = Kind.SCHOOL_CODE_ANSWERED

    code: str
    school: str | None = None  # none of ours


class ColumnsMapped(Payload):
    KIND = Kind.COLUMNS_MAPPED

    columns: int


class ColumnsForgotten(Payload):
    KIND = Kind.COLUMNS_FORGOTTEN

    columns: int


class QuestionAsked(Payload):
    KIND = Kind.QUESTION_ASKED

    question: int


class QuestionAnswered(Payload):
    KIND = Kind.QUESTION_ANSWERED

    question: int


class OriginalShown(Payload):
    KIND = Kind.ORIGINAL_SHOWN

    remarks: int | None = None


class SenderUnreachable(Payload):
    KIND = Kind.SENDER_UNREACHABLE
