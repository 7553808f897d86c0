"""What the sectors may agree on about enrollment: the ``[enrollment]`` section of a rulebook."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from citycompact.city import GRADES
from citycompact.draws import DrawRule
from citycompact.rulebook import CityMoment

SECTION = "enrollment"
OPEN = "open"
"""The group of everyone, as a reserve names it."""
EVERYONE = "everyone"
"""The last priority of every program, as a priority list may name it."""

Way = Literal["roster", "document", "school", "operator", "agency", "self"]
"""How a fact or claim can have been verified; ``self`` is the family's own word."""

OTHER_WAYS: frozenset[Way] = frozenset({"roster", "document", "school", "operator", "agency"})
"""The ways that count for a fact of which the rules say nothing."""

CLAIM_WAYS: frozenset[Way] = frozenset({"roster", "document", "school", "operator"})
"""The ways in which a claim at a school can be confirmed: by that school, or by who runs it."""

Sector = Literal["district", "charter", "partnership"]
TieBreakKind = Literal["lottery", "score", "band"]
MechanismName = Literal[
    "deferred_acceptance",
    "top_trading_cycles",
    "immediate_acceptance",
    "serial_dictatorship",
    "efficiency_adjusted_deferred_acceptance",
    "stable_improvement_cycles",
]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _check_grades(grades: tuple[str, ...]) -> None:
    for grade in grades:
        if grade not in GRADES:
            raise ValueError(f"{grade!r} is not a grade. | Use one of {', '.join(GRADES)}.")


class Scope(_Rule):
    """Which programs a rule speaks of: those that match every given list; an empty list is all."""

    sectors: tuple[Sector, ...] = ()
    schools: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known_grades(self) -> Scope:
        _check_grades(self.grades)
        return self


class Round(_Rule):
    """A round of applications; times are in the city's own time zone.

    ``results`` as a day means its first minute. ``draw`` is the round's own; the first round has that of the
    section, ``[enrollment.draw]``.
    """

    id: str = Field(min_length=1)
    name: str
    opens: datetime.date
    closes: CityMoment
    results: datetime.date | CityMoment | None = None
    grades: tuple[str, ...] = ()
    draw: DrawRule | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Round:
        _check_grades(self.grades)
        if self.closes.date() < self.opens:
            raise ValueError("closes before it opens. | Correct one of the two dates.")
        if self.results_at is not None and self.results_at <= self.closes:
            raise ValueError(
                "gives results before it closes; a day means its first minute. "
                "| Correct one of the two dates."
            )
        if self.draw is not None:
            self.refuse_untimely(self.draw)
        return self

    @property
    def results_at(self) -> datetime.datetime | None:
        """The minute from which results are given."""
        if self.results is None or isinstance(self.results, datetime.datetime):
            return self.results
        return datetime.datetime.combine(self.results, datetime.time())

    def refuse_untimely(self, draw: DrawRule) -> None:
        """ValueError for a draw that is not after closing and before the results."""
        if draw.at <= self.closes:
            raise ValueError(
                f"draws before round {self.id!r} closes: who applies last could choose the lottery. "
                f"| Draw after {self.closes:%Y-%m-%dT%H:%M}."
            )
        if self.results_at is not None and draw.at >= self.results_at:
            raise ValueError(
                f"draws after round {self.id!r} gives its results. "
                f"| Draw before {self.results_at:%Y-%m-%dT%H:%M}."
            )


class Choices(_Rule):
    """How many programs an applicant may list."""

    maximum: int | None = Field(default=None, ge=1)


class Mechanism(_Rule):
    """Which mechanism assigns seats.

    ``consent`` is for efficiency-adjusted deferred acceptance: the group whose members agree
    that a priority which cannot help them may be passed over.
    """

    name: MechanismName = "deferred_acceptance"
    consent: str = EVERYONE

    @model_validator(mode="after")
    def _consent_has_effect(self) -> Mechanism:
        if self.consent != EVERYONE and self.name != "efficiency_adjusted_deferred_acceptance":
            raise ValueError(
                "consent belongs to efficiency_adjusted_deferred_acceptance, and only to it. "
                "| Remove it, or name that mechanism."
            )
        return self


class Lottery(_Rule):
    """Lottery numbers: one per applicant or one per applicant and program.

    ``weights`` gives members of a group more chances (2.0: twice the weight of an applicant in
    no group); an applicant in several groups has the highest of their weights.
    """

    numbers: Literal["per_applicant", "per_program"] = "per_applicant"
    weights: dict[str, Annotated[float, Field(gt=0, allow_inf_nan=False)]] = {}


class _Group(_Rule):
    """``labels`` are what families are told, by language: labels = { en = "lives in the zone" }."""

    labels: dict[str, str] = {}


class FactGroup(_Group):
    """Applicants whose column holds one of the values."""

    kind: Literal["fact"]
    column: str
    values: tuple[str, ...] = Field(min_length=1)


class ClaimGroup(_Group):
    """Applicants with a verified claim at the school."""

    kind: Literal["claim"]
    claim: str


class SiblingAttendingGroup(_Group):
    """Applicants with a sibling who attends the school now.

    Either a verified claim says so, or an applicant of the same family has the school as
    current school.
    """

    kind: Literal["sibling_attending"]
    claim: str = "sibling"


class SiblingOfferedGroup(_Group):
    """Applicants with a sibling who is placed at the school in this same run."""

    kind: Literal["sibling_offered"]


class ZoneGroup(_Group):
    """Applicants whose zone is the school's zone."""

    kind: Literal["zone"]


class DistanceGroup(_Group):
    """Applicants who live within a distance of the school, in kilometres as the crow flies."""

    kind: Literal["distance"]
    within_km: float = Field(gt=0)


class CurrentSchoolGroup(_Group):
    """Applicants who attend the school now."""

    kind: Literal["current_school"]


class FeederGroup(_Group):
    """Applicants who attend a school that feeds the school: target school to its feeders."""

    kind: Literal["feeder"]
    feeders: dict[str, tuple[str, ...]]


class ScoreBandGroup(_Group):
    """Applicants whose score at the program lies in ``minimum <= score < below``."""

    kind: Literal["score_band"]
    minimum: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _bounded(self) -> ScoreBandGroup:
        if self.minimum is None and self.below is None:
            raise ValueError("has no bound. | Give minimum, below or both.")
        if self.minimum is not None and self.below is not None and self.minimum >= self.below:
            raise ValueError("has a minimum that is not below its upper bound. | Correct one of them.")
        return self


class CombinedGroup(_Group):
    """Applicants in all, in any, and in none of other groups; an empty list asks nothing."""

    kind: Literal["combined"]
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _not_empty(self) -> CombinedGroup:
        if not (self.all_of or self.any_of or self.none_of):
            raise ValueError("names no group. | Give all_of, any_of or none_of.")
        return self

    @property
    def parts(self) -> tuple[str, ...]:
        """Every group the combination is made of."""
        return self.all_of + self.any_of + self.none_of


Group = Annotated[
    FactGroup
    | ClaimGroup
    | SiblingAttendingGroup
    | SiblingOfferedGroup
    | ZoneGroup
    | DistanceGroup
    | CurrentSchoolGroup
    | FeederGroup
    | ScoreBandGroup
    | CombinedGroup,
    Field(discriminator="kind"),
]


class Priorities(_Rule):
    """Ordered lists of groups; the most specific list that names a program is the one used.

    ``ordered_by_list`` names programs whose order comes from a list of people, the table ``priorities``;
    anywhere else that table counts in a replay only.
    """

    default: tuple[str, ...] = ()
    sectors: dict[Sector, tuple[str, ...]] = {}
    schools: dict[str, tuple[str, ...]] = {}
    programs: dict[str, tuple[str, ...]] = {}
    ordered_by_list: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _no_repeats(self) -> Priorities:
        for groups in self.lists:
            if len(set(groups)) < len(groups):
                raise ValueError("names a group twice in one list. | Keep its first place.")
            if EVERYONE in groups[:-1]:
                raise ValueError("puts a group after everyone. | everyone is always last; leave it out.")
        if len(set(self.ordered_by_list)) < len(self.ordered_by_list):
            raise ValueError("names a program twice in ordered_by_list. | Keep it once.")
        return self

    @property
    def lists(self) -> list[tuple[str, ...]]:
        """Every list of groups in the rulebook."""
        return [self.default, *self.sectors.values(), *self.schools.values(), *self.programs.values()]


class ReserveRule(Scope):
    """Seats set aside by rule at every program in scope that has no rows in ``reserves``.

    ``share`` of the program's seats (rounded to the nearest seat, half up) or a number of
    ``seats``. ``position`` says whether these seats are filled before or after the open ones.
    """

    group: str
    share: float | None = Field(default=None, gt=0, le=1)
    seats: int | None = Field(default=None, ge=1)
    position: Literal["first", "last"] = "first"
    hard: bool = False

    @model_validator(mode="after")
    def _one_size(self) -> ReserveRule:
        if (self.share is None) == (self.seats is None):
            raise ValueError("needs either share or seats. | Give one of the two.")
        return self


class TieBreakRule(Scope):
    """How ties within a priority are broken at the programs in scope.

    ``band``: the score is only compared by band; ``bands`` are the lower bounds, highest first.
    """

    kind: TieBreakKind
    bands: tuple[float, ...] = ()

    @model_validator(mode="after")
    def _bands_fit(self) -> TieBreakRule:
        if (self.kind == "band") != bool(self.bands):
            raise ValueError("bands belong to kind band, and only to it. | Give both or neither.")
        if any(a <= b for a, b in zip(self.bands, self.bands[1:], strict=False)):
            raise ValueError("bands must fall from the highest to the lowest. | Sort them.")
        return self


class Guarantee(Scope):
    """Whose right to a seat is kept: it is added at the end of the list with top priority there.

    ``current_school``: at the school the applicant attends. ``zone``: at the school of the
    applicant's zone. ``group``: at each school where the applicant is in the group (for example
    a feeder group); where that is several, the one with the lowest id.
    """

    kind: Literal["current_school", "zone", "group"]
    group: str | None = None

    @model_validator(mode="after")
    def _group_given(self) -> Guarantee:
        if (self.kind == "group") != (self.group is not None):
            raise ValueError("group belongs to kind group, and only to it. | Give both or neither.")
        return self


class Siblings(_Rule):
    """How siblings in the same run are treated.

    The ``attending`` and ``offered`` priorities are groups, placed in the priority lists.
    ``keep_together`` is the boolean column by which applicants of a family ask to be placed at
    one school or not at all. ``maximum_rounds`` bounds each search for a fixed point, and ``restarts``
    says how many more searches are begun, each from another place, where the first finds none.
    """

    keep_together: str | None = None
    maximum_rounds: int = Field(default=50, ge=1)
    restarts: int = Field(default=0, ge=0, le=1000)


class Waitlist(_Rule):
    """Whether waitlists are kept, and until when."""

    kept: bool = True
    until: datetime.date | None = None

    @model_validator(mode="after")
    def _until_has_effect(self) -> Waitlist:
        if self.until is not None and not self.kept:
            raise ValueError("says until when lists are kept that are not kept. | Give one of the two.")
        return self


class Backfill(Scope):
    """Until which date a vacated seat is refilled, and how.

    ``waitlist_order``: the first on the waitlist. ``reverse_lottery``: all seats are reassigned
    at once with everyone's seat guaranteed and the lottery reversed (Feigenbaum, Kanoria, Lo and
    Sethuraman 2020), which moves far fewer children.
    """

    until: datetime.date
    method: Literal["waitlist_order", "reverse_lottery"] = "waitlist_order"


class VerificationAudit(_Rule):
    """How many of those whose word alone counted are asked for a proof after the draw, of each fact.

    ``per_100`` of them, rounded up, and at least ``at_least`` where there are so many.
    """

    facts: tuple[str, ...] = Field(min_length=1)
    per_100: int = Field(ge=1, le=100)
    at_least: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _no_repeats(self) -> VerificationAudit:
        if len(set(self.facts)) < len(self.facts):
            raise ValueError("names a fact twice. | Keep it once.")
        return self


class EnrollmentRules(_Rule):
    """The whole enrollment policy of a city.

    Every group named anywhere is either defined in ``groups``, a boolean column of
    ``applicants``, ``open`` or ``everyone``; :func:`citycompact.enrollment.rules_and_city.rulebook_problems`
    holds this against the city.
    """

    rounds: tuple[Round, ...] = ()
    choices: Choices = Choices()
    mechanism: Mechanism = Mechanism()
    lottery: Lottery = Lottery()
    draw: DrawRule | None = None
    verification: dict[str, Annotated[tuple[Way, ...], Field(min_length=1)]] = {}
    verification_audit: VerificationAudit | None = None
    groups: dict[str, Group] = {}
    priorities: Priorities = Priorities()
    reserves: tuple[ReserveRule, ...] = ()
    tie_breaks: tuple[TieBreakRule, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    siblings: Siblings = Siblings()
    waitlist: Waitlist = Waitlist()
    backfill: tuple[Backfill, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> EnrollmentRules:
        for name in (OPEN, EVERYONE):
            if name in self.groups:
                raise ValueError(f"group {name!r} is built in. | Give your group another name.")
        for fact, ways in self.verification.items():
            if len(set(ways)) < len(ways):
                raise ValueError(f"names a way to verify {fact!r} twice. | Keep it once.")
            other = ", ".join(way for way in ways if way not in CLAIM_WAYS)
            if fact in self.claims and other:
                raise ValueError(
                    f"lets {other} confirm the claim {fact!r}, which is made at a school. "
                    f"| Use {', '.join(sorted(CLAIM_WAYS))}."
                )
        if self.verification_audit is not None:
            for fact in self.verification_audit.facts:
                if "self" not in self.ways_of(fact):
                    raise ValueError(
                        f"asks for a proof of {fact!r}, of which nobody's own word counts. "
                        f"| Let self verify it in [enrollment.verification], or leave it out."
                    )
        ids = [item.id for item in self.rounds]
        if len(set(ids)) < len(ids):
            raise ValueError("two rounds have the same id. | Give each its own.")
        if self.draw is not None and self.rounds:
            if self.rounds[0].draw is not None:
                raise ValueError(
                    f"round {ids[0]!r} has two draws, its own and [enrollment.draw]. | Keep one of the two."
                )
            self.rounds[0].refuse_untimely(self.draw)
        self._no_circle()
        offered = self.offered_groups
        if offered and self.mechanism.name == "serial_dictatorship":
            raise ValueError(
                "serial dictatorship knows no priorities, so a sibling_offered group has no effect. "
                "| Use another mechanism or remove the group."
            )
        hidden = [
            n for n, g in self.groups.items() if isinstance(g, CombinedGroup) and set(g.parts) & offered
        ]
        if hidden:
            raise ValueError(
                f"group {hidden[0]!r} combines a sibling_offered group, which is only known during "
                "the run. | Put the sibling_offered group in the priority lists by itself."
            )
        return self

    def _no_circle(self) -> None:
        done: set[str] = set()

        def visit(name: str, above: tuple[str, ...]) -> None:
            if name in above:
                raise ValueError(f"group {name!r} is defined by itself. | Break the circle.")
            group = self.groups.get(name)
            if name in done or not isinstance(group, CombinedGroup):
                return
            for part in group.parts:
                visit(part, (*above, name))
            done.add(name)

        for name in self.groups:
            visit(name, ())

    def draw_of(self, round_id: str) -> DrawRule | None:
        """The draw of a round: its own, and of the first round that of the section; KeyError for no round.

        Rules without rounds are those of one, whose id is empty.
        """
        if not self.rounds and not round_id:
            return self.draw
        number = [item.id for item in self.rounds].index(round_id) if round_id in self.round_ids else None
        if number is None:
            raise KeyError(round_id)
        own = self.rounds[number].draw
        return self.draw if own is None and number == 0 else own

    @property
    def round_ids(self) -> tuple[str, ...]:
        """Ids of the rounds, in their order."""
        return tuple(item.id for item in self.rounds)

    def ways_of(self, fact: str) -> frozenset[Way]:
        """How a fact has to be verified to be true; see the table ``verifications``."""
        return frozenset(self.verification.get(fact, OTHER_WAYS))

    @property
    def claims(self) -> frozenset[str]:
        """Names of the claims that a group looks at."""
        groups = self.groups.values()
        return frozenset(g.claim for g in groups if isinstance(g, ClaimGroup | SiblingAttendingGroup))

    def is_confirmed_by_school(self, claim: str) -> bool:
        """Whether the school at which a claim is made may confirm it, and not only who runs the school."""
        return bool({"roster", "document", "school"} & set(self.verification.get(claim, ("school",))))

    @property
    def offered_groups(self) -> frozenset[str]:
        """Names of the groups whose members are only known during the run."""
        return frozenset(n for n, g in self.groups.items() if isinstance(g, SiblingOfferedGroup))
