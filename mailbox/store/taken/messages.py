"""Mail without a roster: words for people to read, and their answer to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.customers.registering import schools_to_send_for
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Channel, Recipient
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.payloads import MailMessageTaken, MailReplied
from rosterdesk.mailbox.answers.numbers import blank_bsn
from rosterdesk.mailbox.answers.ours import list_our_sentences
from rosterdesk.mailbox.answers.quoting import cut_quoted
from rosterdesk.mailbox.answers.signing import name_writer
from rosterdesk.mailbox.answers.subjects import read_written
from rosterdesk.mailbox.answers.thanks import says_only_thanks
from rosterdesk.mailbox.models import MailMessage

if TYPE_CHECKING:
    from rosterdesk.core.models import Customer
    from rosterdesk.core.trail.actors import Actor
    from rosterdesk.mailbox.files.parsed import ParsedMail

_LONGEST_WORDS = 3_000
_LONGEST_REPLY = 2_000
# What a message without a file may have, and is a message all the same: most links stand in
# signatures.
_WORDS_ALL_THE_SAME = {
    *("no_attachment", "file_lost", "cloud_link", "smime_signed", "only_extras", "forwarded")
}
_ALSO_SAID = {"cloud_link", "file_lost"}


class NotAnswerableError(RosterdeskError):
    """Nobody can be written to about this mail."""

    package = "rosterdesk.mailbox"


def is_message(parsed: ParsedMail) -> bool:
    """Return whether somebody wrote words and sent no file."""
    if parsed.attachments and not set(parsed.findings) & {"only_extras"}:
        return False
    return bool(_read_words(parsed)) and set(parsed.findings) <= _WORDS_ALL_THE_SAME


def _read_words(parsed: ParsedMail) -> str:
    """Return what was written; some people ask in the subject, and leave the mail empty."""
    words = cut_quoted(parsed.text)
    asked = "" if words else read_written(parsed.subject, list_our_sentences())
    return asked if "?" in asked else words


async def pass_on(
    mail_id: int, parsed: ParsedMail, sender: Customer, actor: Actor, *, silent: bool
) -> None:
    """Show the words to librarians and say so to the sender; thanks are for nobody to read.

    Call it inside ``writing()``.
    """
    words = _read_words(parsed)
    schools = await schools_to_send_for(sender)
    thanks = says_only_thanks(words, name_writer(sender, schools, parsed.sender_name))
    if not thanks:
        kept = blank_bsn(words[:_LONGEST_WORDS])
        await MailMessage.filter(id=mail_id).update(words=kept)
    to = [] if thanks else await librarians()
    if not (thanks or silent):
        to.append((Channel.MAIL, Recipient.customer(sender.id)))
    findings = tuple(each for each in parsed.findings if each in _ALSO_SAID)
    await record(
        MailMessageTaken(mail=mail_id, thanks=thanks, findings=findings),
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
            MailReplied(mail=mail_id, words=text.strip()[:_LONGEST_REPLY]),
            actor,
            to=[(Channel.MAIL, Recipient.mail(mail_id))],
        )
