"""A person asks what is kept about them, and to be forgotten: then nothing is, anywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.core.roster.making import make_pupils, write_csv
from tests.core.worlds import WHO, refresh
from tests.disk import find_in_database

from rosterdesk.bot.chat.forgetting import forget_chats
from rosterdesk.bot.demo.stage import write_mail
from rosterdesk.bot.models import ChatAccount, Dialog
from rosterdesk.bot.words.personal import gather_all, write_page
from rosterdesk.core.applying.undo import undo
from rosterdesk.core.approval.verdicts import approve, reject
from rosterdesk.core.clock import now, today
from rosterdesk.core.customers.memberships import begin_membership, end_membership
from rosterdesk.core.customers.registering import (
    add_customer,
    change_customer,
    grant_uploads,
    withdraw_uploads,
)
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.language import Language
from rosterdesk.core.models import (
    Change,
    Channel,
    Customer,
    Event,
    Membership,
    MembershipKind,
    Plan,
    Submission,
    Trust,
)
from rosterdesk.core.pipeline import advance
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.privacy.erase import NotErasableError, erase_customer
from rosterdesk.core.privacy.leavers import erase_leavers
from rosterdesk.core.privacy.retention import delete_unneeded, forget_old
from rosterdesk.core.reports.history import list_history
from rosterdesk.core.settings import RetentionSettings
from rosterdesk.core.slips.requests import request_slip
from rosterdesk.core.storage.bulk import insert_rows
from rosterdesk.core.storage.database import writing
from rosterdesk.core.storage.wiping import wipe_file
from rosterdesk.core.trail.actors import customer_actor
from rosterdesk.core.trail.payloads import CustomerShown
from rosterdesk.core.trail.sightings import note_shown
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.opening.parse import parse_mail
from rosterdesk.mailbox.ports import ArrivedMail, MailIdentity
from rosterdesk.mailbox.settings import MailSettings
from rosterdesk.mailbox.store.desk import DatabaseDesk
from rosterdesk.mailbox.store.kept.forgetting import forget_mails, forget_old_mails, list_stored
from rosterdesk.mailbox.store.kept.journal import DatabaseJournal
from rosterdesk.mailbox.trust.assessing import Assessment

NAME = "Quirijntje"
MARKS = (NAME, "Zeldenrustique", "quirijntje@thuis.example", "Verdwaalpad")


@pytest.fixture
async def person(world):
    """Somebody who left traces everywhere: in plans, applied and not, mails, files and chats."""
    pupils = make_pupils(6)
    marked = {
        "first_name": NAME,
        "surname": MARKS[1],
        "email": MARKS[2],
        "street": MARKS[3],
        "external_number": "424242",
    }
    pupils[2] = pupils[2].__class__(**{**vars_of(pupils[2]), **marked})
    rejected = await world.send_pupils(pupils[:5], file_name=f"lijst {NAME}.csv")
    await reject(rejected.reference, 1, f"{NAME} is not a pupil", WHO)
    await world.import_pupils(pupils)
    customer = await Customer.get(external_number="424242").prefetch_related("school")
    await change_customer(customer, WHO, notice=f"ask {NAME} for the book", phone="0612345678")
    await request_slip(customer, "desk", WHO, reason=f"{NAME} lost it")
    await begin_membership(customer, MembershipKind.PUBLIC_LIBRARY, WHO)
    await ChatAccount.create(user_id=77, chat_id=77, customer=customer, linked_at=now())
    await Dialog.create(key="fsm:1:9:9:default", data={"typed": f"{NAME} Z"})
    stored = await world.library.files.save(f"Subject: {NAME}".encode())
    mail = await MailMessage.create(
        account="mail",
        folder="INBOX",
        uidvalidity=1,
        uid=1,
        stored=stored,
        size=9,
        arrived_at=now(),
        due_at=now(),
        status=MailStatus.PROCESSED,
        address=MARKS[2].upper(),
        subject=f"of {NAME}",
    )
    sent = await world.send(
        write_csv(pupils[:4]),
        sender=customer,
        sender_name=f"{NAME} <{MARKS[2]}>",
        actor=customer_actor(customer, Channel.MAIL),
        origin={"mail": mail.id},
    )
    await reject(sent.submission.reference, 1, "again", WHO)
    return customer


def vars_of(pupil):
    return {name: getattr(pupil, name) for name in pupil.__dataclass_fields__}


async def leave(customer):
    for membership in await Membership.filter(customer=customer, ends_on=None):
        await end_membership(customer, membership, WHO)
    await Membership.filter(customer=customer).update(ends_on=today())


async def forget(world, customer):
    left = await erase_customer(customer, WHO, (forget_mails, forget_chats))
    await delete_unneeded(world.library.files, left, await list_stored())
    await wipe_file()


async def test_everything_about_a_person_is_handed_over_readable(world, person):
    await note_shown(CustomerShown(), WHO, customer_id=person.id)
    found = await gather_all(person)
    assert all(found[name] for name in found if name not in {"rights", "passwords", "questions"})
    assert {each["file"] for each in found["files"]} >= {f"lijst {NAME}.csv"}
    assert {"new", "customer.changed"} <= {each["what"] for each in found["history"]}
    page = write_page(person, found, "Bibliotheek", Language.NL)
    for word in (
        *MARKS[:3],
        "Je gegevens",
        "achternaam",
        "Bestand",
    ):
        assert word in page, word
    assert "hash" not in page
    assert "<script" not in write_page(
        Customer(first_name="<script>", surname="x"),
        {"customer": [{"remarks": "<script>"}]},
        "B",
        Language.EN,
    )


async def test_an_active_customer_is_not_erased_and_the_reason_is_said(world, person):
    with pytest.raises(NotErasableError, match="still a member"):
        await forget(world, person)
    await leave(person)
    await grant_uploads(person, world.school, WHO)
    with pytest.raises(NotErasableError, match="withdraw that first"):
        await forget(world, person)
    await withdraw_uploads(person, world.school, WHO)
    waiting = await world.send_pupils([*make_pupils(2), *await as_pupils(person)])
    with pytest.raises(NotErasableError, match=waiting.reference):
        await forget(world, person)
    assert await Customer.exists(id=person.id)


async def test_a_mail_that_comes_again_brings_nobody_back(world, person):
    """A server delivers a mail once more whose file somebody was in who is erased since."""
    library = world.library
    school = "adm@school.example"
    teacher, _ = await add_customer(
        world.school, WHO, library.numbering, surname="Jansen", email=school, role="teacher"
    )
    await grant_uploads(teacher, world.school, WHO)
    raw = write_mail(school, "library@example.org", "l.csv", write_csv(await as_pupils(person)))
    journal = DatabaseJournal(library.files)
    desk = DatabaseDesk(library.files, library.keys, MailSettings())

    async def arrive(uid):
        await journal.keep(ArrivedMail(MailIdentity("mail", "INBOX", 1, uid), raw, 9, now()))
        mail = await desk.next_unread()
        await desk.take(mail, parse_mail(raw), Assessment(Trust.A))
        return await MailMessage.get(uid=uid)

    assert (await arrive(2)).status is MailStatus.PROCESSED
    sent = await Submission.all().order_by("-id").first()
    await advance(sent.id, library)
    await reject(sent.reference, 1, "", WHO)
    await leave(person)
    await forget(world, person)
    forgotten = await MailMessage.get(uid=2)
    assert (forgotten.stored, forgotten.address) == ("", None)
    assert (await arrive(3)).status is MailStatus.REPEATED
    assert await Submission.all().count() == sent.id


async def as_pupils(customer):
    pupil = make_pupils(1)[0]
    marked = {"external_number": customer.external_number, "surname": customer.surname}
    return [pupil.__class__(**{**vars_of(pupil), **marked})]


async def test_an_erased_customer_is_nowhere_and_the_trail_is_whole(world, person, database):
    others = await Customer.exclude(id=person.id).count()
    assert await find_in_database(database, MARKS) == set(MARKS), "the markers are planted"
    await leave(person)
    await forget(world, person)
    assert await find_in_database(database, MARKS) == set()
    for path in world.library.files.list_paths():
        data = await world.library.files.load(path.name)
        assert not any(mark.encode() in data for mark in MARKS)
    verdict = await verify_trail()
    assert not verdict.findings
    assert verdict.erased
    told = await Event.get(kind="customer.erased")
    assert (told.customer_id, told.actor) == (person.id, "tester")
    assert await Event.filter(customer_id=person.id).count() > 1, "the pseudonym stays"
    assert await Customer.all().count() == others
    with pytest.raises(NotErasableError, match="no longer there"):
        await forget(world, person)
    # Somebody may erase by hand and not say so in the trail: that is found.
    await world.import_pupils(make_pupils(3))
    plan = (await Submission.filter(status="applied").order_by("-id").first()).id
    await Plan.filter(submission_id=plan).update(salt=None)
    assert [finding.flaw for finding in (await verify_trail()).findings] == ["plan_changed"]


async def test_lines_about_a_row_that_was_undone_are_forgotten_too(world, database):
    """Found by a crash run: the person came again, as another row, and was erased."""
    first, *_ = pupils = make_pupils(1)
    marked = {"first_name": NAME, "external_number": "424242"}
    pupils[0] = first.__class__(**{**vars_of(first), **marked})
    made = await world.import_pupils(pupils)
    row = await Customer.get(external_number="424242")
    await request_slip(row, "desk", WHO, reason=f"{NAME} lost it")
    changed = first.__class__(**{**vars_of(pupils[0]), "city": "Elders"})
    await reject((await world.send_pupils([changed])).reference, 1, "", WHO)
    elsewhere = replace(world, school=await add_school("34CD00", "De Vlinder", WHO))
    moving = pupils[0].__class__(**{**vars_of(pupils[0]), "external_number": "7"})
    sent = await elsewhere.send_pupils([moving])
    assert await Change.exists(plan__submission_id=sent.id, customer_id=row.id)
    await reject(sent.reference, 1, "", WHO)
    await undo(made.reference, WHO, days=14)
    await world.import_pupils(pupils)
    again = await Customer.get(external_number="424242")
    assert again.id != row.id
    await leave(again)
    await forget(world, again)
    assert await find_in_database(database, [NAME]) == set()
    assert not (await verify_trail()).findings


async def test_a_school_may_have_any_number_of_lines_that_were_not_applied(world, person):
    """The lines are more than a query can have values: 32,767 in PostgreSQL and SQLite."""
    plan = await Plan.get(status="rejected", changes__name__startswith=NAME)
    columns = ("plan_id", "position", "kind", "name", "details")
    lines = [(plan.id, n, "new", f"Kind {n}", "{}") for n in range(1_000, 34_000)]
    async with writing() as client:
        await insert_rows(client, "change", columns, lines)
    await leave(person)
    await forget(world, person)
    assert not await Change.exists(name__startswith=NAME)
    assert await Change.filter(name__startswith="Kind ").count() == len(lines)


async def test_who_left_long_ago_is_erased_by_itself(world, person):
    """Only a former member who is in nothing that awaits a decision is erased."""
    never, _ = await add_customer(world.school, WHO, world.library.numbering, surname="Nieuw")
    others, before = (forget_mails, forget_chats), today() - timedelta(days=365)
    count = await Customer.all().count()
    await leave(person)
    assert await erase_leavers(before, others) == set()
    await Membership.filter(customer=person).update(ends_on=before - timedelta(days=1))
    waiting = await world.send_pupils([*make_pupils(2), *await as_pupils(person)])
    assert await erase_leavers(before, others) == set()
    await reject(waiting.reference, 1, "", WHO)
    assert await erase_leavers(before, others)
    assert not await Customer.exists(id=person.id)
    assert await Customer.exists(id=never.id)
    assert await Customer.all().count() == count - 1
    told = await Event.get(kind="data.forgotten")
    assert told.data["forgotten"] == {"customers": 1}
    assert (await Event.get(kind="customer.erased")).customer_id == person.id
    assert not (await verify_trail()).findings


async def test_what_is_too_old_is_forgotten_and_reported(world, person):
    old = now() - timedelta(days=800)
    await Submission.all().update(received_at=old)
    await Plan.all().update(made_at=old)
    await MailMessage.all().update(arrived_at=old)
    kept = await world.send_pupils(make_pupils(2))
    files = world.library.files
    counts = await forget_old(
        RetentionSettings(), files, forget_mails=forget_old_mails, list_others=list_stored
    )
    assert counts["originals"] == 3
    assert counts["plans"] == 3
    assert counts["mails"] == 1
    told = await Event.get(kind="data.forgotten")
    assert told.data["forgotten"].items() <= counts.items()
    assert not (await verify_trail()).findings
    assert (await refresh(kept)).roster is not None
    made = [line for line in await list_history(person) if line.what == "new"]
    assert [line.fields for line in made] == [{}]
    assert await forget_old(RetentionSettings(), files) == {}
    assert files.list_paths(), "what was just written may still get its row"
    unneeded = {path.name for path in files.list_paths()}
    await delete_unneeded(files, unneeded, await list_stored())
    left = {path.name for path in files.list_paths()}
    assert left == {kept.original, kept.roster}
    await approve(kept.reference, 1, WHO)
    await advance(kept.id, world.library)
