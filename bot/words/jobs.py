"""Sentences on print jobs, which the chat and the page say alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.clock import LOCAL
from rosterdesk.core.language import N_
from rosterdesk.core.models import SlipStatus
from rosterdesk.core.person_names import show_name
from rosterdesk.core.slips.requests import ReprintReason, Whom
from rosterdesk.printer.errors import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Slip
    from rosterdesk.core.slips.queue import JobView
    from rosterdesk.core.slips.restart import Restart

_ASIDE = {
    SlipStatus.UNKNOWN: (
        N_("❓ {count} slip is not certain"),
        N_("❓ {count} slips are not certain"),
    ),
    SlipStatus.FAILED: (
        N_("⚠️ {count} slip could not be made"),
        N_("⚠️ {count} slips could not be made"),
    ),
    SlipStatus.CANCELLED: (N_("{count} slip cancelled"), N_("{count} slips cancelled")),
}
REASONS: dict[str, str] = {
    ReprintReason.LOST: N_("lost"),
    ReprintReason.UNREADABLE: N_("not to be read"),
    ReprintReason.NOT_PRINTED: N_("not printed"),
    ReprintReason.OTHER: N_("another reason"),
}
REPRINT_REASONS = {
    ReprintReason.LOST: N_("🔎 Lost"),
    ReprintReason.UNREADABLE: N_("👓 Not to be read"),
    ReprintReason.NOT_PRINTED: N_("🧻 Not printed"),
    ReprintReason.OTHER: N_("💬 Another reason"),
}
WHY_AGAIN = N_(
    "Why is the slip printed again? It gets a new password, and the old slip no longer works."
)
STEERED = {
    "pause": N_("Paused."),
    "resume": N_("It goes on."),
    "stop": N_("It stops after this slip."),
    "now": N_("It prints now, in the quiet hours."),
}
ANSWERED_YES = N_("Noted: this slip works.")
ANSWERED_NO = N_("It is printed again, with a new password.")
ANSWERED_BEFORE = N_("Somebody answered this already.")
NO_SUCH_PRINTER = N_("That printer is not there.")
TYPE_A_NUMBER = N_("Please type the number of a slip, like 12.")


def describe_job(job: JobView, language: Language) -> list[str]:
    """Return how far the job is, and below it what else is to be known of it."""
    lines = [_describe_progress(job, language)]
    if job.reason in REASONS:
        lines.append(_describe_again(job.reason, language))
    return [*lines, *_describe_state(job, language)]


def _describe_again(reason: str, language: Language) -> str:
    return phrases.say(
        language,
        "🔁 Printed again: {reason}. The slip has a new password, the old one no longer works.",
        reason=phrases.say(language, REASONS[reason]),
    )


def _describe_progress(job: JobView, language: Language) -> str:
    if not job.is_open:
        return phrases.say_many(
            language, job.printed, "🖨 {count} slip printed", "🖨 {count} slips printed"
        )
    here = job.current
    class_name = (here.customer.class_name or here.customer.class_code) if here else None
    text = phrases.say(
        language, "🖨 Printing {number} of {total}", number=job.printed + 1, total=job.total
    )
    if not class_name:
        return text
    return text + phrases.say(language, " · class {name}", name=class_name)


def _describe_state(job: JobView, language: Language) -> Iterator[str]:
    if job.trouble and job.is_open:
        yield "⚠️ " + Reason(job.trouble).say(language)
        yield phrases.say(language, "It goes on by itself when the printer answers again.")
    if job.paused_by and job.is_open:
        yield phrases.say(language, "⏸ Paused by {name}.", name=job.paused_by)
    elif job.quiet_until and job.is_open:
        until = f"{job.quiet_until.astimezone(LOCAL):%H:%M}"
        yield phrases.say(language, "🌙 Quiet hours: it waits until {time}.", time=until)
    elif job.stopping:
        yield phrases.say(language, "⏹ Stops after this slip.")
    for status, (one, many) in _ASIDE.items():
        if count := job.counts.get(status):
            yield phrases.say_many(language, count, one, many)


def describe_skipped(name: str | None, language: Language) -> str:
    return phrases.say(language, "Skipped: {name}.", name=name) if name else ""


def describe_cancelled(count: int, language: Language) -> str:
    return phrases.say_many(language, count, "{count} slip cancelled", "{count} slips cancelled")


def describe_moved(count: int, language: Language) -> str:
    return phrases.say_many(language, count, "{count} slip moved", "{count} slips moved")


def ask_about_slip(slip: Slip, language: Language) -> str:
    """Return the question that only somebody at the printer can answer."""
    return phrases.say(
        language,
        "Was the slip of {name} ({class_name}, number {number} of {total}) printed whole?",
        name=show_name(slip.customer),
        class_name=slip.customer.class_name or slip.customer.class_code or "–",
        number=slip.number,
        total=slip.total,
    )


def warn_of_restart(found: Restart, language: Language) -> str:
    """Return what going on at that slip does to slips that may be on paper."""
    return phrases.say_many(
        language,
        found.again,
        "{count} slip from {number} on may be on paper already. It is printed again with a new"
        " password; the one on the old slip stops working: throw it away.",
        "{count} slips from {number} on may be on paper already. They are printed again with new"
        " passwords; those on the old slips stop working: throw them away.",
        number=found.number,
    )


def describe_restart(done: Restart, language: Language) -> str:
    said = phrases.say_many(
        language,
        done.to_print,
        "It goes on at slip {number}: {count} slip to print.",
        "It goes on at slip {number}: {count} slips to print.",
        number=done.number,
    )
    if done.again:
        said += " " + phrases.say_many(
            language,
            done.again,
            "{count} gets a new password; its old slip no longer works.",
            "{count} get a new password; their old slips no longer work.",
        )
    if done.left_out:
        said += " " + phrases.say_many(
            language,
            done.left_out,
            "{count} before it is not printed.",
            "{count} before it are not printed.",
        )
    return said


def describe_choice(
    counts: Mapping[Whom, int], waiting: int, whom: Whom, language: Language
) -> list[str]:
    """Return for how many of a school or class slips can be printed, and what that does."""
    everybody, without = counts[Whom.EVERYBODY], counts[Whom.WITHOUT]
    lines = [
        phrases.say(
            language,
            "Slips can be printed for {everybody}; {without} of them have no password yet.",
            everybody=everybody,
            without=without,
        )
    ]
    if waiting:
        lines.append(
            phrases.say_many(
                language,
                waiting,
                "🕓 {count} more has a slip in the queue, or one that is not certain.",
                "🕓 {count} more have a slip in the queue, or one that is not certain.",
            )
        )
    if whom is Whom.EVERYBODY and everybody > without:
        lines.append(warn_of_new_passwords(everybody - without, language))
    return lines


def warn_of_new_passwords(count: int, language: Language) -> str:
    return phrases.say_many(
        language,
        count,
        "⚠️ {count} gets a new one-time password: the slip of before no longer works.",
        "⚠️ {count} get a new one-time password: the slips of before no longer work.",
    )


def describe_asked(count: int, language: Language) -> str:
    return phrases.say_many(
        language, count, "{count} slip is printing.", "{count} slips are printing."
    )


def describe_slip(printer: str, language: Language, *, again: bool) -> str:
    """Return where a slip for one customer comes out, and what it does to the one before."""
    if again:
        return phrases.say(
            language,
            "A slip with a new password comes out of {printer}; the old one no longer works.",
            printer=printer,
        )
    return phrases.say(language, "The slip comes out of {printer}.", printer=printer)
