"""Everything kept about one person, in all parts of the program, as data and as a plain page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.compare.answers import FIELDS, name_field
from rosterdesk.core.language import N_, Phrases
from rosterdesk.core.person_names import show_name
from rosterdesk.core.privacy.personal import gather
from rosterdesk.mailbox.models import MailMessage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer
    from rosterdesk.core.privacy.personal import Personal

phrases = Phrases("rosterdesk.bot")

_TITLES = {
    "customer": N_("Your details"),
    "cards": N_("Your cards"),
    "memberships": N_("Your memberships"),
    "rights": N_("Schools that you may send rosters for"),
    "passwords": N_("When you had a password"),
    "slips": N_("Slips with a one-time password"),
    "history": N_("What was changed, when and by whom"),
    "files": N_("Files of schools that you are in, or that you sent"),
    "questions": N_("Questions of the library about your files"),
    "seen": N_("Who looked at your details"),
    "chats": N_("Your chat accounts"),
    "mails": N_("Mails from your address"),
}
# What is no field of a roster; those have their names in core.compare.answers.
_NAMES = {
    "school": N_("School"),
    "number": N_("Number"),
    "status": N_("Status"),
    "kind": N_("Kind"),
    "starts_on": N_("From"),
    "ends_on": N_("Until"),
    "since": N_("From"),
    "until": N_("Until"),
    "issued_at": N_("Issued"),
    "expires_at": N_("Valid until"),
    "used_at": N_("Used"),
    "chosen_at": N_("Chosen"),
    "requested_at": N_("Asked for"),
    "requested_by": N_("By"),
    "printer": N_("Printer"),
    "sent_at": N_("Printed"),
    "at": N_("When"),
    "what": N_("What"),
    "who": N_("By"),
    "reference": N_("Reference"),
    "fields": N_("Details"),
    "received_at": N_("Arrived"),
    "arrived_at": N_("Arrived"),
    "file": N_("File"),
    "sent_by_you": N_("Sent by you"),
    "note": N_("Your note"),
    "asked_at": N_("Asked"),
    "text": N_("Question"),
    "answer": N_("Answer"),
    "answered_at": N_("Answered"),
    "user_id": N_("Account"),
    "linked_at": N_("Linked"),
    "subject": N_("Subject"),
    "language": N_("Language"),
    "user_name": N_("User name"),
    "external_number_2": N_("Second number"),
    "receipts": N_("Receipts by mail"),
    "reservation_notices": N_("Notices of reservations"),
    "remarks": N_("Remarks of the library"),
    "notice": N_("Notice of the library"),
    "hand_edited": N_("Changed by hand"),
}
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse}td,th{text-align:left;padding:.2em 1em .2em 0;"
    "vertical-align:top}"
)


async def gather_all(customer: Customer) -> Personal:
    found = await gather(customer)
    found["chats"] = await ChatAccount.filter(customer=customer).values(
        "user_id", "language", "linked_at"
    )
    mails = MailMessage.filter(address__iexact=customer.email or "-").order_by("id")
    found["mails"] = await mails.values("arrived_at", "subject", "status", "words")
    return found


def write_page(customer: Customer, found: Personal, library: str, language: Language) -> str:
    """Return the page: a heading and a table for each section that is not empty."""
    title = phrases.say(
        language, "What {library} keeps about {name}", library=library, name=show_name(customer)
    )
    return "\n".join(
        [
            f'<!doctype html><html lang="{language}"><meta charset="utf-8">',
            f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>",
            *_write_sections(found, language),
            "</html>",
        ]
    )


def _write_sections(found: Personal, language: Language) -> Iterator[str]:
    for name, entries in found.items():
        if entries:
            yield f"<h2>{escape(phrases.say(language, _TITLES[name]))}</h2>"
            for entry in entries:
                yield f"<table>{''.join(_write_rows(entry, language))}</table><hr>"


def _write_rows(entry: Mapping[str, Any], language: Language) -> Iterator[str]:
    for name, value in entry.items():
        if value not in (None, "", [], {}):
            said = escape(_describe_value(value, language))
            yield f"<tr><th>{escape(_describe_name(name, language))}</th><td>{said}</td></tr>"


def _describe_value(value: Any, language: Language) -> str:
    if isinstance(value, dict):
        return "; ".join(
            f"{_describe_name(name, language)}: {_describe_pair(*pair)}"
            for name, pair in value.items()
        )
    if isinstance(value, list):
        return ", ".join(_describe_name(str(each), language) for each in value)
    if isinstance(value, bool):
        return phrases.say(language, N_("yes") if value else N_("no"))
    return str(value)


def _describe_pair(before: Any, after: Any) -> str:
    return f"{before} → {after}" if before else str(after)


def _describe_name(name: str, language: Language) -> str:
    if name in FIELDS:
        return name_field(name, language)
    return phrases.say(language, _NAMES[name]) if name in _NAMES else name
