"""Flows of mail, and what is answered: each is an action of people on a mailbox."""

from __future__ import annotations

import re
from email.utils import format_datetime
from typing import TYPE_CHECKING

from tests.bot.letters import read_reply, write_letter
from tests.bot.stages import TEACHER, WHO
from tests.mailbox.files.building import (
    FOOTER,
    LOGO_PART,
    TEXT,
    TOP,
    in_base64,
    multi,
    part,
    sheet,
)
from tests.mailbox.torture import ENCRYPTED_XLSX

from rosterdesk.bot.demo.stage import AUTHSERV
from rosterdesk.core.applying.undo import undo
from rosterdesk.core.approval.verdicts import approve, reject
from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.intake.questions import ask_sender
from rosterdesk.core.models import Plan, Submission
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.mailbox.models import MailChallenge
from rosterdesk.mailbox.store.held.challenge import MOST_ATTEMPTS
from rosterdesk.mailbox.store.taken.messages import answer_message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.bot.mail.post import Post

GOOD = write_workbook(sample_pupils(5))
OTHER = write_workbook(sample_pupils(6, seed=9))
TORN = GOOD[:-300]
UNCLEAR = b"Nr;Voornaam;Naam;Foo\r\n1;Sanne;Jansen;2015-03-02\r\n"
FAULTY = (
    b"Leerlingnummer;Voornaam;Achternaam;Geboortedatum\r\n"
    b"1;Ada;Bakker;2015-03-02\r\n2;Bo;Smit;x\r\n"
)
WORSE = b"".join(
    [
        b"Leerlingnummer;Voornaam;Achternaam;Geboortedatum\r\n",
        *(b"%d;Cas;Vos;2015-03-%02d\r\n" % (n, n) for n in range(3, 20)),
        b"30;Dik;Bos;y\r\n31;Eef;Mol;2015-02-30\r\n",
    ]
)
LINK = "Onze lijst: https://school-my.sharepoint.com/x"
PHOTO = b"\xff\xd8\xff\xe0" + b"x" * 60_000


def deliver(*raws: bytes) -> Callable[[Post], Awaitable[None]]:
    async def flow(post: Post) -> None:
        for raw in raws:
            await post.deliver(raw)

    return flow


def own(body: bytes) -> bytes:
    """A mail of parts, as the teacher's server proves it."""
    verdict = f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=regenboog.example\r\n"
    date = f"Date: {format_datetime(now())}\r\n"
    return (
        verdict.encode()
        + date.encode()
        + TOP.replace(b"jan@school.example", TEACHER.encode())
        + body
    )


async def decided(post: Post, how: str) -> None:
    await post.deliver(write_letter(files={"groep 3.xlsx": GOOD}))
    submission = await Submission.first()
    assert submission is not None
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    assert plan is not None
    if how == "rejected":
        await reject(submission.reference, plan.version, "Dit is de lijst van vorig jaar.", WHO)
    elif how == "asked":
        await ask_sender(submission, "Is dit de lijst van dit jaar?", WHO)
    else:
        await approve(submission.reference, plan.version, WHO)
    await post.settle()
    if how == "undone":
        await undo(submission.reference, WHO, days=14)
        await post.settle()


async def answered(post: Post, words: str, **fields: str) -> None:
    await post.deliver(write_letter(files={"groep 3.xlsx": GOOD}, proved=False))
    await post.deliver(write_letter(words, proved=False, answers=post.letters[-1], **fields))


async def used_up(post: Post) -> None:
    await post.deliver(HELD)
    await MailChallenge.all().update(attempts=MOST_ATTEMPTS - 1)
    await post.deliver(write_letter("Wat is dit?", proved=False, answers=post.letters[-1]))


async def spoken(post: Post) -> None:
    mail = await post.deliver(write_letter("Wanneer komen de passen?"))
    await answer_message(mail.id, "Volgende week dinsdag.", WHO)
    await post.settle()


async def for_two_schools(post: Post) -> None:
    other = await add_school("34CD00", "De Vlinder", WHO)
    await grant_uploads(post.teacher, other, WHO)
    await post.deliver(TWICE)


async def of_two_schools(post: Post) -> None:
    """A file with rows of a school that she may not send for."""
    await add_school("34CD00", "De Vlinder", WHO)
    rows = (
        b"%s;%d;Ada;Bakker;2015-03-%02d;3a\r\n" % ((b"12AB00", b"34CD00")[n % 3 == 0], n, n)
        for n in range(1, 20)
    )
    heads = b"BRIN;Leerlingnummer;Voornaam;Achternaam;Geboortedatum;Groep\r\n"
    await post.deliver(write_letter(files={"alles.csv": heads + b"".join(rows)}))
    await post.settle()


async def too_large(post: Post) -> None:
    header = write_letter().partition(b"\n\n")[0] + b"\n\n"
    await post.deliver(header, oversized=True)


SEALED = multi(
    b"mixed",
    part(
        b"Content-Type: application/octet-stream; name=smime.p7m\r\n"
        b"Content-Disposition: attachment; filename=smime.p7m\r\n"
        b"Content-Transfer-Encoding: base64",
        in_base64(b"0\x80xx"),
    ),
)
CUT_OFF = multi(b"mixed", TEXT, sheet(), closing=b"")[: -len(b"--b1") - 400]
LISTED = part(
    b"Content-Type: text/csv\r\nContent-Disposition: attachment; filename=lijst.csv",
    WORSE.partition(b"30;")[0],
)
NO_END = multi(b"mixed", TEXT, LISTED, closing=b"").removesuffix(b"--b1")
FILE_LOST = multi(b"mixed", part(b"Content-Type: text/plain", b"Zie de bijlage.\r\n"), closing=b"")
SIGNED_MESSAGE = multi(
    b"related", part(b"Content-Type: text/plain", b"Wanneer komen de passen?\r\n"), LOGO_PART
)
HELD = write_letter(files={"groep 3.xlsx": GOOD}, proved=False)
TWICE = write_letter(files={"groep 3.xlsx": GOOD})
FLOWS: dict[str, Callable[[Post], Awaitable[None]]] = {
    "one roster": deliver(write_letter(files={"groep 3.xlsx": GOOD})),
    "two rosters": deliver(write_letter(files={"groep 3.xlsx": GOOD, "groep 4.xlsx": OTHER})),
    "rows to mend": deliver(write_letter(files={"groep 3.csv": FAULTY})),
    "columns not clear": deliver(write_letter(files={"raar.csv": UNCLEAR})),
    "torn": deliver(write_letter(files={"af.xlsx": TORN})),
    "good and torn": deliver(write_letter(files={"groep 3.xlsx": GOOD, "af.xlsx": TORN})),
    "good and protected": deliver(
        write_letter(files={"groep 3.xlsx": GOOD, "x.xlsx": ENCRYPTED_XLSX})
    ),
    "good and a letter": deliver(
        write_letter(files={"groep 3.xlsx": GOOD, "brief.pdf": b"%PDF-1.4"})
    ),
    "good and a link in the signature": deliver(write_letter(LINK, {"groep 3.xlsx": GOOD})),
    "protected": deliver(write_letter(files={"x.xlsx": ENCRYPTED_XLSX})),
    "no roster": deliver(write_letter(files={"brief.pdf": b"%PDF-1.4"})),
    "empty file": deliver(write_letter(files={"leeg.csv": b""})),
    "photograph": deliver(
        own(
            multi(
                b"mixed",
                part(
                    b"Content-Type: image/jpeg; name=lijst.jpg\r\n"
                    b"Content-Transfer-Encoding: base64",
                    in_base64(PHOTO),
                ),
            )
        )
    ),
    "only a disclaimer": deliver(own(multi(b"mixed", FOOTER))),
    "outlook message": deliver(
        write_letter(
            files={
                "lijst.msg": bytes.fromhex("D0CF11E0A1B11AE1") + "__substg1.0_".encode("utf-16-le")
            }
        )
    ),
    "only a link": deliver(write_letter(LINK)),
    "secure mail": deliver(write_letter("Lees: https://app.zivver.com/a/b")),
    "empty mail": deliver(write_letter("")),
    "a message": deliver(write_letter("Wanneer komen de passen?")),
    "a message, answered": spoken,
    "thanks": deliver(write_letter("Dank u wel!")),
    "delivered twice": deliver(TWICE, b"Received: from a by b; x\r\n" + TWICE),
    "held": deliver(HELD),
    "held, delivered twice": deliver(HELD, b"Received: from a by b; x\r\n" + HELD),
    "held, a doubt": lambda post: answered(post, "Wat is dit?"),
    "held, a no": lambda post: answered(post, "Nee, dat was ik niet"),
    "held, away": lambda post: answered(post, "Ik ben afwezig.", auto_submitted="auto-replied"),
    "stranger": deliver(write_letter(files={"x.xlsx": GOOD}, sender="jan@elders.example")),
    "approved": lambda post: decided(post, "approved"),
    "rejected": lambda post: decided(post, "rejected"),
    "undone": lambda post: decided(post, "undone"),
    "a question": lambda post: decided(post, "asked"),
    "two rows to mend": deliver(write_letter(files={"groep 5.csv": WORSE})),
    "three rosters, two to mend": deliver(
        write_letter(files={"groep 3.xlsx": GOOD, "groep 4.csv": FAULTY, "groep 5.csv": WORSE})
    ),
    "two rosters, one known": deliver(
        TWICE, write_letter(files={"groep 3.xlsx": GOOD, "groep 4.xlsx": OTHER})
    ),
    "two protected": deliver(
        write_letter(files={"a.xlsx": ENCRYPTED_XLSX, "b.xlsx": ENCRYPTED_XLSX + b"x"})
    ),
    "good and two of no use": deliver(
        write_letter(
            files={"groep 3.xlsx": GOOD, "brief.pdf": b"%PDF-1.4", "x.xlsx": ENCRYPTED_XLSX}
        )
    ),
    "two of no use, each for its reason": deliver(
        write_letter(files={"brief.pdf": b"%PDF-1.4", "leeg.csv": b""})
    ),
    "two torn": deliver(write_letter(files={"af.xlsx": TORN, "af2.xlsx": OTHER[:-300]})),
    "held, two rosters": deliver(
        write_letter(files={"groep 3.xlsx": GOOD, "groep 4.xlsx": OTHER}, proved=False)
    ),
    "held, without a file": deliver(write_letter(files={"brief.pdf": b"%PDF-1.4"}, proved=False)),
    "for two schools": for_two_schools,
    "of two schools": of_two_schools,
    "sealed": deliver(own(SEALED)),
    "too large": too_large,
    "cut off": deliver(own(CUT_OFF)),
    "without an end": deliver(own(NO_END)),
    "without an end or a file": deliver(own(FILE_LOST.removesuffix(b"--b1"))),
    "one content under two names": deliver(
        write_letter(files={"groep 3.xlsx": GOOD, "groep 3 (kopie).xlsx": GOOD})
    ),
    "two with rows to mend": deliver(
        write_letter(files={"groep 4.csv": FAULTY, "groep 5.csv": WORSE})
    ),
    "replaced": deliver(TWICE, write_letter(files={"groep 4.xlsx": OTHER})),
    "held, no clear answer": used_up,
    "empty ZIP": deliver(write_letter(files={"leeg.zip": b"PK\x05\x06" + bytes(18)})),
    "heads alone": deliver(write_letter(files={"kop.csv": WORSE.partition(b"3;")[0]})),
    "pasted": deliver(write_letter(WORSE.partition(b"30;")[0].decode())),
    "a message and a picture in the signature": deliver(own(SIGNED_MESSAGE)),
}
# How many letters a flow has, where it is not one.
COUNTS = {
    "replaced": 3,
    "held, no clear answer": 2,
    "thanks": 0,
    "a message, answered": 2,
    "delivered twice": 2,
    "held, delivered twice": 2,
    "held, a doubt": 2,
    "held, a no": 2,
    "approved": 2,
    "rejected": 2,
    "undone": 3,
    "a question": 2,
    "two rosters, one known": 2,
    "of two schools": 2,
}
# The files that the last letter names.
NAMED = {
    "two rosters": ["groep 3.xlsx (", "groep 4.xlsx ("],
    "delivered twice": ["groep 3.xlsx"],
    "held, delivered twice": ["groep 3.xlsx"],
    "held, two rosters": ["groep 3.xlsx", "groep 4.xlsx"],
    "one content under two names": ["groep 3.xlsx (", "groep 3 (kopie).xlsx ("],
    "without an end": ["lijst.csv"],
}


def list_paragraphs(raw: bytes) -> list[str]:
    body = read_reply(raw).get_body(("plain",))
    assert body is not None
    return [" ".join(each.split()) for each in re.split(r"\r?\n\r?\n", str(body.get_content()))]
