"""Groups: which applicants, or which pairs of applicant and program, a name in the rulebook means."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.city import CityPackage, great_circle_km
from citycompact.enrollment import rules as r
from citycompact.enrollment.market import Bool, Int32, Int64
from citycompact.enrollment.roster import Pairs, Roster, contains, lookup


class Groups:
    """Membership of pairs of applicant and program in the groups of a rulebook.

    A group named like a boolean column of ``applicants`` is that column; ``open`` and
    ``everyone`` are everyone. Memberships are computed once for each name.

    The ``sibling_offered`` groups are empty here: their members are only known during the run.
    """

    def __init__(self, city: CityPackage, rules: r.EnrollmentRules, roster: Roster, pairs: Pairs) -> None:
        self._city = city
        self._rules = rules
        self._roster = roster
        self._pairs = pairs
        self._known: dict[str, Bool] = {}

    def __getitem__(self, name: str) -> Bool:
        """Shape (p,): whether each pair is in the group."""
        if name not in self._known:
            self._known[name] = self._members(name)
        return self._known[name]

    def of_applicants(self, name: str) -> Bool:
        """Shape (n,): membership of applicants in a group that does not depend on the school."""
        applicants = self._roster.applicants
        if name in (r.OPEN, r.EVERYONE):
            return np.ones(applicants.height, dtype=bool)
        group = self._rules.groups.get(name)
        if group is None:
            column: Bool = applicants[name].fill_null(False).to_numpy()
            return column
        if isinstance(group, r.FactGroup):
            values: Bool = (
                applicants[group.column].cast(pl.String).is_in(list(group.values)).fill_null(False).to_numpy()
            )
            return values
        if isinstance(group, r.CombinedGroup):
            return _combine(group, applicants.height, self.of_applicants)
        raise ValueError(f"group {name!r} depends on the school")

    @cached_property
    def score(self) -> NDArray[np.float64]:
        """Shape (p,): score of each pair, NaN for none."""
        scores = self._city.table("scores")
        return lookup(
            self._pairs.codes(self._roster.programs.height),
            self._table_codes(scores),
            scores["score"].to_numpy(),
            np.nan,
        )

    def _table_codes(self, frame: pl.DataFrame) -> Int64:
        applicants = self._roster.applicant_numbers(frame["applicant_id"]).astype(np.int64)
        programs = self._roster.program_numbers(frame["program_id"])
        return applicants * self._roster.programs.height + programs

    def _members(self, name: str) -> Bool:
        pairs, group = self._pairs, self._rules.groups.get(name)
        match group:
            case None | r.FactGroup():
                return self.of_applicants(name)[pairs.applicant]
            case r.ClaimGroup():
                return self._claimed(group.claim)
            case r.SiblingAttendingGroup():
                return self._claimed(group.claim) | self._sibling_at_school()
            case r.SiblingOfferedGroup():
                return np.zeros(len(pairs), dtype=bool)
            case r.ZoneGroup():
                return self._same_zone()
            case r.DistanceGroup():
                distance = self.distance_km
                near: Bool = np.nan_to_num(distance, nan=np.inf) <= group.within_km
                return near
            case r.CurrentSchoolGroup():
                here: Bool = self._current_school[pairs.applicant] == self._school
                return here
            case r.FeederGroup():
                return self._fed(group)
            case r.ScoreBandGroup():
                above = self.score >= (-np.inf if group.minimum is None else group.minimum)
                members: Bool = above & (self.score < (np.inf if group.below is None else group.below))
                return members
            case r.CombinedGroup():
                return _combine(group, len(pairs), self.__getitem__)

    @cached_property
    def distance_km(self) -> NDArray[np.float64]:
        """Shape (p,): distance from home to school in kilometres, NaN where unknown."""
        homes, schools = self._roster.applicants, self._roster.schools
        home, school = self._pairs.applicant, self._school
        return great_circle_km(
            _floats(homes["latitude"])[home],
            _floats(homes["longitude"])[home],
            _floats(schools["latitude"])[school],
            _floats(schools["longitude"])[school],
        )

    @cached_property
    def _school(self) -> Int32:
        return self._roster.school_of_program[self._pairs.program]

    @cached_property
    def _current_school(self) -> Int32:
        return self._roster.school_numbers(self._roster.applicants["current_school_id"])

    def _claimed(self, claim: str) -> Bool:
        claims = self._city.table("claims").filter(pl.col("verified") & (pl.col("claim") == claim))
        schools = self._roster.schools.height
        claimed = self._roster.applicant_numbers(claims["applicant_id"]).astype(np.int64) * schools
        claimed += self._roster.school_numbers(claims["school_id"])
        return contains(claimed, self._pairs.applicant.astype(np.int64) * schools + self._school)

    def _sibling_at_school(self) -> Bool:
        """Another applicant of the family attends the school."""
        family, schools = self._roster.family.astype(np.int64), self._roster.schools.height
        current = self._current_school
        attends = current >= 0
        codes = np.sort(family[attends] * schools + current[attends])
        wanted = family[self._pairs.applicant] * schools + self._school
        count = np.searchsorted(codes, wanted, "right") - np.searchsorted(codes, wanted, "left")
        own = current[self._pairs.applicant] == self._school
        attending: Bool = count - own > 0
        return attending

    def _same_zone(self) -> Bool:
        homes = self._roster.applicants["zone"].to_frame("zone").with_columns(side=pl.lit(0))
        schools = self._roster.schools["zone"].to_frame("zone").with_columns(side=pl.lit(1))
        both = pl.concat([homes, schools])["zone"].rank("dense").fill_null(0).to_numpy()
        home, school = both[: homes.height][self._pairs.applicant], both[homes.height :][self._school]
        same: Bool = (home == school) & (home > 0)
        return same

    def _fed(self, group: r.FeederGroup) -> Bool:
        schools = self._roster.schools.height
        pairs = [(feeder, target) for target, feeders in group.feeders.items() for feeder in feeders]
        feeders = self._roster.school_numbers(pl.Series([f for f, _ in pairs], dtype=pl.String))
        targets = self._roster.school_numbers(pl.Series([t for _, t in pairs], dtype=pl.String))
        current = self._current_school[self._pairs.applicant].astype(np.int64)
        fed = contains(feeders.astype(np.int64) * schools + targets, current * schools + self._school)
        fed &= current >= 0
        return fed


def _combine(group: r.CombinedGroup, size: int, members: Callable[[str], Bool]) -> Bool:
    result = np.ones(size, dtype=bool)
    for name in group.all_of:
        result &= members(name)
    if group.any_of:
        result &= np.any([members(name) for name in group.any_of], axis=0)
    for name in group.none_of:
        result &= ~members(name)
    return result


def _floats(series: pl.Series) -> NDArray[np.float64]:
    return series.cast(pl.Float64).to_numpy()
