"""Reasons for not using a file or a mail, and advice to its sender, by the parser's findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rosterdesk.core.language import N_, Phrases

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.language import Language

phrases = Phrases("rosterdesk.mailbox")


class Advice(NamedTuple):
    """The reason, and what to do next; ``several`` is that for more than one file."""

    reason: str
    action: str
    several: str | None = None


_IN_CHAT = N_("Please send the file in the library's chat, or ask the library for another way.")
_EXPORT = N_(
    "Please export the roster from your pupil administration as an Excel, ODS or CSV file, and "
    "answer this mail with that."
)
_EXPORT_SEVERAL = N_(
    "Please export the rosters from your pupil administration as Excel, ODS or CSV files, and "
    "answer this mail with those."
)
_ATTACH = N_("Please answer this mail with the file itself attached.")
_ATTACH_SEVERAL = N_("Please answer this mail with the files themselves attached.")

# The best reason first: what stands higher explains what stands below it.
ADVICE: dict[str, Advice] = {
    "code_used_up": Advice(
        N_("After five answers that were not clear, the codes from our questions work no more."),
        N_(
            "Please call or visit the library: somebody there can take your mails or put them "
            "aside at once."
        ),
    ),
    "wrong_code": Advice(
        N_("The code in your mail is not that of a mail that waits for your answer."),
        N_(
            'Please answer our mail "Was this mail from you?" itself, with the word YES alone, and '
            "leave its code in it as it is."
        ),
    ),
    "smime": Advice(
        N_("Your mail is encrypted or sealed (S/MIME), and we cannot open it."),
        N_("Please send it again without S/MIME, or send the file in the library's chat."),
    ),
    "pgp": Advice(N_("Your mail is encrypted (PGP), and we cannot open it."), _IN_CHAT),
    "protected": Advice(
        N_("Your mail is protected by Microsoft, and we cannot open it."),
        N_("Please send it again without protection, or send the file in the library's chat."),
    ),
    "oversized": Advice(
        N_("Your mail is too large."), N_("Please send only the file with the pupils.")
    ),
    "encrypted": Advice(
        N_("The file is protected with a password."),
        N_(
            "Please do not send us the password. Send the file without one in the library's chat, "
            "or ask the library for another way."
        ),
        N_(
            "Please do not send us the passwords. Send the files without one in the library's "
            "chat, or ask the library for another way."
        ),
    ),
    "secure_mail": Advice(
        N_(
            "Your mail came through a secure-mail service and holds only a link, which we do not "
            "open."
        ),
        _IN_CHAT,
    ),
    "winmail_unreadable": Advice(
        N_("Your mail program packed the file as winmail.dat, and we cannot open that."),
        N_("Please send it again as plain text or HTML (in Outlook: Format Text)."),
    ),
    "partial": Advice(
        N_("Your mail program cut the mail into pieces, and we cannot put them together."),
        N_("Please send the file again in one mail."),
    ),
    "cut_off": Advice(
        N_("The mail breaks off in the middle: a part of the file did not arrive."),
        N_("Please send it again."),
    ),
    "no_end": Advice(
        N_("The mail has no proper end: the last part of the file may be missing."),
        N_("Please check whether all pupils are there. If not, please send the file again."),
    ),
    "too_many_attachments": Advice(
        N_("There are too many files in one mail."), N_("Please send a few at a time.")
    ),
    "attachment_too_large": Advice(
        N_("The file is too large."),
        N_("Please send only the sheet with the pupils."),
        N_("Please send only the sheets with the pupils."),
    ),
    "nested_too_deep": Advice(
        N_("The file is inside a mail inside a mail."),
        N_("Please attach the file itself to a new mail."),
    ),
    "attachment_empty": Advice(
        N_("The file is empty."),
        N_("Please save it again and answer this mail with that."),
        N_("Please save them again and answer this mail with those."),
    ),
    "picture": Advice(
        N_("A picture or photograph of a list cannot be read as a roster."),
        _EXPORT,
        _EXPORT_SEVERAL,
    ),
    "mail_file": Advice(
        N_("The attachment is a mail saved by Outlook (.msg), which we cannot open."),
        _ATTACH,
        _ATTACH_SEVERAL,
    ),
    "no_roster": Advice(
        N_("The attached file is not a roster that we can read."), _EXPORT, _EXPORT_SEVERAL
    ),
    "list_in_text": Advice(
        N_("The text of your mail has a list of pupils that we cannot read as a roster."),
        N_("Please answer this mail with the list as an Excel, ODS or CSV file."),
    ),
    "cloud_link": Advice(
        N_("Your mail holds a link to a file. We open no links."),
        N_(
            "Please answer this mail with the file itself attached, or send it in the library's "
            "chat."
        ),
    ),
    "only_extras": Advice(
        N_("The attachment is something that mail programs add by themselves, and no roster."),
        _ATTACH,
        _ATTACH_SEVERAL,
    ),
    "file_lost": Advice(
        N_("There was no file in your mail, which has no proper end: a file may have been lost."),
        N_("Please answer this mail with the file."),
    ),
    "no_attachment": Advice(
        N_("There was no file attached to your mail."),
        N_("Please answer this mail with the roster attached, as an Excel, ODS or CSV file."),
    ),
}


def choose(findings: Iterable[str]) -> str | None:
    """Return the one code that explains best why nothing was read; None where none does."""
    found = set(findings)
    return next((code for code in ADVICE if code in found), None)


def describe_reason(code: str, language: Language) -> str:
    return phrases.say(language, ADVICE[code].reason)


def describe_action(code: str, language: Language, count: int = 1) -> str:
    """Return what to do about one file, or about so many."""
    advice = ADVICE[code]
    return phrases.say(language, (count > 1 and advice.several) or advice.action)
