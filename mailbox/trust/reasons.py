"""The codes of `assessing.Assessment`, of a sender's faults and of the quarantine, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Phrases

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.language import Language

phrases = Phrases("rosterdesk.mailbox")

REASONS: dict[str, str] = {
    "dkim_pass": N_("The mail was signed by the sender's own domain."),
    "dkim_none": N_("The mail is not signed."),
    "dkim_unaligned": N_("The mail is signed by another domain than the sender's."),
    "dkim_length": N_("The signature covers only the beginning of the mail."),
    "dkim_from_unsigned": N_("The signature does not cover the sender."),
    "dkim_weak": N_("The signature is of an outdated kind."),
    "dkim_key_unfit": N_("The key of the signature is not for this kind of signature."),
    "dkim_too_large": N_("The mail is too large for its signature to be checked."),
    "mime_unsigned": N_(
        "The signature does not cover Content-Type or Content-Transfer-Encoding, so that the files "
        "could have been changed."
    ),
    "subject_unsigned": N_("The signature does not cover the subject."),
    "date_unsigned": N_("The signature does not cover the date."),
    "recipient_unsigned": N_("The signature does not cover to whom the mail was sent."),
    "not_to_us": N_(
        "No address of ours stands in To or Cc: the mail may have been written to somebody else."
    ),
    "identity_of_another": N_("The signature names another user of the sender's domain."),
    "alignment_strict": N_(
        "The sender's domain asks for signatures of the very same domain (adkim=s)."
    ),
    "from_unusual": N_("The sender's name is written in an unusual way."),
    "machine_like": N_("The mail has a mark of automatic or bulk mail."),
    "dmarc_fail_none": N_(
        "Our own mail server could not confirm the sender, whose domain asks for nothing to be "
        "refused."
    ),
    "dkim_testing": N_("The sender's domain is only trying out signatures."),
    "dkim_fail": N_("The signature is wrong: the mail was changed on its way, or forged."),
    "dkim_expired": N_("The signature has expired."),
    "dkim_no_key": N_("The key for the signature cannot be found."),
    "dkim_temporary": N_("The signature could not be checked: the sender's DNS did not answer."),
    "dkim_malformed": N_("The signature cannot be read."),
    "dmarc_pass": N_("Our own mail server vouches for the sender."),
    "dmarc_indirect": N_(
        "Our own mail server vouches for the sender, but the mail did not come straight from the "
        "sender's servers, and no signature of theirs covers it."
    ),
    "dmarc_fail": N_("Our own mail server says that the sender is not genuine."),
    "results_unclear": N_("The verdict of our own mail server cannot be read with certainty."),
    "signature_old": N_("This is an old mail: somebody may have sent it again."),
    "undated": N_("The date of the mail cannot be relied on."),
    "header_twice": N_("The mail has a field twice, so that it can be read in two ways."),
    "header_control": N_("The header of the mail is damaged."),
    "header_line": N_("The header of the mail is damaged."),
    "from_missing": N_("The mail has no sender."),
    "from_twice": N_("The mail has two senders."),
    "from_not_plain": N_("The sender is written in a way that can be read differently."),
    "from_name_misleads": N_("The sender's name shows another address than the real one."),
    "reply_to_elsewhere": N_("The mail asks for answers to another address; we do not use it."),
    "unknown_sender": N_("The sender is not registered to send rosters."),
    "own_address": N_("The mail says to come from our own address."),
    "automatic": N_("The mail was sent by a machine."),
    "no_school": N_("The sender may not send rosters for any school."),
    "schools": N_("The sender may send rosters for several schools."),
    "header_too_large": N_("The header of the mail is absurdly large."),
    "too_many_parts": N_("The mail has an absurd number of parts."),
    "too_deep": N_("The mail has absurdly many mails inside one another."),
    "unreadable": N_("The mail cannot be read."),
    "poison": N_("Reading the mail failed ten times."),
}


def explain(codes: Iterable[str], language: Language) -> list[str]:
    """Return a sentence for each code, once; a code without one is shown as it is."""
    sentences = [phrases.say(language, REASONS.get(code, code)) for code in codes]
    return list(dict.fromkeys(sentences))
