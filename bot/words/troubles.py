"""The possible troubles of the service, in the sentences that administrators read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_, Language
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import ManyLookedAt, ServiceState

if TYPE_CHECKING:
    from rosterdesk.core.models import Event

_SENTENCES = {
    "database": N_("The database does not answer."),
    "disk": N_("The disk of {about} is nearly full: make room, or nothing more can be stored."),
    "mail": N_("The mailbox {about} cannot be watched: 'rosterdesk doctor' says why."),
    "chat": N_("The chat service cannot be reached ({about}): 'rosterdesk doctor' says why."),
    "loop": N_("A part of the service fails again and again: {about}. Its log says why."),
    "printer": N_(
        "Slips wait for the printer {about}, and the program does not run on its machine."
    ),
    "trail": N_(
        "The audit trail is not what was signed: 'rosterdesk audit verify' says where. Somebody"
        " changed the database beside the program."
    ),
    "queue": N_("Messages by {about} have been waiting for more than half an hour."),
}


_STEPS = {
    "database": N_("Look whether the database runs and can be reached: 'rosterdesk doctor'."),
    "disk": N_("Make room there, old backups first. 'rosterdesk doctor' says how much is free."),
    "mail": N_(
        "Run 'rosterdesk doctor' where the service runs: mostly a password expired. Mails wait at"
        " the server, none is lost."
    ),
    "chat": N_(
        "Run 'rosterdesk doctor' where the service runs. What was to be said waits, and is sent"
        " when the chat can be reached again."
    ),
    "loop": N_("Read the log on that machine, then restart the service there."),
    "printer": N_(
        "Start the program on the printer's machine, or move its slips to another printer."
    ),
    "trail": N_(
        "Run 'rosterdesk audit verify', keep what it says, and look who can reach the database."
    ),
    "queue": N_("Look whether the service that sends them runs: 'rosterdesk doctor'."),
}


@dataclass(frozen=True, slots=True, order=True)
class Trouble:
    """``about`` names the mailbox, the loop and its machine, the channel …: never a person."""

    code: str
    about: str = ""

    def say(self, language: Language) -> str:
        return phrases.say(language, _SENTENCES[self.code], about=self.about)

    def say_step(self, language: Language) -> str:
        """Return what to do about it first."""
        return phrases.say(language, _STEPS[self.code])


def to_trouble(event: Event) -> Trouble:
    """Return the trouble that an event says began or is over."""
    said = ServiceState.read(event)
    return Trouble(said.code, said.about)


def describe_alarm(event: Event, language: Language) -> str:
    """Return what administrators read of a trouble, or of somebody who looks at many people."""
    if event.kind == Kind.MANY_LOOKED_AT:
        said = N_("👀 {who} looked up {count} customers today. Ask why, if you do not know.")
        count = ManyLookedAt.read(event).count
        return phrases.say(language, said, who=event.actor, count=count)
    said = to_trouble(event).say(language)
    if event.kind == Kind.SERVICE_WELL:
        return phrases.say(language, N_("✅ Over: {trouble}"), trouble=said)
    return f"🚨 {said}"
