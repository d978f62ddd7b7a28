"""One line of a plan for each person, from where matching put them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.compare.fields import JOINING, list_kept_blanks
from rosterdesk.core.compare.model import Change, ChangeKind, FieldValues
from rosterdesk.core.person_names import make_sort_name, show_name, split_digits

if TYPE_CHECKING:
    from rosterdesk.core.compare.fields import FieldComparer
    from rosterdesk.core.compare.matching import Conflict
    from rosterdesk.core.compare.model import Context, Known, Policy
    from rosterdesk.core.roster.model import Pupil


def describe(
    kind: ChangeKind,
    pupil: Pupil,
    known: Known | None = None,
    fields: FieldValues | None = None,
    remarks: tuple[str, ...] = (),
) -> Change:
    """Return the line of a row of the file."""
    return Change(
        kind,
        known.id if known else None,
        known.revision if known else None,
        pupil.sheet,
        pupil.row,
        pupil.external_number,
        show_name(pupil),
        make_sort_name(pupil),
        pupil.class_code,
        pupil.class_name,
        fields if fields is not None else {},
        {},
        remarks,
        eck_id=pupil.eck_id if kind is ChangeKind.NEW else None,
    )


def describe_match(
    pupil: Pupil, known: Known, comparer: FieldComparer, school_id: int
) -> Change | None:
    """Return the line of a customer who is in the file; None where nothing changes."""
    fields, kept = comparer.compare(pupil, known)
    kind = _join_school(fields, pupil, known, school_id)
    eck_id = pupil.eck_id if pupil.eck_id != known.eck_id else None
    if not fields and not kept and eck_id is None:
        return None
    remarks = list_kept_blanks(pupil, known, fields)
    if not fields and eck_id is None:
        kind = ChangeKind.SKIPPED
    elif not fields:
        remarks += ("second_key",)
    change = describe(kind, pupil, known, fields, remarks)
    change.eck_id = eck_id
    if kept:
        change.kept = kept
        change.remarks += tuple(f"hand_edited:{name}" for name in kept)
    _fill_from_known(change, pupil, known)
    return change


def describe_conflict(conflict: Conflict, comparer: FieldComparer) -> Change:
    change = describe(
        ChangeKind.CONFLICT,
        conflict.pupil,
        fields=comparer.describe_new(conflict.pupil),
        remarks=(conflict.remark,),
    )
    change.candidates = tuple(known.id for known in conflict.candidates)
    return change


def describe_leaving(known: Known, policy: Policy, context: Context) -> Change:
    change = describe_absent(ChangeKind.LEAVING, known)
    change.fields = {"school_member": (True, False)}
    change.ends_on = context.today + timedelta(days=policy.grace_days)
    return change


def describe_absent(kind: ChangeKind, known: Known, remarks: tuple[str, ...] = ()) -> Change:
    """Return the line of a customer who is not in the file."""
    return Change(
        kind,
        known.id,
        known.revision,
        external_number=known.external_number,
        name=show_name(known),
        sort_name=make_sort_name(known),
        class_code=known.class_code,
        class_name=known.class_name,
        remarks=remarks,
    )


def sort_changes(changes: list[Change]) -> None:
    """Order by class (9B before 10A), then by name the Dutch way; the rest settles ties."""
    codes = {change.class_code or "" for change in changes}
    ranks = {code: f"{rank:06}" for rank, code in enumerate(sorted(codes, key=_order_class))}
    # One string: a tuple of five takes twice as long to compare.
    changes.sort(
        key=lambda change: (
            f"{ranks[change.class_code or '']}{change.sort_name}\0{change.external_number}"
            f"\0{change.customer_id}\0{change.row}"
        )
    )


def _order_class(code: str) -> tuple[list[tuple[int, str]], str]:
    return split_digits(code), code


def _join_school(fields: FieldValues, pupil: Pupil, known: Known, school_id: int) -> ChangeKind:
    """Add what makes the customer a member of this school; return the kind of change it is.

    Only here a blank is written: a customer who moves leaves the old school's number behind.
    """
    kind = ChangeKind.CHANGED
    if not known.school_member:
        fields["school_member"] = JOINING
        kind = ChangeKind.RETURNED
    if known.school_id != school_id:
        fields["school_id"] = (known.school_id, school_id)
        kind = ChangeKind.MOVED
        if "external_number" not in fields and known.external_number != pupil.external_number:
            # The number of the school that was left says nothing here, and may be another's.
            fields["external_number"] = (known.external_number, pupil.external_number)
    return kind


def _fill_from_known(change: Change, pupil: Pupil, known: Known) -> None:
    """Show what the file leaves blank as it is known."""
    change.external_number = pupil.external_number or known.external_number
    change.class_code = pupil.class_code or known.class_code
    change.class_name = pupil.class_name or known.class_name
    if pupil.surname is None or (pupil.first_name is None and pupil.initials is None):
        change.name, change.sort_name = show_name(known), make_sort_name(known)
