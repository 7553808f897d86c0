"""What was claimed, would be rewarded by a rule, and did not count, because nobody verified it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from citycompact.city import CityPackage
from citycompact.enrollment import rules as r
from citycompact.enrollment.recomputed.people import ADDRESS, People
from citycompact.enrollment.recomputed.result_tables import Published
from citycompact.enrollment.recomputed.round import Round
from citycompact.enrollment.recomputed.violations import Violations

_CURRENT_SCHOOL = "current_school_id"
_KEY = ("applicant_id", "fact", "school_id")


def untold(round_: Round, found: Published) -> Violations:
    """Rows that the published table ``unverified`` lacks, has too many, or says otherwise."""
    violations = Violations().add(found.odd["unverified"])
    table = found["unverified"]
    rows = table.group_by(_KEY).agg(times=pl.len(), how=pl.col("how").first(), there=pl.lit(True).first())
    both = due_rows(round_).join(rows, on=_KEY, how="full", nulls_equal=True, maintain_order="left_right")
    for row in both.sort("applicant_id", "applicant_id_right", nulls_last=True).iter_rows(named=True):
        violations.add(_differs(row))
    return violations


def _differs(row: dict[str, object]) -> Iterator[str]:
    if row["ways"] is None:
        at = f" at {row['school_id_right']}" if row["school_id_right"] else ""
        yield f"applicant {row['applicant_id_right']}: {row['fact_right']}{at} is said not to have counted"
        return
    said = f"applicant {row['applicant_id']}: {row['fact']}" + (
        f" at {row['school_id']}" if row["school_id"] else ""
    )
    ways = row["ways"]
    assert isinstance(ways, list)
    if row["there"] is None:
        yield f"{said} did not count, and is not told"
    elif row["times"] != 1:
        yield f"{said} is told {row['times']} times"
    elif row["how"] not in (ways or [None]):
        yield f"{said} is told as verified by {row['how']}; it is by {', '.join(ways) or 'nobody'}"


def due_rows(round_: Round) -> pl.DataFrame:
    """What should be told: applicant_id, fact, school_id of a claim, and ``ways`` that do not count."""
    people, city = round_.people, round_.city
    parts = [pl.DataFrame(schema=dict.fromkeys(_KEY, pl.String))]
    for fact, stated in _stated(city, round_.rules, people).items():
        names = people.ids.filter(stated & ~people.verified(fact))
        parts.append(
            pl.DataFrame({"applicant_id": names}).with_columns(
                fact=pl.lit(fact), school_id=pl.lit(None, pl.String)
            )
        )
    claims = city.table("claims").filter(~pl.col("verified"))
    claims = claims.filter(pl.col("claim").is_in(sorted(_claims(city, round_.rules))))
    parts.append(claims.select("applicant_id", pl.col("claim").alias("fact"), "school_id"))
    ways = (
        city.table("verifications")
        .group_by("applicant_id", "fact")
        .agg(pl.col("how").sort())
        .with_columns(school_id=pl.lit(None, pl.String))
    )
    return (
        pl.concat(parts)
        .join(ways.rename({"how": "ways"}), on=_KEY, how="left", nulls_equal=True)
        .with_columns(pl.col("ways").fill_null([]))
    )


def rewarded(city: CityPackage, rules: r.EnrollmentRules) -> set[str]:
    """Names of the groups that the rules or the tables reward somewhere, with all of which they are made."""
    order = rules.priorities
    lists = [order.default, *order.sectors.values(), *order.schools.values(), *order.programs.values()]
    named = {name for names in lists for name in names}
    named |= {rule.group for rule in rules.reserves} | {rule.group for rule in rules.guarantees if rule.group}
    named |= set(rules.lottery.weights)
    named |= set(city.table("reserves")["group"].drop_nulls()) | set(
        city.table("programs")["open_to"].drop_nulls()
    )
    named -= {r.OPEN, r.EVERYONE}
    while parts := {
        part
        for name in named
        if isinstance(group := rules.groups.get(name), r.CombinedGroup)
        for part in (*group.all_of, *group.any_of, *group.none_of)
        if part not in named
    }:
        named |= parts
    return named - {r.OPEN, r.EVERYONE}


def _claims(city: CityPackage, rules: r.EnrollmentRules) -> set[str]:
    groups = [rules.groups.get(name) for name in rewarded(city, rules)]
    return {group.claim for group in groups if isinstance(group, r.ClaimGroup | r.SiblingAttendingGroup)}


def _stated(city: CityPackage, rules: r.EnrollmentRules, people: People) -> dict[str, pl.Series]:
    """For each fact that is rewarded, who states something that a rule rewards: shape (n,) each."""
    found: dict[str, pl.Series] = {}

    def states(fact: str | None, who: pl.Series) -> None:
        if fact is not None:
            found[fact] = found[fact] | who if fact in found else who

    def given(*columns: str) -> pl.Series:
        known = [people.table[name].is_not_null() for name in columns if name in people.table.columns]
        return (
            pl.select(pl.any_horizontal(known)).to_series()
            if known
            else pl.repeat(False, len(people), eager=True)
        )

    kinds = {guarantee.kind for guarantee in rules.guarantees}
    at_school, at_home = "current_school" in kinds, "zone" in kinds
    for name in rewarded(city, rules):
        match rules.groups.get(name):
            case r.ZoneGroup() | r.DistanceGroup():
                at_home = True
            case r.CurrentSchoolGroup() | r.FeederGroup() | r.SiblingAttendingGroup():
                at_school = True
            case r.FactGroup(column=column, values=values) if column in people.table.columns:
                fact = people.fact_of(column)
                at_home, at_school = at_home or fact == ADDRESS, at_school or fact == _CURRENT_SCHOOL
                stated = people.table[column].cast(pl.String).is_in(list(values)).fill_null(False)
                # Of a yes or no, the yes is what a family claims.
                if people.table.schema[column] == pl.Boolean:
                    stated |= people.table[column].fill_null(False)
                states(fact, stated)
            case None if people.table.schema.get(name) == pl.Boolean:
                states(people.fact_of(name), people.table[name].fill_null(False))
            case _:
                pass
    # Where somebody lives or goes to school is stated as a whole, whatever of it a rule looks at.
    if at_home:
        found[ADDRESS] = given("zone", "latitude", "longitude")
    if at_school:
        found[_CURRENT_SCHOOL] = given(_CURRENT_SCHOOL)
    return found
