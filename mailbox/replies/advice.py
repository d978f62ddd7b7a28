"""What a sender can do about a file that cannot be read, by the findings of the parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.language import Language

phrases = Phrases("rosterdesk.mailbox")

# What to do, for each finding of `parse.ParsedMail` that stands in the way of reading.
ADVICE: dict[str, str] = {
    "no_attachment": N_(
        "There was no file attached to your mail. Please answer with the roster attached, as an "
        "Excel, ODS or CSV file."
    ),
    "no_roster": N_(
        "The attached file is not a roster that we can read. Please export the roster from your "
        "pupil administration as an Excel, ODS or CSV file, and send that."
    ),
    "encrypted": N_(
        "The file is protected with a password. Please do not send us the password. Send the "
        "file without one in the library's chat, or ask the library for another way."
    ),
    "secure_mail": N_(
        "Your mail came through a secure-mail service and holds only a link, which we do not "
        "open. Please send the file in the library's chat, or ask the library for another way."
    ),
    "cloud_link": N_(
        "Your mail holds a link to a file, which we do not open. Please attach the file itself, "
        "or send it in the library's chat."
    ),
    "smime": N_(
        "Your mail is encrypted or sealed (S/MIME) and we cannot open it. Please send it again "
        "without that, or send the file in the library's chat."
    ),
    "pgp": N_(
        "Your mail is encrypted (PGP) and we cannot open it. Please send the file in the "
        "library's chat, or ask the library for another way."
    ),
    "protected": N_(
        "Your mail is protected by Microsoft and we cannot open it. Please send it again without "
        "protection, or send the file in the library's chat."
    ),
    "winmail_unreadable": N_(
        "Your mail program packed the file as winmail.dat and we cannot open it. Please send it "
        "again as plain text or HTML (in Outlook: Format Text)."
    ),
    "attachment_empty": N_("The attached file is empty. Please save it again and send that."),
    "attachment_too_large": N_(
        "The attached file is too large. Please send only the sheet with the pupils."
    ),
    "too_many_attachments": N_(
        "There are too many files in one mail. Please send a few at a time."
    ),
    "nested_too_deep": N_(
        "The file is inside a mail inside a mail. Please attach the file itself to a new mail."
    ),
    "oversized": N_("Your mail is too large. Please send only the file with the pupils."),
}


def advise(findings: Sequence[str], language: Language) -> list[str]:
    """Return what to do, in sentences, for those findings that stand in the way of reading."""
    return [phrases.say(language, ADVICE[code]) for code in findings if code in ADVICE]
