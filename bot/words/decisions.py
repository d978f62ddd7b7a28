"""The sentences about what somebody decided or answered, and of undoing: one for every door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from rosterdesk.core.language import Language

APPROVED = N_("Approved.")
VOTED = N_("Your approval counts; another librarian must approve too.")
REJECTED = N_("Rejected; the sender hears it.")
ASKED = N_("On its way. The answer appears on the card.")
LIFTED = N_("Lifted. The card shows what follows from it.")
ANSWERED = N_("Done. The card shows the new plan.")
COLUMNS_NAMED = N_("Thank you. The file is read again, and the next ones like it too.")
CODE_NAMED = N_("Thank you. The file is read again.")
TOMORROW = N_("You see it again tomorrow at eight.")
LIFT_WITH_CARE = N_(
    "Lift only what you have checked, for example with the school. It is written down."
)
NOBODY_TO_ASK = N_("Nobody is known who could be asked about this file.")
NOT_KEPT = N_("This file is not kept, or not for showing.")
GONE = N_("This button is of a plan that is no longer there.")
ANSWERED_ALREADY = N_("This question was answered already.")


def describe_undo(school: str, free: int, stuck: int, language: Language) -> list[str]:
    """Return what undoing would do: how many become what they were, and who stays as they are."""
    lines = [
        phrases.say_many(
            language,
            free,
            "Undo the import of {school}? {count} person becomes what they were before.",
            "Undo the import of {school}? {count} people become what they were before.",
            school=school,
        )
    ]
    if stuck:
        lines.append(
            phrases.say_many(
                language,
                stuck,
                "{count} person was changed after it and stays as they are now.",
                "{count} people were changed after it and stay as they are now.",
            )
        )
    return lines


def describe_yes_undo(count: int, language: Language) -> str:
    return phrases.say_many(
        language, count, "↩️ Yes, undo {count} person", "↩️ Yes, undo {count} people"
    )


def describe_undone(people: int, language: Language) -> str:
    return phrases.say_many(
        language,
        people,
        "↩️ Undone: {count} person is as they were before.",
        "↩️ Undone: {count} people are as they were before.",
    )
