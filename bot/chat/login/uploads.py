"""An uploader's questions: how to send a file, which files were sent, who else may send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.home.menu import ALLOWED_TYPES
from rosterdesk.bot.words.texts import format_time, phrases
from rosterdesk.core.customers.registering import list_uploaders, schools_to_send_for
from rosterdesk.core.intake.submissions import list_sent_for
from rosterdesk.core.language import N_
from rosterdesk.core.models import Submission, SubmissionStatus
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer

_MOST_SENT = 10
OUTCOMES = {
    SubmissionStatus.RECEIVED: N_("received"),
    SubmissionStatus.READ: N_("received"),
    SubmissionStatus.NEEDS_MAPPING: N_("the library looks at its columns"),
    SubmissionStatus.REFUSED: N_("could not be read"),
    SubmissionStatus.WAITING: N_("waits for approval"),
    SubmissionStatus.BLOCKED: N_("the library looks at it"),
    SubmissionStatus.APPROVED: N_("approved"),
    SubmissionStatus.APPLIED: N_("approved and applied"),
    SubmissionStatus.REJECTED: N_("rejected"),
    SubmissionStatus.SUPERSEDED: N_("replaced by a newer file"),
    SubmissionStatus.DIVIDED: N_("divided by school"),
    SubmissionStatus.UNDONE: N_("undone"),
}


async def draw_upload(customer: Customer, settings: Settings, language: Language) -> Text:
    schools = await schools_to_send_for(customer)
    megabytes = round(settings.file_bytes / 1e6)
    return as_list(
        Bold(
            phrases.say(
                language,
                "Upload a roster for {schools}",
                schools=", ".join(school.name for school in schools),
            )
        ),
        Text(phrases.say(language, "Drop the file here, with the paper clip or by dragging it.")),
        Text(
            phrases.say(
                language,
                "Allowed: {types}, at most {size} MB.",
                types=ALLOWED_TYPES,
                size=megabytes,
            )
        ),
        Text(phrases.say(language, "You hear here what becomes of it.")),
    )


async def draw_sent(customer: Customer, settings: Settings, language: Language) -> Text:
    del settings
    schools = await schools_to_send_for(customer)
    sent = await list_sent_for(schools, _MOST_SENT)
    if not sent:
        return Text(phrases.say(language, "Nothing was sent yet."))
    return as_list(
        Bold(phrases.say(language, "Sent before")), *(_draw_line(each, language) for each in sent)
    )


def _draw_line(submission: Submission, language: Language) -> Text:
    outcome = phrases.say(language, OUTCOMES[submission.status])
    when = format_time(submission.received_at, language)
    return Text(Code(submission.reference), f" {when} · {submission.file_name} · ", Bold(outcome))


async def draw_uploaders(customer: Customer, settings: Settings, language: Language) -> Text:
    del settings, language
    lines: list[Text] = []
    for school in await schools_to_send_for(customer):
        lines.append(Bold(school.name))
        rights = await list_uploaders(school)
        lines += [Text("· ", show_name(right.customer)) for right in rights]
    return as_list(*lines)
