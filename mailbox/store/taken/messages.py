"""Mail without a roster: words for people to read, and their answer to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.clock import today
from rosterdesk.core.customers.registering import schools_to_send_for
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Channel, Recipient
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.payloads import MailMessageTaken, MailReplied
from rosterdesk.mailbox.answers.numbers import blank_bsn
from rosterdesk.mailbox.answers.people import LEFT_OUT, leave_out_people
from rosterdesk.mailbox.answers.quoting import cut_quoted
from rosterdesk.mailbox.answers.signing import list_names, name_writer
from rosterdesk.mailbox.answers.thanks import says_only_thanks
from rosterdesk.mailbox.answers.titles import read_title
from rosterdesk.mailbox.models import MailMessage

if TYPE_CHECKING:
    from rosterdesk.core.models import Customer
    from rosterdesk.core.trail.actors import Actor
    from rosterdesk.mailbox.files.parsed import ParsedMail

_LONGEST_WORDS = 3_000
LONGEST_REPLY = 2_000
# What a message without a file may have, and is a message all the same: most links stand in
# signatures.
_WORDS_ALL_THE_SAME = {
    *("no_attachment", "file_lost", "cloud_link", "smime_signed", "only_extras", "forwarded"),
    *("wrong_code", "code_used_up"),
}
_ALSO_SAID = {"cloud_link", "file_lost", "wrong_code", "code_used_up"}


class NotAnswerableError(RosterdeskError):
    """Nobody can be written to about this mail."""

    package = "rosterdesk.mailbox"


def is_message(parsed: ParsedMail) -> bool:
    """Return whether somebody wrote words, be it in the subject, and sent no file."""
    if parsed.attachments and not set(parsed.findings) & {"only_extras"}:
        return False
    names = list_names(parsed.sender_name, parsed.sender)
    said = cut_quoted(parsed.text) or read_title(parsed.subject, names)
    return bool(said) and set(parsed.findings) <= _WORDS_ALL_THE_SAME


async def pass_on(
    mail_id: int, parsed: ParsedMail, sender: Customer, actor: Actor, *, silent: bool
) -> None:
    """Show the words to librarians and say so to the sender; thanks are for nobody to read.

    Call it inside ``writing()``.
    """
    words = cut_quoted(parsed.text)
    schools = await schools_to_send_for(sender)
    names = name_writer(sender, schools, parsed.sender_name)
    title = read_title(parsed.subject, names)
    thanks = says_only_thanks(f"{title}\n{words}".strip(), names)
    kept = blank_bsn(leave_out_people(words[:_LONGEST_WORDS], names, today()))
    kept = "\n".join([kept, *(each for each in parsed.links if each not in kept)]).strip()
    if not thanks:
        await MailMessage.filter(id=mail_id).update(words=kept)
    to = [] if thanks else await librarians()
    if not (thanks or silent):
        to.append((Channel.MAIL, Recipient.customer(sender.id)))
    findings = [each for each in parsed.findings if each in _ALSO_SAID]
    findings += ["list_in_text"] if LEFT_OUT in kept else []
    await record(
        MailMessageTaken(mail=mail_id, thanks=thanks, findings=tuple(findings)),
        actor,
        customer_id=sender.id,
        to=to,
    )


async def answer_message(mail_id: int, text: str, actor: Actor) -> None:
    """Mail a librarian's words to who wrote, in the thread of their mail."""
    mail = await MailMessage.get_or_none(id=mail_id)
    if mail is None or not mail.address or mail.silence:
        raise NotAnswerableError(N_("This mail cannot be answered by mail."))
    async with writing():
        await record(
            MailReplied(mail=mail_id, words=text.strip()[:LONGEST_REPLY]),
            actor,
            to=[(Channel.MAIL, Recipient.mail(mail_id))],
        )
