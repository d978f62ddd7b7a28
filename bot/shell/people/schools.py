from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer resolves the type hints
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rosterdesk.bot.shell.running import JsonFlag, answer, table, who, with_core
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import MappingAnswer, School

app = typer.Typer(no_args_is_help=True, help="Schools and their policies.")

Code = Annotated[str, typer.Argument(help="BRIN and location, for example 12AB00.")]
Policy = Annotated[
    list[str] | None, typer.Option("--policy", help="KEY=VALUE of the school's policy.")
]


@app.command()
def add(
    code: Code,
    name: Annotated[str, typer.Option()],
    street: Annotated[str | None, typer.Option()] = None,
    house_number: Annotated[str | None, typer.Option()] = None,
    postcode: Annotated[str | None, typer.Option()] = None,
    city: Annotated[str | None, typer.Option()] = None,
    school_type: Annotated[str | None, typer.Option()] = None,
    policy: Policy = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Add a school."""
    facts = {
        "street": street,
        "house_number": house_number,
        "postcode": postcode,
        "city": city,
        "school_type": school_type,
        "policy": {k: v for k, v in _read_policy(policy).items() if v is not None},
    }

    async def act(*_: object) -> None:
        from rosterdesk.core.customers.schools import add_school

        school = await add_school(code, name, who(), **facts)
        answer(_show(school), as_json=as_json, lines=[f"{school.code}  {school.name}"])

    with_core(act)


@app.command()
def load(
    file: Annotated[
        Path | None, typer.Argument(help="A .xlsx, .ods or .csv of schools and uploaders.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would happen, and change nothing.")
    ] = False,
    template: Annotated[
        Path | None, typer.Option(help="Write a blank one here: a .xlsx or an .ods.")
    ] = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Take schools, and who may send for them, from a workbook: all of it or nothing."""
    from rosterdesk.bot.shell.people.loading import load_file, write_blank

    if template is not None:
        write_blank(template)
    elif file is not None:
        load_file(file, dry_run=dry_run, as_json=as_json)
    else:
        from rosterdesk.bot.errors import ProgramError
        from rosterdesk.core.language import N_

        raise ProgramError(N_("Give a workbook to load, or --template FILE to write a blank one."))


@app.command("set")
def set_(
    code: Annotated[
        str | None, typer.Argument(help="BRIN and location, for example 12AB00; or --all.")
    ] = None,
    name: Annotated[str | None, typer.Option()] = None,
    policy: Policy = None,
    every: Annotated[bool, typer.Option("--all", help="Set the policy of all schools.")] = False,
) -> None:
    """Change a school's name or parts of its policy; KEY= without a value takes a rule away."""
    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.core.language import N_

    if (code is None) is not every or (every and name):
        raise ProgramError(N_("Give the code of one school, or --all and only policies."))
    values = _read_policy(policy)

    async def act(*_: object) -> None:
        from rosterdesk.core.customers.schools import change_school, find_school
        from rosterdesk.core.models import School
        from rosterdesk.core.plans.policy import set_policy

        schools = await School.all() if code is None else [await find_school(code)]
        await set_policy([school.id for school in schools], values, who())
        if name and code:
            await change_school(code, who(), name=name)

    with_core(act)


@app.command()
def show(code: Code, as_json: Annotated[bool, JsonFlag] = False) -> None:
    """Show a school, its policy and who may send its rosters."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.core.customers.schools import find_school
        from rosterdesk.core.models import Uploader
        from rosterdesk.core.person_names import show_name

        school = await find_school(code)
        rights = await Uploader.filter(school=school).prefetch_related("customer")
        data = _show(school) | {"uploaders": [show_name(right.customer) for right in rights]}
        answer(data, as_json=as_json, lines=_describe(data, settings.language))

    with_core(act)


@app.command()
def columns(
    code: Code,
    forget: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="Ask again about the files of this line.")
    ] = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """List what was answered about the columns of a school's files, or forget one answer."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.core.customers.schools import find_school
        from rosterdesk.core.intake.mapping import forget_mapping, list_mappings

        school = await find_school(code)
        if forget is not None:
            await forget_mapping(school.id, forget, who())
        answers = [_show_answer(each) for each in await list_mappings(school.id)]
        lines = (line for each in answers for line in _describe_answer(each, settings.language))
        answer(answers, as_json=as_json, lines=lines)

    with_core(act)


def _show_answer(answered: MappingAnswer) -> dict[str, Any]:
    return {
        "number": answered.id,
        "columns": answered.mapping,
        "date_order": answered.date_order,
        "answered_by": answered.answered_by,
        "answered_at": answered.answered_at,
    }


def _describe_answer(shown: dict[str, Any], language: Language) -> Iterator[str]:
    from rosterdesk.core.roster.answers import format_date_order, name_choice

    yield f"{shown['number']}  {shown['answered_at']:%Y-%m-%d}  {shown['answered_by']}"
    for header, field in shown["columns"].items():
        yield f"    {header} → {name_choice(field, language)}"
    if shown["date_order"]:
        yield f"    {format_date_order(shown['date_order'], language)}"


@app.command("list")
def list_(as_json: Annotated[bool, JsonFlag] = False) -> None:
    """List the schools."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.core.models import School

        schools = await School.all().order_by("code")
        if as_json:
            answer([_show(school) for school in schools], as_json=True, lines=())
        else:
            table(
                (N_("Code"), N_("Name"), N_("City")),
                ((s.code, s.name, s.city) for s in schools),
                settings.language,
            )

    with_core(act)


def _show(school: School) -> dict[str, Any]:
    names = ("code", "name", "school_type", "street", "house_number", "postcode", "city", "policy")
    return {name: getattr(school, name) for name in names}


_LABELS = {
    "code": N_("Code"),
    "name": N_("Name"),
    "school_type": N_("School type"),
    "street": N_("Street"),
    "house_number": N_("House number"),
    "postcode": N_("Postcode"),
    "city": N_("City"),
    "policy": N_("Policy"),
    "uploaders": N_("May send rosters"),
}


def _describe(data: dict[str, Any], language: Language) -> Iterator[str]:
    """Yield what is known of a school, in the reader's language; a policy as it is set."""
    from rosterdesk.bot.words.texts import phrases

    for name, value in data.items():
        if name == "policy":
            said = ", ".join(f"{key}={each}" for key, each in value.items())
        elif name == "uploaders":
            said = ", ".join(value)
        else:
            said = str(value or "")
        yield f"{phrases.say(language, _LABELS[name])}: {said or '–'}"


def _read_policy(pairs: list[str] | None) -> dict[str, Any]:
    """Read KEY=VALUE and refuse what the policy does not know; None takes a rule away."""
    from rosterdesk.core.customers.policies import check_policy, read_rule

    split = (pair.partition("=") for pair in pairs or ())
    policy = {key: read_rule(key, value) for key, _, value in split}
    check_policy({key: value for key, value in policy.items() if value is not None})
    return policy
