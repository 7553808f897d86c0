"""Verified or not true: which facts of applicants count, and what was claimed and did not.

What a priority, a reserve, a right or a weight rewards is only true where a row of the table
``verifications`` says how it was verified, in a way that the signed rules accept for it. ``family_id``,
``grade``, the wish to be kept together and consent need none, and claims say themselves whether they are
verified.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from citycompact.city import CityPackage
from citycompact.city.tables import ADDRESS, ADDRESS_COLUMNS
from citycompact.enrollment import rules as r

CURRENT_SCHOOL = "current_school_id"
_NEED_NONE = frozenset({"applicant_id", "family_id", "grade"})

COLUMNS = {"applicant_id": "text", "fact": "text", "school_id": "text", "how": "text"}
"""Columns of the table ``unverified``."""


def fact_of(column: str) -> str:
    """The fact that a column of ``applicants`` states, as the table ``verifications`` names it."""
    return ADDRESS if column in ADDRESS_COLUMNS else column


def columns_of(fact: str) -> tuple[str, ...]:
    """The columns that state a fact."""
    return ADDRESS_COLUMNS if fact == ADDRESS else (fact,)


def true_facts(city: CityPackage, rules: r.EnrollmentRules) -> pl.DataFrame:
    """The table ``applicants`` as it counts: what the rules reward and nobody has verified is empty."""
    applicants = city.table("applicants")
    for fact in sorted(rewarded_facts(city, rules)):
        proved = pl.col("applicant_id").is_in(_verified(city, rules, fact).implode())
        applicants = applicants.with_columns(
            pl.when(proved).then(name).alias(name) for name in columns_of(fact) if name in applicants.columns
        )
    return applicants


def unverified(city: CityPackage, rules: r.EnrollmentRules, *, replayed: bool = False) -> pl.DataFrame:
    """The table ``unverified``: what was claimed, would be rewarded, and did not count.

    In a replay every fact counts as it was recorded; a claim says itself whether it was verified.

    Columns: applicant_id; fact (a column of ``applicants``, ``address``, or the claim); school_id of a claim,
    else empty; how: the way that does not count, where there is one. A row each, sorted by all of them.
    """
    applicants = city.table("applicants")
    ways = city.table("verifications").group_by("applicant_id", "fact").agg(pl.col("how").sort().first())
    parts = [_CLAIMED.clear()]
    for fact, claimed in ({} if replayed else _stated(city, rules)).items():
        missing = applicants.filter(claimed).join(
            _verified(city, rules, fact).to_frame(), on="applicant_id", how="anti"
        )
        named = missing.select(
            "applicant_id", pl.lit(fact).alias("fact"), pl.lit(None, pl.String).alias("school_id")
        )
        parts.append(named.join(ways, on=["applicant_id", "fact"], how="left"))
    claims = city.table("claims").filter(
        ~pl.col("verified") & pl.col("claim").is_in(sorted(claims_rewarded(city, rules)))
    )
    parts.append(
        claims.select(
            "applicant_id", pl.col("claim").alias("fact"), "school_id", pl.lit(None, pl.String).alias("how")
        )
    )
    return pl.concat(parts).sort("applicant_id", "fact", "school_id", nulls_last=False)


def stated(city: CityPackage, rules: r.EnrollmentRules) -> pl.DataFrame:
    """Who states which fact that the rules reward, whatever verifies it: applicant_id, fact."""
    applicants = city.table("applicants")
    parts = [_CLAIMED.clear().select("applicant_id", "fact")]
    for fact, claimed in _stated(city, rules).items():
        parts.append(applicants.filter(claimed).select("applicant_id", pl.lit(fact).alias("fact")))
    return pl.concat(parts).sort("applicant_id", "fact")


def unverified_by_school(city: CityPackage, rules: r.EnrollmentRules) -> pl.DataFrame:
    """How much was claimed and does not count: fact, school_id, children; the largest numbers first.

    The school is the one that a claim names, else the present school, which knows the child; None for none.
    """
    present = city.table("applicants").select("applicant_id", CURRENT_SCHOOL)
    rows = unverified(city, rules).join(present, on="applicant_id", how="left")
    counts = rows.group_by("fact", pl.coalesce("school_id", CURRENT_SCHOOL).alias("school_id")).len(
        "children"
    )
    return counts.sort(["fact", "children", "school_id"], descending=[False, True, False], nulls_last=True)


def rewarded_facts(city: CityPackage, rules: r.EnrollmentRules) -> frozenset[str]:
    """Facts that make a difference under the rules, so that somebody has to have verified them."""
    found = {fact for name in rewarded_groups(city, rules) for fact in _facts_of(name, rules)}
    kinds = {guarantee.kind for guarantee in rules.guarantees}
    if "current_school" in kinds:
        found.add(CURRENT_SCHOOL)
    if "zone" in kinds:
        found.add(ADDRESS)
    return frozenset(found - _NEED_NONE - {rules.siblings.keep_together})


def rewarded_groups(city: CityPackage, rules: r.EnrollmentRules) -> frozenset[str]:
    """Groups whose members have an advantage somewhere, with all that they are combined of."""
    named = {
        *(name for listed in rules.priorities.lists for name in listed),
        *(rule.group for rule in rules.reserves),
        *(rule.group for rule in rules.guarantees if rule.group),
        *rules.lottery.weights,
        *city.table("reserves")["group"].drop_nulls(),
        *city.table("programs")["open_to"].drop_nulls(),
    }
    ahead, found = list(named - {r.OPEN, r.EVERYONE}), set()
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            group = rules.groups.get(name)
            ahead += group.parts if isinstance(group, r.CombinedGroup) else ()
    return frozenset(found)


def _facts_of(name: str, rules: r.EnrollmentRules) -> Iterable[str]:
    match rules.groups.get(name):
        case None:
            return (name,) if name not in (r.OPEN, r.EVERYONE) else ()
        case r.FactGroup(column=column):
            return (fact_of(column),)
        case r.ZoneGroup() | r.DistanceGroup():
            return (ADDRESS,)
        case r.CurrentSchoolGroup() | r.FeederGroup() | r.SiblingAttendingGroup():
            return (CURRENT_SCHOOL,)
        case _:
            return ()


def claims_rewarded(city: CityPackage, rules: r.EnrollmentRules) -> set[str]:
    """Claims that make a difference under the rules, so that somebody has to have confirmed them."""
    groups = (rules.groups.get(name) for name in rewarded_groups(city, rules))
    return {group.claim for group in groups if isinstance(group, r.ClaimGroup | r.SiblingAttendingGroup)}


def _stated(city: CityPackage, rules: r.EnrollmentRules) -> dict[str, pl.Expr]:
    """For each fact that is rewarded, which applicants state what is rewarded of it."""
    known = set(city.table("applicants").columns)
    found: dict[str, pl.Expr] = {}
    values: dict[str, set[str]] = {}
    for name in rewarded_groups(city, rules):
        group = rules.groups.get(name)
        if isinstance(group, r.FactGroup):
            values.setdefault(group.column, set()).update(group.values)
    for fact in sorted(rewarded_facts(city, rules)):
        columns = [name for name in columns_of(fact) if name in known]
        stated = [pl.col(column).is_not_null() for column in columns]
        if city.table("applicants").schema.get(fact) == pl.Boolean:
            stated = [pl.col(fact).fill_null(False)]
            if "false" in values.get(fact, ()):
                stated.append(~pl.col(fact).fill_null(True))
        elif fact in values and fact not in (ADDRESS, CURRENT_SCHOOL):
            stated = [pl.col(fact).cast(pl.String).is_in(sorted(values[fact])).fill_null(False)]
        if stated:
            found[fact] = pl.any_horizontal(stated)
    return found


def _verified(city: CityPackage, rules: r.EnrollmentRules, fact: str) -> pl.Series:
    """Ids of those of whom a fact was verified in a way that counts for it."""
    rows = city.table("verifications")
    counts = (pl.col("fact") == fact) & pl.col("how").is_in(sorted(rules.ways_of(fact)))
    return rows.filter(counts)["applicant_id"].unique()


_CLAIMED = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
