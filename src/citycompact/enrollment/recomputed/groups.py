"""Who is in which group of the rules: each kind read from the tables by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.city import CityPackage
from citycompact.enrollment import rules as r
from citycompact.enrollment.recomputed.distance import kilometres, on_sphere
from citycompact.enrollment.recomputed.people import People

Mask = NDArray[np.bool_]


class Groups:
    """Membership of pairs of applicant and program in the groups of the rules.

    Siblings placed in the same run depend on the outcome, and are nobody here
    (:mod:`citycompact.enrollment.recomputed.siblings`).

    Parameters
    ----------
    programs
        As :func:`citycompact.enrollment.recomputed.programs.programs_of` gives them.
    pairs
        Columns child and program, by number.
    """

    def __init__(
        self,
        city: CityPackage,
        rules: r.EnrollmentRules,
        people: People,
        programs: pl.DataFrame,
        pairs: pl.DataFrame,
    ) -> None:
        self._city = city
        self._rules = rules
        self._people = people
        self._programs = programs
        self._child = pairs["child"].to_numpy()
        self._program = pairs["program"].to_numpy()
        self._school = numbers_or_none(programs["school"])[self._program]
        self._known: dict[str, Mask] = {}

    def __getitem__(self, name: str) -> Mask:
        """Shape (p,): whether each pair is in the group."""
        if name not in self._known:
            self._known[name] = self._members(name)
        return self._known[name]

    def _members(self, name: str) -> Mask:
        match self._rules.groups.get(name):
            case None | r.FactGroup():
                members: Mask = members_of_applicants(name, self._rules, self._people)[self._child]
                return members
            case r.ClaimGroup(claim=claim):
                return self._claimed(claim)
            case r.SiblingAttendingGroup(claim=claim):
                by_either: Mask = self._claimed(claim) | self._sibling_attends()
                return by_either
            case r.SiblingOfferedGroup():
                return np.zeros(len(self._child), dtype=bool)
            case r.ZoneGroup():
                return self._same_zone()
            case r.DistanceGroup(within_km=reach):
                within: Mask = self._distance() <= reach
                return within
            case r.CurrentSchoolGroup():
                attends = numbers_or_none(self._people.attends)[self._child]
                here: Mask = (attends == self._school) & (attends >= 0)
                return here
            case r.FeederGroup(feeders=feeders):
                return self._fed(feeders)
            case r.ScoreBandGroup(minimum=minimum, below=below):
                return self._in_band(minimum, below)
            case r.CombinedGroup() as group:
                return combined(group, len(self._child), self.__getitem__)
            case unknown:
                raise TypeError(f"no such kind of group: {unknown!r}")

    def score(self) -> pl.Series:
        """Shape (p,): score of each pair, empty for none."""
        pairs = pl.DataFrame({"child": self._child, "program": self._program})
        return scores_of(self._city, self._people, self._programs, pairs)

    def _claimed(self, claim: str) -> Mask:
        claims = (
            self._city.table("claims")
            .filter(pl.col("verified") & (pl.col("claim") == claim))
            .join(self._people.table.select("applicant_id", "child"), on="applicant_id")
            .join(self._programs.select("school_id", "school").unique(), on="school_id")
        )
        return self._among(claims.select("child", "school"))

    def _among(self, rows: pl.DataFrame) -> Mask:
        """Shape (p,): the pairs whose child and school stand in a table."""
        known = np.zeros(len(self._people), dtype=bool)
        known[rows["child"].to_numpy()] = True
        # Looked up only for the children of the table, who are few.
        asked = np.flatnonzero(known[self._child])
        pairs = pl.DataFrame({"pair": asked, "child": self._child[asked], "school": self._school[asked]})
        found = np.zeros(len(self._child), dtype=bool)
        there = rows.select(pl.col("child").cast(pairs.schema["child"]), pl.col("school").cast(pl.Int64))
        found[pairs.join(there, on=["child", "school"], how="semi")["pair"].to_numpy()] = True
        return found

    def _sibling_attends(self) -> Mask:
        """Another applicant of the same family attends the program's school."""
        people = self._people
        asked = np.flatnonzero(people.has_sibling.to_numpy()[self._child])
        attends = numbers_or_none(people.attends)
        family = numbers_or_none(people.family)
        everyone = pl.DataFrame({"child": np.arange(len(people)), "family": family, "school": attends})
        pairs = pl.DataFrame(
            {
                "pair": asked,
                "asking": self._child[asked].astype(np.int64),
                "family": family[self._child[asked]],
                "school": self._school[asked],
            }
        )
        there = pairs.join(everyone.filter(pl.col("school") >= 0), on=["family", "school"])
        found = np.zeros(len(self._child), dtype=bool)
        found[there.filter(pl.col("child") != pl.col("asking"))["pair"].to_numpy()] = True
        return found

    def _same_zone(self) -> Mask:
        """Shape (p,): the applicant's verified zone is the zone of the program's school."""
        here = self._programs.select("zone").drop_nulls().unique().with_row_index("number")
        homes = self._people.true("zone").cast(pl.String).alias("zone").to_frame()
        home, there = (
            numbers_or_none(frame.join(here, on="zone", how="left", maintain_order="left")["number"])
            for frame in (homes, self._programs.select("zone"))
        )
        same: Mask = (home[self._child] == there[self._program]) & (there[self._program] >= 0)
        return same

    def _distance(self) -> NDArray[np.float64]:
        """Shape (p,): kilometres from home to school."""
        homes = on_sphere(*(_numbers(self._people.true(name)) for name in ("latitude", "longitude")))
        schools = on_sphere(*(_numbers(self._programs[name]) for name in ("latitude", "longitude")))
        return kilometres(homes[self._child], schools[self._program])

    def _fed(self, feeders: dict[str, tuple[str, ...]]) -> Mask:
        numbers = dict(self._programs.select("school_id", "school").iter_rows())
        attends = self._people.true("current_school_id").cast(pl.String)
        rows = []
        for target, sources in feeders.items():
            if target in numbers:
                from_there = attends.is_in(list(sources)).fill_null(False).arg_true()
                rows.append(
                    from_there.cast(pl.UInt32)
                    .alias("child")
                    .to_frame()
                    .with_columns(school=pl.lit(numbers[target], dtype=pl.UInt32))
                )
        return self._among(pl.concat(rows)) if rows else np.zeros(len(self._child), dtype=bool)

    def _in_band(self, minimum: float | None, below: float | None) -> Mask:
        score = pl.col("score")
        bounds = score.is_not_null()
        if minimum is not None:
            bounds &= score >= minimum
        if below is not None:
            bounds &= score < below
        return self.score().alias("score").to_frame().select(bounds.fill_null(False)).to_series().to_numpy()


def members_of_applicants(
    name: str, rules: r.EnrollmentRules, people: People, *, as_recorded: bool = False
) -> Mask:
    """Shape (n,): who is in a group that does not depend on the school; nobody where it does.

    ``as_recorded``: whether facts are taken without their verification, as for a consent.
    """
    if name in (r.OPEN, r.EVERYONE):
        return np.ones(len(people), dtype=bool)
    group = rules.groups.get(name)
    if isinstance(group, r.CombinedGroup):
        return combined(
            group,
            len(people),
            lambda part: members_of_applicants(part, rules, people, as_recorded=as_recorded),
        )
    if group is not None and not isinstance(group, r.FactGroup):
        return np.zeros(len(people), dtype=bool)
    column = name if group is None else group.column
    if column not in people.table.columns:
        return np.zeros(len(people), dtype=bool)
    values = people.table[column] if as_recorded else people.true(column)
    wanted = ("true",) if group is None else group.values
    return values.cast(pl.String).is_in(list(wanted)).fill_null(False).to_numpy()


def combined(group: r.CombinedGroup, size: int, members: Callable[[str], Mask]) -> Mask:
    """Who is in all, in any and in none of other groups; an empty list asks nothing."""

    found = np.ones(size, dtype=bool)
    for name in group.all_of:
        found &= members(name)
    for name in group.none_of:
        found &= ~members(name)
    if group.any_of:
        found &= np.any([members(name) for name in group.any_of], axis=0)
    return found


def scores_of(city: CityPackage, people: People, programs: pl.DataFrame, pairs: pl.DataFrame) -> pl.Series:
    """Shape (p,): the score of each pair of child and program, empty for none."""
    rows = (
        city.table("scores")
        .join(people.table.select("applicant_id", "child"), on="applicant_id")
        .join(programs.select("program_id", "program"), on="program_id")
        .select("child", "program", pl.col("score").cast(pl.Float64))
        .unique(["child", "program"], keep="first")
    )
    found = pairs.select("child", "program").join(
        rows, on=["child", "program"], how="left", maintain_order="left"
    )
    return found["score"]


def _numbers(values: pl.Series) -> NDArray[np.float64]:
    return values.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def numbers_or_none(numbers: pl.Series) -> NDArray[np.int64]:
    """Numbers of people, schools and programs, -1 for none."""
    return numbers.cast(pl.Int64).fill_null(-1).to_numpy()
