"""The signed tip of the audit trail: written every hour, mailed off this machine every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

import structlog

from rosterdesk.core.anchors.comparing import compare_with_anchors
from rosterdesk.core.anchors.keeping import AnchorFile, make_anchor
from rosterdesk.core.clock import now
from rosterdesk.core.language import N_, Phrases

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.anchors.comparing import Difference
    from rosterdesk.core.anchors.model import Anchor
    from rosterdesk.core.protection.keys import Keys

_log = structlog.get_logger(__name__)
phrases = Phrases("rosterdesk.bot")
_BODY = N_(
    "This is where the audit trail of {library} ended, signed by its program. Keep this message:"
    " 'rosterdesk audit verify --anchors FILE' compares the trail with the line below.\n\n{line}\n"
)


def open_anchors(settings: Settings) -> AnchorFile:
    return AnchorFile(settings.anchors.file or settings.data / "audit-anchors.jsonl")


async def keep_anchor(settings: Settings, keys: Keys) -> None:
    """Add the tip to the file where it moved, and mail it where that is due."""
    file = open_anchors(settings)
    known = [each for each in await file.read() if each is not None]
    anchor = await make_anchor(keys.make_signing_key())
    mails_now = settings.anchors.mail_to is not None and _is_mail_due(known, settings)
    if known and known[-1].position == anchor.position and not mails_now:
        return
    if mails_now:
        anchor = replace(anchor, mailed=await _mail(anchor, settings))
    await file.add(anchor)


async def find_differences(settings: Settings, keys: Keys) -> list[Difference]:
    """Return where the trail is not what was signed; said in the log too, by position."""
    anchors = await open_anchors(settings).read()
    key = keys.make_signing_key().public_key()
    differences = await compare_with_anchors(anchors, key)
    for each in differences:
        _log.error("audit.torn", fault=each.fault, position=each.position, line=each.line)
    return differences


def _is_mail_due(known: list[Anchor], settings: Settings) -> bool:
    mailed = [datetime.fromisoformat(each.at) for each in known if each.mailed]
    return not mailed or max(mailed) + timedelta(hours=settings.anchors.mail_hours) <= now()


async def _mail(anchor: Anchor, settings: Settings) -> bool:
    """Return whether the server took it; the next hour tries again."""
    from rosterdesk.mailbox.errors import MailSendError  # noqa: PLC0415 - only where it mails
    from rosterdesk.mailbox.sending.sender import MailSender  # noqa: PLC0415 - as above

    smtp, recipient = settings.mail.smtp, settings.anchors.mail_to
    if smtp is None or recipient is None:
        _log.warning("audit.not_mailed", reason="no mail.smtp")
        return False
    message = _compose(anchor, settings, smtp.sender, recipient)
    try:
        await MailSender(smtp).send(message.as_bytes(), recipient)
    except MailSendError as error:
        _log.warning("audit.not_mailed", reason=str(error))
        return False
    return True


def _compose(anchor: Anchor, settings: Settings, sender: str, recipient: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = f"{settings.library_name}: audit {anchor.position}"
    message["From"], message["To"] = sender, recipient
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834, 5
    line = anchor.dump().decode().strip()
    body = phrases.say(settings.language, _BODY, library=settings.library_name, line=line)
    message.set_content(body, cte="base64")  # nothing breaks the line on its way
    return message
