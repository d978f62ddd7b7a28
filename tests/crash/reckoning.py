"""Conditions that must hold when all is at rest: nothing lost, nothing done twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from tests.bot.stages import read_reply
from tests.crash.ledger import Sort
from tests.crash.paperwork import check_logins, check_slips

from rosterdesk.bot.models import Dialog, VanishingMessage
from rosterdesk.bot.program.database import APPS
from rosterdesk.core.clock import now
from rosterdesk.core.models import (
    Change,
    Customer,
    Delivery,
    DeliveryStatus,
    Draft,
    Event,
    Membership,
    MembershipKind,
    Plan,
    PlanStatus,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.privacy.erase import FINAL
from rosterdesk.core.storage.database import connection, is_postgres, open_database, rows
from rosterdesk.mailbox.models import MailMessage, MailStatus

if TYPE_CHECKING:
    from tests.crash.ledger import Report, Sent
    from tests.crash.stage import Scene

_FOLDERS = ("INBOX", "Processed", "Held", "Quarantine")
# What the sender is told of a file with that outcome: the subject of a mail, the words of a chat.
_OUTCOMES = {
    SubmissionStatus.APPLIED: ("verwerkt", "Goedgekeurd en verwerkt"),
    SubmissionStatus.UNDONE: ("verwerkt", "Goedgekeurd en verwerkt"),
    SubmissionStatus.REJECTED: ("niet gebruikt", "fgewezen"),
    SubmissionStatus.REFUSED: ("", ""),
}


async def reckon(scene: Scene, report: Report) -> None:
    async with open_database(scene.url, APPS, migrating=False):
        await _check_files(scene, report)
        await _check_mails(scene, report)
        await _check_plans(report)
        await _check_people(report)
        await _check_registered(scene, report)
        await check_slips(scene, report)
        await check_logins(scene, report)
        await _check_telling(scene, report)
        await _check_leftovers(scene, report)
    for command in (("audit", "verify"), ("doctor",)):
        if status := await scene.commands.run(*command):
            said = scene.commands.said.read_text(encoding="utf-8")[-1500:]
            report.faults.append(f"rosterdesk {' '.join(command)} ends with {status}: {said}")
    ledger = scene.ledger
    report.figures["killed"] = dict(ledger.kills.most_common())
    report.figures["was going on"] = dict(ledger.interrupted.most_common())
    report.figures["commands"] = dict(scene.commands.exits)


async def _check_files(scene: Scene, report: Report) -> None:
    """Each file that was sent is one submission, or a repetition of one, and is decided."""
    by_name: dict[str, list[Submission]] = defaultdict(list)
    for submission in await Submission.all():
        by_name[submission.file_name].append(submission)
        if submission.status not in FINAL:
            report.faults.append(f"{submission.reference} is left {submission.status}")
    repeated = await _find_repeated()
    statuses = {mail.uid: mail.status for mail in await MailMessage.all()}
    for sent in scene.ledger.sent:
        found = len(by_name[sent.name]) if sent.name else 0
        again = (sent.channel, str(sent.uid or sent.key)) in repeated
        if not _is_accounted(sent, found, statuses, again=again):
            report.faults.append(
                f"{sent.name} ({sent.sort}, {sent.channel}) is {found} submissions,"
                f" repeated: {again}, mail {statuses.get(sent.uid)}"
            )
        refused = [s for s in by_name[sent.name] if s.status is SubmissionStatus.REFUSED]
        if refused and sent.sort is not Sort.REFUSED and sent.name:
            report.faults.append(f"{sent.name} is refused: {refused[0].answer['refused']}")
    named = {sent.name for sent in scene.ledger.sent}
    report.faults += [f"{name} was never sent" for name in set(by_name) - named if by_name[name]]
    report.figures["files sent"] = dict(
        Counter(f"{s.sort} by {s.channel}" for s in scene.ledger.sent)
    )
    report.figures["submissions"] = dict(
        Counter(str(s.status) for each in by_name.values() for s in each)
    )
    report.figures["files that were repetitions"] = len(repeated)


async def _find_repeated() -> set[tuple[str, str]]:
    """Return (channel, mail or message) of what brought nothing new."""
    mails = {mail.id: mail.uid for mail in await MailMessage.all()}
    return {
        ("mail", str(mails[event.data["mail"]]))
        if "mail" in event.data
        else ("chat", str(event.data["message"]))
        if "message" in event.data
        else ("page", str(event.data["file"]))
        for event in await Event.filter(kind="submission.repeated")
    }


def _is_accounted(sent: Sent, found: int, statuses: dict[int, MailStatus], *, again: bool) -> bool:
    """Return whether the first with a content is the submission, and the others repeat it."""
    if sent.sort is Sort.TWICE:
        return True  # the mails are counted apart
    if sent.sort is Sort.HELD and statuses.get(sent.uid or 0) is MailStatus.DISCARDED:
        return found == 0
    return (found, again) in {(1, False), (0, True)}


async def _check_mails(scene: Scene, report: Report) -> None:
    """Each mail that came is in one folder and one row, judged and moved."""
    came = sum(sent.channel == "mail" for sent in scene.ledger.sent)
    kept = await MailMessage.all().count()
    in_folders = {name: len(await scene.world.mail.messages(name)) for name in _FOLDERS}
    if {came, kept, sum(in_folders.values())} != {came}:
        report.faults.append(f"{came} mails came, {kept} are known, folders: {in_folders}")
    unfinished = await MailMessage.filter(moved=False).count()
    unfinished += await MailMessage.filter(status=MailStatus.KEPT).count()
    if unfinished or in_folders["INBOX"]:
        report.faults.append(f"{unfinished} mails are unfinished; folders: {in_folders}")
    report.figures["mails"] = dict(
        Counter(str(mail.status) for mail in await MailMessage.all().only("id", "status"))
    )


async def _check_plans(report: Report) -> None:
    """Each plan that was approved was applied once."""
    applied = Counter(
        (event.submission_id, event.data["version"])
        for event in await Event.filter(kind="plan.applied")
    )
    approved = Counter(
        (event.submission_id, event.data["version"])
        for event in await Event.filter(kind="plan.approved")
    )
    for plan in await Plan.all():
        key, done = (plan.submission_id, plan.version), plan.status in _DONE
        wanted = (applied[key], approved[key])
        if wanted not in ({(1, 1)} if done else {(0, 0), (0, 1)}):
            report.faults.append(f"plan {key} is {plan.status}: applied, approved {wanted}")
        if plan.status is PlanStatus.APPROVED:
            report.faults.append(f"plan {key} was approved and never applied")
    report.figures["plans"] = {
        "applied": applied.total(),
        "undone": await Event.filter(kind="plan.undone").count(),
        "stale": await Event.filter(kind="plan.stale").count(),
    }


_DONE = (PlanStatus.APPLIED, PlanStatus.UNDONE)


async def _check_people(report: Report) -> None:
    """Every customer is what the last plan about them said."""
    plans = await Plan.filter(status__in=_DONE).order_by("applied_at")
    customers = {customer.id: customer for customer in await Customer.all()}
    made = Counter(each.origin_change_id for each in customers.values() if each.origin_change_id)
    by_origin = {each.origin_change_id: each for each in customers.values()}
    expected: dict[int, dict[str, Any]] = defaultdict(dict)
    checked = 0
    for plan in plans:
        for change in await Change.filter(plan=plan, undone_at=None).order_by("position"):
            details = change.details
            if change.kind == "new" and details:
                if made[change.id] != 1:
                    report.faults.append(f"change {change.id} made {made[change.id]} customers")
                    continue
                expected[by_origin[change.id].id] |= details["set"]
            elif change.customer_id in customers and change.kind != "skipped":
                after = {name: pair[1] for name, pair in details.get("fields", {}).items()}
                expected[change.customer_id] |= after
    members = {
        row.customer_id
        for row in await Membership.filter(kind=MembershipKind.SCHOOL_LIBRARY, ends_on=None)
    }
    for number, fields in expected.items():
        for name, value in fields.items():
            checked += 1
            kept = number in members if name == "school_member" else _read(customers[number], name)
            if kept is not _UNKNOWN and str(kept) != str(value):
                report.faults.append(f"customer {number}: {name} is not as the plan said")
    report.figures["values held against the plans"] = checked


_UNKNOWN = object()


def _read(customer: Customer, name: str) -> Any:
    return getattr(customer, name, _UNKNOWN)


async def _check_registered(scene: Scene, report: Report) -> None:
    for surname, told in scene.ledger.registered.items():
        found = await Customer.filter(surname=surname).count()
        if found > 1 or (told and not found):
            report.faults.append(f"a customer registered at the desk is there {found} times")
    report.figures["registered at the desk"] = Counter(scene.ledger.registered.values())[True]


async def _check_telling(scene: Scene, report: Report) -> None:
    """Everybody heard of everything, some of it twice."""
    replies: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for raw in scene.world.mail.sent:
        reply = read_reply(raw)
        replies[str(reply["In-Reply-To"])].append((str(reply["Subject"]), str(reply["Message-ID"])))
    submissions = {each.file_name: each for each in await Submission.all()}
    for sent in scene.ledger.sent:
        submission = submissions.get(sent.name)
        if submission is None or sent.sort is Sort.TWICE or sent.channel == "page":
            continue  # a teacher at the page sees it there (``teachers``)
        by_mail, by_chat = _OUTCOMES.get(submission.status, ("", ""))
        if sent.channel == "mail":
            subjects = [subject for subject, _ in replies[sent.key]]
            # The first answer says "received", or already what the reading came to.
            heard = bool(subjects) or sent.sort is Sort.HELD
            outcome = any(by_mail in each for each in subjects)
        else:
            texts = [
                text
                for chat, text in scene.ledger.said
                if chat == scene.uploaders[sent.school].id and submission.reference in text
            ]
            heard = any("Ontvangen voor" in each or "al," in each for each in texts)
            outcome = any(by_chat in each for each in texts)
        if not heard or not outcome:
            report.faults.append(
                f"{sent.name} ({sent.sort}, {sent.channel}, {submission.status}): its sender was"
                f" not told {'that it came' if not heard else 'what became of it'}"
            )
    letters = Counter(letter for each in replies.values() for letter in each)
    report.figures["replies by mail"] = {
        "letters": len(letters),
        "sent more than once": sum(count > 1 for count in letters.values()),
        "most often": max(letters.values(), default=0),
    }
    _count_notices(scene, report)
    failed = await Delivery.filter(status=DeliveryStatus.FAILED).count()
    if failed:
        report.faults.append(f"{failed} messages were given up")


def _count_notices(scene: Scene, report: Report) -> None:
    """Notices are messages of their own with the reference first; cards are changed in place."""
    notices = {
        key: ids
        for key, ids in scene.ledger.said.items()
        if key[0] in {person.id for person in scene.uploaders}
    }
    report.figures["messages in chat"] = {
        "to senders": len(notices),
        "said more than once": sum(len(ids) > 1 for ids in notices.values()),
    }


async def _check_leftovers(scene: Scene, report: Report) -> None:
    """Nobody hangs in a dialog, no secret stays in a chat, nothing holds a lock."""
    if drafts := await Draft.all().count():
        report.faults.append(f"{drafts} files are left on the page, neither sent nor thrown away")
    left = await Dialog.exclude(state=None).count()
    if left:
        states = Counter([row.state for row in await Dialog.exclude(state=None)])
        report.faults.append(f"{left} people hang in a dialog: {dict(states)}")
    if late := await VanishingMessage.filter(due_at__lt=now()).count():
        report.faults.append(f"{late} messages with a secret were not deleted")
    typed = {each.own for each in scene.ledger.logins} | {e.printed for e in scene.ledger.logins}
    shown = [
        message
        for chat in scene.world.chat.world.chats.values()
        for message in chat.messages.values()
        if not message.deleted and any(secret in message.words for secret in typed)
    ]
    # A question that comes once more is answered once more, by who is not asked any longer.
    report.figures["passwords that people typed unasked"] = len(shown)
    if is_postgres(connection()):
        locks = await rows("SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory'")
        if locks[0]["n"]:
            report.faults.append(f"{locks[0]['n']} advisory locks are held by nobody")
    report.figures["half-written files left"] = len(list(scene.data.rglob("*.part")))
