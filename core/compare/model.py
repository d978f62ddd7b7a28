"""The data that comparing takes and gives: plain, no database.

Customers come in as `Known`, the librarian's rules as `Policy`, the day and the answers given so
far as `Context`; out comes one `Difference`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

FieldValues = dict[str, tuple[Any, Any]]  # field -> (before, after)
RowKey = tuple[str | None, int]  # (sheet, row): one line of one file


@dataclass(slots=True)
class Known:
    """A customer as known; unknown is None.

    Not frozen: building a hundred thousand of them would then take five times as long.
    ``school_member`` is an active school-library membership, ``public_member`` a public-library
    one. ``hand_edited`` has the fields changed by hand since the last import.
    """

    id: int
    school_id: int | None
    revision: int
    external_number: str | None = None
    card_number: str | None = None
    initials: str | None = None
    first_name: str | None = None
    prefix: str | None = None
    surname: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    class_code: str | None = None
    class_name: str | None = None
    year: int | None = None
    school_type: str | None = None
    email: str | None = None
    phone: str | None = None
    street: str | None = None
    house_number: str | None = None
    house_number_suffix: str | None = None
    postcode: str | None = None
    city: str | None = None
    role: str = "pupil"
    eck_id: str | None = None
    school_member: bool = False
    public_member: bool = False
    hand_edited: frozenset[str] = frozenset()


class PublicLibrary(StrEnum):
    """The rule for who of a school becomes a member of the public library too."""

    NEVER = "never"
    CONSENT = "consent"  # where the file's consent column says yes
    EVERYONE = "everyone"


class AddressOf(StrEnum):
    PUPIL = "pupil"
    SCHOOL = "school"  # addresses in the file are not taken over


class CardNumbers(StrEnum):
    """The rule for where the number of a new card comes from.

    ASK generates them, and a file with card numbers waits until a librarian has said for this
    school what becomes of those.
    """

    ASK = "ask"
    GENERATED = "generated"
    EXTERNAL_NUMBER = "external_number"
    FILE = "file"


class CheckDigit(StrEnum):
    NONE = "none"
    LUHN = "luhn"
    MOD11 = "mod11"


class BlockCards(StrEnum):
    """The rule for when the cards of those who left are blocked."""

    AT_ONCE = "at_once"
    AFTER_GRACE = "after_grace"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one school; the defaults are what most libraries would want.

    Every ``…_percent`` is of the number its guard names, 0-100; a ``…_count`` is a number of
    people. A guard of shares stays silent below its count: two of three is no pattern.
    """

    number_prefix: str = ""  # for example the BRIN, ignored in front of a pupil number
    ignore_leading_zeros: bool = True
    public_library: PublicLibrary = PublicLibrary.CONSENT
    public_library_from_year: int | None = None  # None: every year
    address: AddressOf = AddressOf.PUPIL
    card_numbers: CardNumbers = CardNumbers.ASK
    card_branch: str = ""  # stands where the prefix has {branch}
    card_prefix: str = ""  # "": the library's own shape
    card_length: int = 10  # prefix and check digit included
    card_check_digit: CheckDigit = CheckDigit.NONE
    card_first: int = 0  # of the serials between prefix and check digit
    card_last: int | None = None  # None: as many as the length has room for
    loan_form: str = ""  # the form of files for the loan system; "": asked
    loan_branch: str = ""  # "": the code of the school
    loan_category: str = ""  # Koha's category, FOLIO's patron group
    loan_category_teachers: str = ""  # "": that of the pupils
    loan_number_attribute: str = ""  # Koha's type of attribute for pupil numbers
    loan_class_attribute: str = ""
    loan_address_type: str = ""  # FOLIO's addressTypeId
    block_cards: BlockCards = BlockCards.AFTER_GRACE
    grace_days: int = 30  # between leaving and the end of the membership's use
    # A school of six years loses 1 in 6 each August and one of four years (vmbo) 1 in 4.
    leaving_percent: int = 30
    leaving_count: int | None = None  # an absolute limit beside the share; None: no limit
    leaving_few: int = 5  # so few may always leave: a class of six is not an alarm
    wrong_school_percent: int = 20  # fewer of the file's pupils known here than this
    wrong_school_elsewhere_percent: int = 50  # as many known at one other school as this
    wrong_school_count: int = 5
    shifted_percent: int = 40
    shifted_count: int = 5
    renumbered_percent: int = 50
    renumbered_count: int = 5
    partial_count: int = 5  # a class or year of at least so many that is missing as a whole
    rollover_percent: int = 60
    rollover_count: int = 5
    similar_percent: int = 80  # how alike two names are before they may be one person


class ChangeKind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"  # known at another school of the library
    RETURNED = "returned"  # a former pupil of this school who is back
    LEAVING = "leaving"
    CONFLICT = "conflict"  # a person must say who this is; nothing is done
    SKIPPED = "skipped"  # shown with its remark; nothing is done


@dataclass(slots=True)
class Change:
    """One customer's line in a plan.

    ``fields`` is what applying writes, field -> (before, after); beside the fields of a roster
    it may hold ``school_id``, ``school_member`` and ``public_member``. For a conflict and a
    skipped line it only shows what the file says. ``kept`` has the hand-edited fields that are
    not overwritten, with the value that the file proposed.
    """

    kind: ChangeKind
    customer_id: int | None = None
    customer_revision: int | None = None
    sheet: str | None = None
    row: int | None = None
    external_number: str | None = None
    name: str = ""  # "Sanne van den Berg"
    sort_name: str = ""  # "berg sanne": sorts the Dutch way
    class_code: str | None = None
    class_name: str | None = None
    fields: FieldValues = field(default_factory=dict)
    kept: FieldValues = field(default_factory=dict)
    remarks: tuple[str, ...] = ()  # codes of answers.REMARKS, some as "code:field"
    candidates: tuple[int, ...] = ()  # for a conflict: the customers it may be
    ends_on: date | None = None  # for leaving: the last day of the grace period
    eck_id: str | None = None  # the second key that is written with it, and shown to nobody
    number_from: int | None = None  # the customer who must give up this external number first


@dataclass(slots=True)
class PlanWarning:
    """A warning that the librarian must know; ``values`` fill its sentence, and are plain JSON.

    ``blocks``: the plan cannot be approved until a person lifts this code (or mends the file).
    ``withholds``: nobody leaves because of this file. Once ``lifted``, it does neither.
    """

    code: str
    blocks: bool = False
    withholds: bool = False
    lifted: bool = False
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Counts:
    new: int = 0
    changed: int = 0
    moved: int = 0
    returned: int = 0
    leaving: int = 0
    unchanged: int = 0
    conflicts: int = 0
    skipped: int = 0


@dataclass(slots=True)
class Difference:
    """The exact difference: ``changes`` by class, then by name the Dutch way."""

    changes: list[Change]
    counts: Counts
    warnings: list[PlanWarning]
    blocked: bool


@dataclass(frozen=True, slots=True)
class LastImport:
    """The last applied import of the school; dates and school year are those of its file."""

    imported_on: date
    created_on: date | None = None
    school_year: str | None = None  # "2025-2026"


@dataclass(frozen=True, slots=True)
class Decisions:
    """The answers that the librarian gave on earlier versions of the plan.

    ``people``: row -> the customer it is, or None for another (new) person; likely doubles that
    are not in it follow ``all_conflicts``. ``renumber``: True accepts a renumbering as a whole,
    False turns it into conflicts. ``lifted``: codes of warnings. ``overwrite``: customer -> the
    hand-edited fields that the file may overwrite, ``overwrite_all`` for everybody's.
    """

    people: Mapping[RowKey, int | None] = field(default_factory=dict)
    all_conflicts: Literal["same", "another"] | None = None
    renumber: bool | None = None
    lifted: frozenset[str] = frozenset()
    overwrite: Mapping[int, frozenset[str]] = field(default_factory=dict)
    overwrite_all: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """The facts around this file: what it says of itself, the day, and the answers so far."""

    today: date
    created_on: date | None = None  # the file's own date (EDEXML's aanmaakdatum)
    school_year: str | None = None
    brin: str | None = None  # of the school that is compared with
    location: str | None = None
    last_import: LastImport | None = None
    beside: int = 0  # other files of the same message, which may hold other people of the school
    end: str | None = None  # the code of what is wrong with the end of its message
    decisions: Decisions = field(default_factory=Decisions)
