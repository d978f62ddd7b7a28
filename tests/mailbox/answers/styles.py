"""The ways in which mail programs put an answer beside the letter that is answered."""

from __future__ import annotations

from rosterdesk.mailbox.message.htmltext import write_plain


def marked(words: str, letter: str) -> str:
    quoted = "\n".join(f"> {line}" for line in letter.splitlines())
    return f"{words}\n\nOp ma 31 aug 2026 om 09:30 schreef Bibliotheek <r@b.example>:\n{quoted}"


def below(words: str, letter: str) -> str:
    quoted = "\n".join(f"> {line}" for line in letter.splitlines())
    return f"Bibliotheek schreef op 31-08-2026:\n{quoted}\n\n{words}"


def as_outlook(words: str, letter: str) -> str:
    header = "Van: Bibliotheek <r@b.example>\nVerzonden: maandag 31 augustus 2026 09:30\nAan: Jan"
    return f"{words}\n\n{header}\nOnderwerp: Was deze mail van u?\n\n{letter}"


def as_gmail_html(words: str, letter: str) -> str:
    shown = words.replace("\n", "<br>")
    quoted = letter.replace("\n\n", "</p><p>")
    return write_plain(
        f"<html><body><div>{shown}</div><div>Op ma 31 aug 2026 schreef Bibliotheek "
        f"&lt;r@b.example&gt;:</div><blockquote><p>{quoted}</p></blockquote></body></html>"
    )


STYLES = [marked, below, as_outlook, as_gmail_html]
