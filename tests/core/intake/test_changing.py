"""The columns of a file that waits are changed: it is read anew, and so is its plan made."""

from __future__ import annotations

import pytest
from tests.core.worlds import WHO, latest_plan, refresh

from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.customers.card_numbers import CardNumbering
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.intake.changing import change_columns, list_changeable
from rosterdesk.core.intake.mapping import (
    NonsenseAnswerError,
    NothingToMapError,
    forget_mapping,
    map_columns,
)
from rosterdesk.core.intake.reading import load_roster
from rosterdesk.core.models import (
    Channel,
    Delivery,
    Event,
    MappingAnswer,
    Plan,
    PlanStatus,
    SubmissionStatus,
)
from rosterdesk.core.pipeline import advance

SWAPPED = (
    b"Leerlingnummer;Achternaam;Roepnaam;Klas;BSN;Woonplaats\r\n"
    b"1001;Noor;Bakker;5a;123456782;Zwolle\r\n"
    b"1002;Daan;Visser;5a;111222333;Kampen\r\n"
    b"1003;Sem;Mulder;5b;;Zwolle\r\n"
)
_WITH_NAMES = (
    b"Kolom X;Roepnaam;Achternaam;Klas;BSN;Hobby\r\n1001;Noor;Bakker;5a;123456782;voetbal\r\n"
    b"1002;Daan;Visser;5a;111222333;tennis\r\n"
)
_WITHOUT_NAMES = (
    b"1001;123456782;Noor;Bakker;5a\r\n1002;111222333;Daan;Visser;5a\r\n"
    b"1003;123456782;Sem;Mulder;5b\r\n"
)
BACK = {"Achternaam": "first_name", "Roepnaam": "surname"}


async def _names(world, submission):
    roster = await load_roster(submission, world.library.files)
    return {p.external_number: (p.first_name, p.surname) for p in roster.pupils}


async def _change(world, submission, columns):
    shown = await list_changeable(submission, world.library)
    await change_columns(submission.reference, shown, columns, WHO, world.library)
    await advance(submission.id, world.library)
    return await refresh(submission)


async def test_changed_columns_make_the_plan_anew_and_count_for_the_next_file(world):
    submission = await refresh((await world.send(SWAPPED)).submission)
    assert (await _names(world, submission))["1001"] == ("Bakker", "Noor")

    shown = await list_changeable(submission, world.library)
    samples = {each.header: (each.field, each.samples) for each in shown.columns}
    assert samples["Achternaam"] == ("surname", ("Noor", "Daan", "Sem"))
    assert samples["BSN"] == (None, ())
    submission = await _change(world, submission, {**BACK, "Klas": "class_code"})

    assert submission.status is SubmissionStatus.WAITING
    assert (await _names(world, submission))["1001"] == ("Noor", "Bakker")
    plans = await Plan.filter(submission=submission).order_by("version")
    assert [each.status for each in plans] == [PlanStatus.STALE, PlanStatus.WAITING]
    assert submission.answer["dropped"] == ["BSN"]
    answer = await MappingAnswer.get()
    assert answer.mapping == {"achternaam": "first_name", "roepnaam": "surname"}

    later = SWAPPED + b"1004;Zoe;Vos;5b;;Zwolle\r\n"
    following = await refresh((await world.send(later)).submission)
    assert (await _names(world, following))["1004"] == ("Zoe", "Vos")


async def test_the_sender_hears_of_the_first_plan_only(world):
    sender, _ = await add_customer(
        world.school, WHO, CardNumbering("2", 10), first_name="Anna", surname="Jansen"
    )
    sent = await world.send(SWAPPED, sender=sender, channel=Channel.CHAT)
    submission = await refresh(sent.submission)

    async def count_told():
        made = await Event.filter(submission=submission, kind="plan.made").values_list("id")
        numbers = [each[0] for each in made]
        told = Delivery.filter(event_id__in=numbers, recipient=f"customer:{sender.id}")
        return len(numbers), await told.count()

    assert await count_told() == (1, 1)
    await _change(world, submission, BACK)
    assert await count_told() == (2, 1)


async def test_a_column_that_went_unused_is_used_when_the_file_comes_again(world):
    submission = await refresh((await world.send(SWAPPED)).submission)
    assert (await world.send(SWAPPED)).repeated

    shown = await list_changeable(submission, world.library)
    await change_columns(submission.reference, shown, {"Woonplaats": None}, WHO, world.library)
    await advance(submission.id, world.library)
    submission = await refresh(submission)
    roster = await load_roster(submission, world.library.files)
    assert {pupil.city for pupil in roster.pupils} == {None}
    assert (await world.send(SWAPPED)).repeated

    answer = await MappingAnswer.get()
    await forget_mapping(world.school.id, answer.id, WHO)
    again = await world.send(SWAPPED)
    assert not again.repeated
    resent = await refresh(again.submission)
    roster = await load_roster(resent, world.library.files)
    assert [pupil.city for pupil in roster.pupils] == ["Zwolle", "Kampen", "Zwolle"]
    assert (await refresh(submission)).status is SubmissionStatus.SUPERSEDED


async def test_a_file_that_was_imported_is_read_again_after_a_change_of_answers(world):
    first = await refresh((await world.send(SWAPPED)).submission)
    await approve(first.reference, (await latest_plan(first)).version, WHO)
    await advance(first.id, world.library)
    assert (await world.send(SWAPPED)).repeated

    other = await refresh((await world.send(SWAPPED + b"1004;Zoe;Vos;5b;;\r\n")).submission)
    await _change(world, other, BACK)
    again = await world.send(SWAPPED)
    assert not again.repeated
    assert (await _names(world, await refresh(again.submission)))["1002"] == ("Daan", "Visser")


async def test_an_answer_after_which_the_file_cannot_be_read_changes_nothing(world):
    submission = await refresh((await world.send(SWAPPED)).submission)
    shown = await list_changeable(submission, world.library)

    for columns in ({"Achternaam": None}, {"Klas": "surname"}, {"Woonplaats": "birth_date"}):
        with pytest.raises(NonsenseAnswerError):
            await change_columns(submission.reference, shown, columns, WHO, world.library)
    with pytest.raises(NothingToMapError):
        await change_columns(
            submission.reference, shown, {"Klas": "class_code"}, WHO, world.library
        )
    assert (await refresh(submission)).status is SubmissionStatus.WAITING
    assert (await latest_plan(submission)).status is PlanStatus.WAITING
    assert await MappingAnswer.all().count() == 0


async def test_what_was_lifted_was_lifted_of_another_reading(world):
    submission = await refresh((await world.send(SWAPPED)).submission)
    await Plan.filter(submission=submission).update(decisions={"lifted": {"many_leaving": 3}})
    submission = await _change(world, submission, BACK)
    assert "many_leaving" not in str((await latest_plan(submission)).decisions)


@pytest.mark.parametrize(
    ("data", "answers", "names"),
    [
        (
            _WITH_NAMES,
            {"Kolom X": "external_number", "Hobby": None},
            ("Noor", "Bakker"),
        ),
        (
            _WITHOUT_NAMES,
            {
                "(A)": "external_number",
                "(C)": "first_name",
                "(D)": "surname",
                "(E)": "class_code",
            },
            ("Noor", "Bakker"),
        ),
    ],
    ids=["with names", "without names"],
)
async def test_an_answer_counts_though_a_state_number_stood_beside_it(world, data, answers, names):
    """The state numbers are not kept; the answers still find their columns."""
    submission = await refresh((await world.send(data)).submission)
    assert submission.status is SubmissionStatus.NEEDS_MAPPING
    asked = await load_roster(submission, world.library.files)
    await map_columns(submission.reference, asked, answers, WHO)
    await advance(submission.id, world.library)

    submission = await refresh(submission)
    assert submission.status is SubmissionStatus.WAITING
    assert (await _names(world, submission))["1001"] == names
    assert len(submission.answer["dropped"]) == 1
