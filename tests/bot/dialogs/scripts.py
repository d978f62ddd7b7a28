"""The dialogs, step by step: what a person does, and what they then see if all goes well."""

from __future__ import annotations

from tests.bot.dialogs.choices import CHOICES
from tests.bot.dialogs.printers import PRINTING
from tests.bot.dialogs.rosters import ROSTERS
from tests.bot.dialogs.scenes import OWN
from tests.bot.dialogs.steps import (
    Script,
    Step,
    ask_anna,
    ask_boss,
    ask_guest,
    ask_marijke,
    ask_noor,
    ask_teacher,
    bring_mail,
    bring_words,
    file_roster,
    find_subject,
    make_file,
    make_members,
    nothing,
    replace_file,
    send_file,
    spell,
    welcome_reader,
    welcome_stranger,
)
from tests.bot.dialogs.taps import TAPS

SCRIPTS = {
    "reject": Script(
        ask_anna,
        file_roster,
        (
            Step(lambda s: s.press(s.anna, "❌ Reject", s.reference), "Why is", asks=True),
            Step(lambda s: s.anna.send("Not this year"), shows="Yes, reject"),
            Step(lambda s: s.press(s.anna, "Yes, reject"), "Rejected; the sender hears it"),
        ),
    ),
    "ask the sender": Script(
        ask_anna,
        file_roster,
        (
            Step(lambda s: s.press(s.anna, "➕", s.reference), shows="💬"),
            Step(
                lambda s: s.press(s.anna, "💬", s.reference), "What do you want to ask", asks=True
            ),
            Step(lambda s: s.anna.send("Which classes?"), shows="Yes, send it"),
            Step(lambda s: s.press(s.anna, "Yes, send it"), "The answer appears on the card"),
        ),
    ),
    "answer the library": Script(
        ask_marijke,
        ask_teacher,
        (
            Step(lambda s: s.marijke.send("This year"), shows="Yes, send it", asks=True),
            Step(lambda s: s.press(s.marijke, "Yes, send it"), "The librarian reads it"),
        ),
    ),
    "search a plan": Script(
        ask_anna,
        file_roster,
        (
            Step(lambda s: s.press(s.anna, "👀", s.reference), shows="🔎 Name"),
            Step(lambda s: s.press(s.anna, "🔎 Name"), "Type a part of the name", asks=True),
            Step(lambda s: s.anna.send("Wit"), "Wit"),
        ),
    ),
    "register": Script(
        ask_boss,
        nothing,
        (
            Step(lambda s: s.boss.send("/new"), "New customer", asks=True),
            Step(lambda s: s.press(s.boss, "De Regenboog", "New customer"), "Regenboog", asks=True),
            Step(lambda s: s.press(s.boss, "✖️ Stop", "New customer"), "Nobody was registered"),
        ),
    ),
    "change a customer": Script(
        ask_boss,
        find_subject,
        (
            Step(lambda s: s.press(s.boss, "✏️ Change"), shows="✏️ Remarks"),
            Step(lambda s: s.press(s.boss, "✏️ Remarks"), "They replace those", asks=True),
            Step(lambda s: s.boss.send(f"remark {s.serial}"), shows="✏️ Remarks"),
        ),
    ),
    "replace a card": Script(
        ask_boss,
        find_subject,
        (
            Step(lambda s: s.press(s.boss, "💳 Cards"), shows="🔁 Replace"),
            Step(lambda s: s.press(s.boss, "🔁 Replace"), "Scan the new card", asks=True),
            Step(lambda s: s.press(s.boss, "🎲 Generate"), "The card is"),
        ),
    ),
    "invite": Script(
        ask_boss,
        nothing,
        (
            Step(lambda s: s.boss.send("/staff"), shows="Invite: desk"),
            Step(lambda s: s.press(s.boss, "Invite: desk"), "What is the name", asks=True),
            Step(lambda s: s.boss.send(f"Cas {spell(s.serial)}"), "Hand this to"),
        ),
    ),
    "take over members": Script(
        ask_boss,
        nothing,
        (
            Step(lambda s: s.boss.send("/takeover"), "Drop the export", asks=True),
            Step(
                lambda s: s.boss.send_document(f"leden{s.serial}.csv", make_members(s)),
                shows="Take all of it over",
            ),
            Step(lambda s: s.press(s.boss, "Take all of it over"), shows="Undo all of it"),
            Step(lambda s: s.press(s.boss, "Undo all of it"), shows="Yes, undo"),
            Step(lambda s: s.press(s.boss, "Yes, undo"), "Undone"),
        ),
    ),
    "send a file": Script(
        ask_marijke,
        nothing,
        (
            Step(
                lambda s: s.marijke.send_document(f"lijst{s.serial}.xlsx", make_file(s)),
                "Received for",
            ),
        ),
        sends_file=True,
    ),
    "send a file for two": Script(
        ask_noor,
        nothing,
        (
            Step(
                lambda s: s.noor.send_document(f"lijst{s.serial}.xlsx", make_file(s)),
                "For which school",
            ),
            Step(lambda s: s.press(s.noor, "Linde", "For which school"), "Received for"),
        ),
        sends_file=True,
    ),
    "replace a file": Script(
        ask_marijke,
        send_file,
        (
            Step(replace_file, shows="The new file"),
            Step(lambda s: s.press(s.marijke, "The new file"), "The new file counts"),
        ),
        sends_file=True,
    ),
    "log in": Script(
        ask_guest,
        welcome_stranger,
        (
            Step(lambda s: s.guest.send("/login"), "card", asks=True),
            Step(lambda s: s.guest.send(s.card), "password", asks=True),
            Step(lambda s: s.guest.send(OWN), "You are logged in"),
        ),
    ),
    "choose a password": Script(
        ask_guest,
        welcome_reader,
        (
            Step(lambda s: s.guest.send("/password"), "What is your password now", asks=True),
            Step(lambda s: s.guest.send(OWN), "Now choose a password", asks=True),
            Step(lambda s: s.guest.send(OWN), "And once more", asks=True),
            Step(lambda s: s.guest.send(OWN), "Your new password is set"),
        ),
    ),
    "unlink": Script(
        ask_guest,
        welcome_reader,
        (
            Step(lambda s: s.guest.send("/unlink"), shows="Yes, unlink"),
            Step(lambda s: s.press(s.guest, "Yes, unlink"), "This chat is unlinked"),
        ),
    ),
    "register a sender": Script(
        ask_anna,
        bring_mail,
        (
            Step(lambda s: s.anna.send("/held"), shows="Register this sender"),
            Step(lambda s: s.press(s.anna, "Register this sender"), shows="De Regenboog"),
            Step(
                lambda s: s.press(s.anna, "De Regenboog", "For which school"),
                "Type the first name",
                asks=True,
            ),
            Step(lambda s: s.anna.send("Sam Wit"), "Who is it?"),
            Step(lambda s: s.press(s.anna, "➕ Somebody new", "Who is it?"), "This mail was taken"),
        ),
    ),
    "answer a mail": Script(
        ask_anna,
        bring_words,
        (
            Step(
                lambda s: s.press(s.anna, "Answer by mail"), "What do you want to answer", asks=True
            ),
            Step(lambda s: s.anna.send("On Friday"), shows="Yes, send it"),
            Step(lambda s: s.press(s.anna, "Yes, send it"), "Your answer goes out by mail"),
        ),
    ),
    **CHOICES,
    **PRINTING,
    **ROSTERS,
    **TAPS,
}
