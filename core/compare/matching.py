"""Matching: each row of a file is a customer of this school, one from elsewhere, or new.

The steps, each only for those left over by the ones before it: external number, the number as
the policy normalises it, card number, surname + birth date + first name, the same at the other
schools, and last a similar name with the same birth date, which is never more than a question.
Nothing is guessed: a row that could be two people is a conflict.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rosterdesk.core.compare.numbers import normalise_card, normalise_number
from rosterdesk.core.compare.unchanged import Unchanged
from rosterdesk.core.compare.warnings.elsewhere import People
from rosterdesk.core.compare.warnings.renumbering import is_renumbered
from rosterdesk.core.compare.warnings.repeats import (
    find_recognised,
    find_repeated_cards,
    get_row,
    in_row_order,
    is_recognisable,
    set_aside_repeated_numbers,
    set_aside_repeated_people,
)
from rosterdesk.core.compare.warnings.shifting import is_shifted, measure_shift
from rosterdesk.core.person_names import are_names_similar, make_identity, make_name_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rosterdesk.core.compare.model import Decisions, Known, Policy, RowKey
    from rosterdesk.core.compare.warnings.elsewhere import Elsewhere
    from rosterdesk.core.compare.warnings.shifting import Shift
    from rosterdesk.core.person_names import IdentityKey
    from rosterdesk.core.roster.model import Pupil

Pair = tuple["Pupil", "Known"]


@dataclass(slots=True)
class Conflict:
    """A row that may be one of the candidates; ``remark`` is the code that says why."""

    pupil: Pupil
    candidates: list[Known]
    remark: str
    is_here: bool  # the candidates are customers of this school


@dataclass(slots=True)
class Matching:
    """The place of every row. ``held`` has the customers who must not leave: they are in doubt.

    ``unchanged`` are pairs too, recognised earlier: nothing more is to be said of them.
    """

    pairs: list[Pair] = field(default_factory=list)
    moved: list[Pair] = field(default_factory=list)
    new: list[Pupil] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    skipped: list[tuple[Pupil, str]] = field(default_factory=list)
    renumbered: list[Pair] = field(default_factory=list)  # pairs too, unless that was refused
    held: set[int] = field(default_factory=set)
    absent: list[Known] = field(default_factory=list)
    number_from: dict[RowKey, int] = field(default_factory=dict)
    repeated_cards: frozenset[str] = frozenset()
    shift: Shift | None = None
    unchanged: Unchanged = field(default_factory=Unchanged)

    @property
    def paired(self) -> int:
        """The number of rows that are customers of this school."""
        return self.unchanged.count + len(self.pairs)

    @property
    def recognised(self) -> int:
        """The number of rows matched under their own number or a new one yet to be accepted."""
        paired = {known.id for _, known in self.pairs}
        renumbered = {known.id for _, known in self.renumbered}
        return self.unchanged.count + len(paired | renumbered)


def match(
    pupils: Sequence[Pupil],
    known: Sequence[Known],
    elsewhere: Elsewhere,
    policy: Policy,
    decisions: Decisions,
    unchanged: Unchanged,
) -> Matching:
    matcher = _Matcher(known, elsewhere, policy, decisions, unchanged)
    matcher.place(pupils)
    return matcher.matching


def list_strangers(pupils: Sequence[Pupil], known: Sequence[Known], policy: Policy) -> list[Pupil]:
    """Return the pupils without a customer of that number at this school.

    Only customers with their card numbers or birth dates need to be in `Elsewhere`.
    """
    exact = {customer.external_number for customer in known}
    rest = [pupil for pupil in pupils if pupil.external_number not in exact]
    keys = {normalise_number(number, policy) for number in exact if number}
    return [
        pupil
        for pupil in rest
        if not (pupil.external_number and normalise_number(pupil.external_number, policy) in keys)
    ]


class _Matcher:
    """The state of matching one file: who is claimed, and where the rows went."""

    def __init__(
        self,
        known: Sequence[Known],
        elsewhere: Elsewhere,
        policy: Policy,
        decisions: Decisions,
        unchanged: Unchanged,
    ) -> None:
        self.known = known
        self.elsewhere = elsewhere
        self.policy = policy
        self.decisions = decisions
        self.matching = Matching(unchanged=unchanged)
        self.claimed: set[int] = set()
        self.here = People()

    def place(self, pupils: Sequence[Pupil]) -> None:
        matching = self.matching
        unique, matching.skipped = set_aside_repeated_numbers(pupils)
        matching.repeated_cards = find_repeated_cards(unique)
        rest = self._match_exact_numbers(unique)
        rest = self._match_normalised_numbers(rest)
        matching.shift = measure_shift(matching.pairs, matching.unchanged.count)
        rest = self._question_reused_numbers() + rest
        self._place_strangers(rest)
        self._hold_repeated_numbers()
        matching.absent = [customer for customer in self.known if customer.id not in self.claimed]

    def _match_exact_numbers(self, pupils: Sequence[Pupil]) -> list[Pupil]:
        by_number = {known.external_number: known for known in self.known}
        by_number.pop(None, None)
        get = by_number.get
        self.matching.pairs = pairs = [
            (pupil, known) for pupil in pupils if (known := get(pupil.external_number)) is not None
        ]
        self.claimed = {known.id for _, known in pairs}
        if len(pairs) == len(pupils):
            return []
        return [pupil for pupil in pupils if pupil.external_number not in by_number]

    def _match_normalised_numbers(self, pupils: list[Pupil]) -> list[Pupil]:
        """Match by what counts of the number, unless two people have that same number then."""
        ours, theirs = self._group_known_numbers(), defaultdict(list)
        if not ours:
            return pupils
        rest = []
        for pupil in pupils:
            key = pupil.external_number and normalise_number(pupil.external_number, self.policy)
            if key in ours:
                theirs[key].append(pupil)
            else:
                rest.append(pupil)
        for key, alike in theirs.items():
            rest += [pupil for pupil in alike if not self._try_number(pupil, alike, ours[key])]
        return rest

    def _group_known_numbers(self) -> dict[str | None, list[Known]]:
        groups: dict[str | None, list[Known]] = defaultdict(list)
        for known in self._list_unclaimed():
            if known.external_number is not None:
                groups[normalise_number(known.external_number, self.policy)].append(known)
        return groups

    def _try_number(self, pupil: Pupil, alike: list[Pupil], candidates: list[Known]) -> bool:
        if len(alike) == len(candidates) == 1:
            self._pair(pupil, candidates[0])
            return True
        return self._ask(pupil, candidates, "number_ambiguous")

    def _question_reused_numbers(self) -> list[Pupil]:
        """Take out the pairs whose number went to another person; return those answered so."""
        matching = self.matching
        if matching.shift is None or is_shifted(matching.shift, self.policy):
            return []  # a shifted column is one alarm, not three hundred questions
        odd = [pair for pair in matching.shift.odd if self._is_someone_else(*pair)]
        if not odd:
            return []
        rows = {get_row(pupil) for pupil, _ in odd}
        matching.pairs = [pair for pair in matching.pairs if get_row(pair[0]) not in rows]
        self.claimed -= {known.id for _, known in odd}
        pool = People(self._list_unclaimed())
        ordered = sorted(odd, key=lambda pair: (pair[0].sheet or "", pair[0].row))
        return [pupil for pupil, holder in ordered if not self._ask_reused(pupil, holder, pool)]

    def _is_someone_else(self, pupil: Pupil, known: Known) -> bool:
        if pupil.birth_date is None or known.birth_date is None:
            return False
        return pupil.birth_date != known.birth_date and not are_names_similar(
            make_name_keys(pupil), make_name_keys(known), self.policy.similar_percent
        )

    def _ask_reused(self, pupil: Pupil, holder: Known, pool: People) -> bool:
        identity = make_identity(pupil)
        others = pool.find_by_identity(identity) if identity else []
        settled = self._ask(pupil, [holder, *others], "number_reused")
        if self.decisions.people.get(get_row(pupil), holder.id) != holder.id:
            self.matching.number_from[get_row(pupil)] = holder.id
        return settled

    def _place_strangers(self, rest: Sequence[Pupil]) -> None:
        if not rest:
            return
        rest = self._set_aside_repeated_people(rest)
        self.here = People(self._list_unclaimed())
        if self.here.customers or self.elsewhere.customers:
            rest = self._recognise(in_row_order(rest))
        self._take_new(rest)

    def _set_aside_repeated_people(self, rest: Sequence[Pupil]) -> Sequence[Pupil]:
        """Take out who has another row already, unless it was answered that they are two."""
        others = {row for row, chosen in self.decisions.people.items() if chosen is None}
        rest, twice = set_aside_repeated_people(rest, others)
        self.matching.skipped += twice
        known = find_recognised(rest, self.matching.pairs)
        return self._leave_over(rest, lambda pupil: self._ask_recognised(pupil, known))

    def _ask_recognised(self, pupil: Pupil, recognised: dict[IdentityKey | None, Known]) -> bool:
        known = recognised.get(make_identity(pupil)) if recognised else None
        return known is not None and self._ask(pupil, [known], "listed_twice")

    def _recognise(self, rest: list[Pupil]) -> list[Pupil]:
        """Find them by other things than their number; return who is left over."""
        rest = self._leave_over(rest, self._try_eck)
        rest = self._leave_over(rest, self._try_card)
        doubles: list[Pair] = []
        rest = self._leave_over(rest, lambda pupil: self._try_identity(pupil, doubles))
        rest += self._settle_doubles(doubles)
        if self.elsewhere.customers:
            rest = self._leave_over(rest, self._try_elsewhere)
        return self._leave_over(rest, self._try_similar)

    def _leave_over(self, pupils: Sequence[Pupil], try_: Callable[[Pupil], bool]) -> list[Pupil]:
        return [pupil for pupil in pupils if not try_(pupil)]

    def _try_eck(self, pupil: Pupil) -> bool:
        """Match by the second key, at this school or at another one: it is one person's for life.

        Unless both the birth date and the name say that it is somebody else's.
        """
        if pupil.eck_id is None:
            return False
        for people in (self.here, self.elsewhere):
            for known in self._list_free(people.find_by_eck(pupil.eck_id)):
                if self._is_someone_else(pupil, known):
                    return self._ask(pupil, [known], "card_of_other")
                self._accept(pupil, known)
                return True
        return False

    def _try_card(self, pupil: Pupil) -> bool:
        found = self._list_free(self._find_by_card(pupil, self.here))
        if len(found) == 1 and not self._is_someone_else(pupil, found[0]):
            self._pair(pupil, found[0])
            return True
        return bool(found) and self._ask(pupil, found, "card_of_other")

    def _find_by_card(self, pupil: Pupil, people: People) -> list[Known]:
        if pupil.card_number is None:
            return []
        card = normalise_card(pupil.card_number)
        return [] if card in self.matching.repeated_cards else people.find_by_card(card)

    def _try_identity(self, pupil: Pupil, doubles: list[Pair]) -> bool:
        """Match surname, birth date and first name; another number makes it a likely double."""
        identity = make_identity(pupil)
        found = self._list_free(self.here.find_by_identity(identity)) if identity else []
        if len(found) != 1:
            return bool(found) and self._ask(pupil, found, "several_people")
        if pupil.external_number is None or found[0].external_number is None:
            self._pair(pupil, found[0])
        elif get_row(pupil) in self.decisions.people:
            return self._ask(pupil, found, "likely_double")
        else:
            doubles.append((pupil, found[0]))
        return True

    def _settle_doubles(self, doubles: list[Pair]) -> list[Pupil]:
        """Take a whole renumbering as one thing, else ask about each; return those answered new."""
        matching = self.matching
        if not is_renumbered(len(doubles), matching.paired, self.policy):
            return [p for p, known in doubles if not self._ask(p, [known], "likely_double")]
        matching.renumbered = doubles
        if self.decisions.renumber is False:
            return [p for p, known in doubles if not self._ask(p, [known], "likely_double")]
        for pupil, known in doubles:
            self._pair(pupil, known)
        return []

    def _try_elsewhere(self, pupil: Pupil) -> bool:
        by_card = self._find_by_card(pupil, self.elsewhere)
        identity = make_identity(pupil)
        by_identity = self.elsewhere.find_by_identity(identity) if identity else []
        found = self._list_free(by_card or by_identity)
        if len(found) != 1:
            return bool(found) and self._ask(pupil, found, "several_people")
        if by_card and self._is_someone_else(pupil, found[0]):
            return self._ask(pupil, found, "card_of_other")
        if found[0].role != "pupil" and found[0].school_member:
            return self._ask(pupil, found, "works_elsewhere")
        self._move(pupil, found[0])
        return True

    def _try_similar(self, pupil: Pupil) -> bool:
        percent = self.policy.similar_percent
        found = self._list_free(self.here.find_similar(pupil, percent))
        found = found or self._list_free(self.elsewhere.find_similar(pupil, percent))
        return bool(found) and self._ask(pupil, found, "likely_double")

    def _take_new(self, pupils: Sequence[Pupil]) -> None:
        for pupil in pupils:
            if is_recognisable(pupil):
                self.matching.new.append(pupil)
            else:
                self.matching.skipped.append((pupil, "cannot_be_recognised"))

    def _ask(self, pupil: Pupil, candidates: list[Known], remark: str) -> bool:
        """Follow the answer that was given, or make it a conflict; False: it is another person."""
        answer = self._find_answer(pupil, candidates, remark)
        if answer == "another":
            return False
        if answer is not None:
            self._accept(pupil, answer)
        else:
            here = not self._is_elsewhere(candidates[0])
            self.matching.conflicts.append(Conflict(pupil, candidates, remark, here))
            self.matching.held.update(known.id for known in candidates)
        return True

    def _find_answer(
        self, pupil: Pupil, candidates: list[Known], remark: str
    ) -> Known | Literal["another"] | None:
        row = get_row(pupil)
        free = self._list_free(candidates)
        if row in self.decisions.people:
            chosen = self.decisions.people[row]
            if chosen is None:
                return "another"
            return next((known for known in free if known.id == chosen), None)
        if remark != "likely_double":
            return None  # what may be a mix-up is never answered for all at once
        if self.decisions.all_conflicts == "same":
            return free[0] if len(free) == 1 else None
        return self.decisions.all_conflicts

    def _accept(self, pupil: Pupil, known: Known) -> None:
        if self._is_elsewhere(known):
            self._move(pupil, known)
        else:
            self._pair(pupil, known)

    def _is_elsewhere(self, known: Known) -> bool:
        return known.id in self.elsewhere.ids

    def _pair(self, pupil: Pupil, known: Known) -> None:
        self.claimed.add(known.id)
        self.matching.pairs.append((pupil, known))

    def _move(self, pupil: Pupil, known: Known) -> None:
        self.claimed.add(known.id)
        self.matching.moved.append((pupil, known))

    def _list_unclaimed(self) -> list[Known]:
        return [known for known in self.known if known.id not in self.claimed]

    def _list_free(self, candidates: Iterable[Known]) -> list[Known]:
        return [known for known in candidates if known.id not in self.claimed]

    def _hold_repeated_numbers(self) -> None:
        numbers = {p.external_number for p, code in self.matching.skipped if code == "number_twice"}
        if numbers:
            held = {known.id for known in self.known if known.external_number in numbers}
            self.matching.held |= held
