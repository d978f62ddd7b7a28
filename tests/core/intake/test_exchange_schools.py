"""Exchange files of several schools divide as tables do: EDEXML by location, OneRoster by org."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.core.intake.test_several_schools import list_parts, second, send, sender
from tests.core.roster.making import cells_to_csv, make_pupils, write_zip
from tests.core.worlds import WHO, latest_plan

from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.intake.reading import load_roster
from rosterdesk.core.intake.school_codes import answer_code
from rosterdesk.core.models import School, SubmissionStatus
from rosterdesk.core.pipeline import advance
from rosterdesk.core.roster.reading import read_roster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from rosterdesk.core.roster.model import Pupil

__all__ = ["second", "sender"]
PUPILS = make_pupils(9)
OURS, THEIRS, OTHERS = PUPILS[:4], PUPILS[4:7], PUPILS[7:]
BRINS = {"12AB00": OURS, "34CD01": THEIRS, "56EF00": OTHERS}


def write_pupils(pupils: Iterable[Pupil], more: Callable[[Pupil], str] = lambda _: "") -> str:
    return "".join(
        f'<leerling key="{p.external_number}"><achternaam>{p.surname}</achternaam>'
        f"<roepnaam>{p.first_name}</roepnaam><geboortedatum>{p.birth_date}</geboortedatum>"
        f"<jaargroep>5</jaargroep>{more(p)}</leerling>"
        for p in pupils
    )


def edexml(brin: str, pupils: str, *, location: str = "00", beside: str = "") -> bytes:
    return (
        f"<EDEX><school><schooljaar>2026-2027</schooljaar><brincode>{brin}</brincode>"
        f"<dependancecode>{location}</dependancecode></school>{beside}"
        f"<leerlingen>{pupils}</leerlingen></EDEX>"
    ).encode()


def by_location() -> bytes:
    """Write one file of a board: each location has its own BRIN, each pupil refers to one."""
    places = "".join(
        f'<vestiging key="v{code}"><naam>School {code}</naam><brincode>{code[:4]}</brincode>'
        f"<dependancecode>{code[4:]}</dependancecode></vestiging>"
        for code in BRINS
    )
    pupils = "".join(
        write_pupils(of_school, lambda _, code=code: f'<vestiging key="v{code}"/>')  # type: ignore[misc]
        for code, of_school in BRINS.items()
    )
    return edexml("12AB", pupils, beside=f"<vestigingen>{places}</vestigingen>")


def by_group() -> bytes:
    """Write the location at the groups: a pupil is where their group is."""
    places = "".join(
        f'<vestiging key="{code}"><brincode>{code[:4]}</brincode>'
        f"<dependancecode>{code[4:]}</dependancecode></vestiging>"
        for code in BRINS
    )
    groups = "".join(
        f'<groep key="g{code}"><naam>5a</naam><jaargroep>5</jaargroep>'
        f'<vestiging key="{code}"/></groep>'
        for code in BRINS
    )
    pupils = "".join(
        write_pupils(of_school, lambda _, code=code: f'<groep key="g{code}"/>')  # type: ignore[misc]
        for code, of_school in BRINS.items()
    )
    beside = f"<vestigingen>{places}</vestigingen><groepen>{groups}</groepen>"
    return edexml("12AB", pupils, beside=beside)


def by_file() -> bytes:
    """Write an archive with a file of each school, as a board's system exports them."""
    return write_zip(
        {
            f"{code}.xml": edexml(code[:4], write_pupils(pupils), location=code[4:])
            for code, pupils in BRINS.items()
        }
    )


def oneroster(
    orgs: Mapping[str, str] | None = None, *, roles: bool = False, board: bool = False
) -> bytes:
    """Write a set; ``roles``: as 1.2 has it; ``board``: everybody is at the board too."""
    codes = orgs or {code: code for code in BRINS}
    head: tuple[str, ...] = ("sourcedId", "status", "enabledUser", "givenName", "familyName")
    users = [
        (p.external_number, "active", "true", p.first_name, p.surname)
        for pupils in BRINS.values()
        for p in pupils
    ]
    homes = [code for code, pupils in BRINS.items() for _ in pupils]
    files: dict[str, list[tuple[object, ...]]] = {
        "manifest": [("propertyName", "value"), ("file.users", "bulk")],
        "orgs": [
            ("sourcedId", "status", "name", "type", "identifier"),
            ("b1", "active", "Het Bestuur", "district", "41234"),
            *((f"o{code}", "active", f"School {code}", "school", codes[code]) for code in BRINS),
        ],
    }
    if roles:
        files["users"] = [head, *users]
        files["roles"] = [
            ("sourcedId", "status", "userSourcedId", "roleType", "role", "orgSourcedId"),
            *(
                (f"r{user[0]}", "active", user[0], "primary", "student", f"o{code}")
                for user, code in zip(users, homes, strict=True)
            ),
        ]
    else:
        beside = "b1," if board else ""
        files["users"] = [
            (*head, "orgSourcedIds", "role"),
            *(
                (*user, f"{beside}o{code}", "student")
                for user, code in zip(users, homes, strict=True)
            ),
        ]
    return write_zip({f"{name}.csv": cells_to_csv(rows) for name, rows in files.items()})


FILES = {
    "EDEXML by location": ("alle.xml", by_location()),
    "EDEXML by group": ("alle.xml", by_group()),
    "EDEXML by file": ("alle.zip", by_file()),
    "OneRoster 1.1": ("set.zip", oneroster()),
    "OneRoster 1.1 with a board": ("set.zip", oneroster(board=True)),
    "OneRoster 1.2 with roles": ("set.zip", oneroster(roles=True)),
}


@pytest.mark.parametrize(("name", "data"), FILES.values(), ids=FILES)
async def test_two_schools_get_a_part_and_the_third_is_nobodys(world, sender, name, data):
    whole = await send(world, data, sender, name=name)
    assert whole.status is SubmissionStatus.DIVIDED
    parts = await list_parts(whole)
    assert [part.school.code for part in parts] == ["12AB00", "34CD01"]
    for part, pupils in zip(parts, (OURS, THEIRS), strict=True):
        roster = await load_roster(part, world.library.files)
        assert [p.external_number for p in roster.pupils] == [p.external_number for p in pupils]
        plan = await latest_plan(part)
        assert plan.counts["new"] == len(pupils)
        said = {warning["code"]: warning["values"] for warning in plan.warnings}
        assert said["other_schools"] == {"schools": "56EF00", "count": len(OTHERS)}


async def test_locations_of_one_school_that_is_known_stay_one_file(world, second):
    pupils = write_pupils(OURS, lambda _: '<vestiging key="a"/>')
    pupils += write_pupils(THEIRS, lambda _: '<vestiging key="b"/>')
    places = '<vestiging key="a"><naam>Hoofdgebouw</naam></vestiging><vestiging key="b"/>'
    data = edexml("12AB", pupils, beside=f"<vestigingen>{places}</vestigingen>")
    submission = await send(world, data, name="alle.xml")
    assert submission.status is SubmissionStatus.WAITING
    assert (await latest_plan(submission)).counts["new"] == len(OURS) + len(THEIRS)


async def test_two_locations_that_are_schools_of_the_library_divide(world):
    """Neither has a BRIN of its own: their codes are those of the school of the file."""
    await add_school("12AB01", "De Regenboog Zuid", WHO)
    pupils = write_pupils(OURS, lambda _: '<vestiging key="a"/>')
    pupils += write_pupils(THEIRS, lambda _: '<vestiging key="b"/>')
    places = "".join(
        f'<vestiging key="{key}"><dependancecode>{code}</dependancecode></vestiging>'
        for key, code in (("a", "00"), ("b", "01"))
    )
    data = edexml("12AB", pupils, beside=f"<vestigingen>{places}</vestigingen>")
    parts = await list_parts(await send(world, data, name="alle.xml"))
    counts = [(part.school.code, (await latest_plan(part)).counts["new"]) for part in parts]
    assert counts == [("12AB00", len(OURS)), ("12AB01", len(THEIRS))]


@pytest.mark.parametrize("kind", ["edexml", "oneroster"])
async def test_an_unknown_code_is_asked_about_and_read_again_from_what_was_kept(
    world, sender, kind
):
    """The file as it is kept still says of which school everybody is."""
    if kind == "edexml":
        data, name = by_location().replace(b"<brincode>34CD", b"<brincode>99XX"), "alle.xml"
        code = "99XX01"
    else:
        codes = {"12AB00": "12AB00", "34CD01": "Wilg", "56EF00": "56EF00"}
        data, name, code = oneroster(codes), "set.zip", "Wilg"
    whole = await send(world, data, sender, name=name)
    assert (whole.status, whole.answer["school_codes"]) == (SubmissionStatus.NEEDS_MAPPING, [code])
    await answer_code(whole.reference, code, await School.get(code="34CD01"), WHO)
    await advance(whole.id, world.library)
    parts = await list_parts(whole)
    assert [(await latest_plan(part)).counts["new"] for part in parts] == [len(OURS), len(THEIRS)]


def test_the_eck_id_of_an_edexml_is_read():
    key = f"https://ketenid.nl/202701/{7:064x}"
    pupils = write_pupils(OURS[:1]).replace("<leerling ", f'<leerling eckid="{key}" ')
    (pupil,) = read_roster(edexml("12AB", pupils), "alle.xml").pupils
    assert pupil.eck_id == key
