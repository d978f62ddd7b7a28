"""The words about mail that several doors say, and its state in the lines of /status."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Text

from rosterdesk.bot.words.texts import format_time, phrases
from rosterdesk.core.clock import now
from rosterdesk.core.language import N_
from rosterdesk.core.models import Channel, Delivery, DeliveryStatus
from rosterdesk.mailbox.models import Confirmation, MailMessage, MailWatch
from rosterdesk.mailbox.store.held.waiting import count_waiting

if TYPE_CHECKING:
    from rosterdesk.core.language import Language


_CONFIRMED = {
    Confirmation.CHAT: N_("confirmed by the sender in chat"),
    Confirmation.CODE: N_("confirmed by the sender with the code that we mailed"),
    Confirmation.MAIL: N_("confirmed by the sender in a proved answer to our mail"),
    Confirmation.STAFF: N_("{name} vouches for the sender"),
}
_SILENT = timedelta(minutes=3)  # a running watcher is heard of four times a minute
_RECENT = timedelta(days=7)


def describe_confirmed(mail: MailMessage, language: Language) -> str:
    """Return who confirmed a held mail, and when: its file arrived before that."""
    assert mail.confirmed is not None
    said = phrases.say(language, _CONFIRMED[mail.confirmed], name=mail.confirmed_by or "")
    return f"{said}, {format_time(mail.confirmed_at, language)}" if mail.confirmed_at else said


async def draw_mail_status(language: Language) -> list[Text]:
    """Return the lines about mail; none where no mailbox is watched."""
    watches = await MailWatch.all().order_by("account")
    if not watches:
        return []
    held = await count_waiting()
    failed = await Delivery.filter(
        channel=Channel.MAIL, status=DeliveryStatus.FAILED, due_at__gt=now() - _RECENT
    ).count()
    lines = [Text(Bold(phrases.say(language, "Mail")))]
    lines += [Text("• ", describe_watch(watch, language)) for watch in watches]
    if held:
        said = phrases.say_many(
            language,
            held,
            "{count} mail was not taken: /held",
            "{count} mails were not taken: /held",
        )
        lines.append(Text("• ", said))
    if failed:
        said = phrases.say_many(
            language,
            failed,
            "{count} answer could not be delivered this week",
            "{count} answers could not be delivered this week",
        )
        lines.append(Text("• ", said))
    return lines


def describe_watch(watch: MailWatch, language: Language) -> str:
    """Return how the watching of one account goes: since when, and what waits there."""
    if watch.written_at < now() - _SILENT:
        return phrases.say(
            language,
            "{account}: nobody looks at this mailbox since {time}: is the service running?",
            account=watch.account,
            time=format_time(watch.written_at, language),
        )
    if watch.connected_since is None or watch.last_seen is None:
        return phrases.say(
            language,
            "{account}: not connected ({reason})",
            account=watch.account,
            reason=watch.last_error or "…",
        )
    said = phrases.say(
        language,
        "{account}: connected since {since}, last looked at {seen}",
        account=watch.account,
        since=format_time(watch.connected_since, language),
        seen=format_time(watch.last_seen, language),
    )
    waiting = watch.waiting + watch.stuck
    if not waiting:
        return said
    return f"{said}, " + phrases.say_many(
        language, waiting, "{count} mail waits there", "{count} mails wait there"
    )
