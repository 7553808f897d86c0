"""What the public page of a round counts: applications by how they came in, and what of them was verified.

All of it is one publication with the sums that hold in it (``docs/privacy.md``). With the public tables of
the match (:mod:`~citycompact.enrollment.public_tables`) it shares one count alone, the number of applicants,
which the commitment names: neither gives away what the other hides.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from citycompact.city import CityPackage
from citycompact.city.tables import WAYS
from citycompact.enrollment.audit import audit_tables
from citycompact.enrollment.rules import EnrollmentRules
from citycompact.enrollment.verified import CURRENT_SCHOOL, claims_rewarded, rewarded_facts, stated
from citycompact.privacy import PublicTable, Sum, publish

CHANNELS = ("web", "paper", "phone", "load")
"""How an application came in first: on the site, on paper, by phone, from a file."""

INTAKE = (*CHANNELS, "late", "mended", "set_aside", "withdrawn")
"""What is counted of the applications that were sent: of each its channel; of them those that came late, were
mended by the office, and were set aside; and beside them those that were withdrawn."""

UNVERIFIED, NOT_STATED = "unverified", "not_stated"
OWN_WORD = "own_word"
COLUMN_OF = {way: OWN_WORD if way == "self" else way for way in WAYS}
"""The count in which a way stands."""
OF_A_FACT = (*COLUMN_OF.values(), UNVERIFIED, NOT_STATED)
"""In which of these a child is counted for a fact: the first way that counts, or none, or nothing stated."""


def public_counts(
    facts: CityPackage,
    rules: EnrollmentRules,
    intake: Mapping[str, int],
    found: pl.DataFrame | None = None,
    placed_at: pl.DataFrame | None = None,
) -> dict[str, pl.DataFrame]:
    """The counts of a round as they may be shown, by name; hidden counts are empty.

    Parameters
    ----------
    facts
        The frozen facts.
    intake
        A count for each of ``INTAKE``.
    found, placed_at
        Of a finished audit, as :func:`~citycompact.enrollment.audit.audit_tables` takes them.

    Returns
    -------
    ``intake`` (one row: applications, ``INTAKE``, and what they leave: in_time, as_sent, applicants);
    ``facts`` and ``facts_by_school`` (fact, school_id: the school that a child says it attends; children,
    and of them ``OF_A_FACT``); ``claims`` and ``claims_by_school`` (claim, school_id: where it is made; made,
    confirmed, unconfirmed); ``audit_city`` and ``audit`` where an audit is finished and the number of those
    who could have been asked is shown as well.

    Raises
    ------
    ValueError
        Where the counts of the intake do not add up to the applicants.
    """
    tables, sums = counted(facts, rules, intake)
    shown = publish(tables, sums)
    names = [name for name in shown if name.startswith(_FACT)]
    by_school = pl.concat([shown.pop(name) for name in names]) if names else shown["facts"].clear()
    shown["facts_by_school"] = by_school
    if found is not None and placed_at is not None:
        # How many are asked says how many could have been; where that is hidden, nothing is shown.
        hidden = shown["facts"].filter(pl.col(OWN_WORD).is_null())["fact"]
        audit = audit_tables(found.filter(~pl.col("fact").is_in(hidden.implode())), placed_at)
        shown |= publish(*audit)
    return shown


_FACT = "fact "


def counted(
    facts: CityPackage, rules: EnrollmentRules, intake: Mapping[str, int]
) -> tuple[list[PublicTable], list[Sum]]:
    """The tables of :func:`public_counts` as they are, but for the audit, and the sums that tie them; a table
    of its own for each fact, named after it."""
    tables, sums = _intake(facts, intake)
    for more_tables, more_sums in (_facts(facts, rules), _claims(facts, rules)):
        tables, sums = tables + more_tables, sums + more_sums
    return tables, sums


def _intake(facts: CityPackage, intake: Mapping[str, int]) -> tuple[list[PublicTable], list[Sum]]:
    counts = {name: intake.get(name, 0) for name in INTAKE}
    sent = sum(counts[name] for name in CHANNELS)
    row = {
        "applications": sent,
        **counts,
        "in_time": sent - counts["late"],
        "as_sent": sent - counts["mended"],
        "applicants": facts.table("applicants").height,
    }
    frame = pl.DataFrame({name: [count] for name, count in row.items()})
    table = PublicTable("intake", frame, tuple(row), known={"applicants": pl.lit(True)})
    parts = (CHANNELS, ("late", "in_time"), ("mended", "as_sent"), ("set_aside", "applicants"))
    return [table], [
        Sum(("intake", "applications"), tuple(("intake", name) for name in names)) for names in parts
    ]


def _facts(facts: CityPackage, rules: EnrollmentRules) -> tuple[list[PublicTable], list[Sum]]:
    """Every child once for each fact, by present school and as a whole; each school has as many children
    for every fact."""
    children = facts.table("applicants").select("applicant_id", school_id=pl.col(CURRENT_SCHOOL))
    every = children.group_by("school_id").agg(children=pl.len().cast(pl.Int64))
    schools = every.sort("school_id", nulls_last=True)
    known = {"applicants": pl.lit(True)}
    city = pl.DataFrame({"applicants": [children.height]})
    tables = [
        PublicTable("schools", schools, ("children",)),
        PublicTable("children", city, ("applicants",), known=known),
    ]
    sums = [Sum(("children", "applicants"), (("schools", "children"),))]
    total: list[pl.DataFrame] = [_EMPTY]
    of_school: list[str] = []
    for fact in sorted(rewarded_facts(facts, rules)):
        where = children.join(_where(facts, rules, fact), on="applicant_id", how="left")
        rows = where.group_by("school_id").agg(
            (pl.col("as").fill_null(NOT_STATED) == name).sum().cast(pl.Int64).alias(name)
            for name in OF_A_FACT
        )
        rows = rows.sort("school_id", nulls_last=True).select(pl.lit(fact).alias("fact"), pl.all())
        tables.append(PublicTable(_FACT + fact, rows, OF_A_FACT, known=_known(rules, fact)))
        of_school.append(_FACT + fact)
        parts = tuple((_FACT + fact, name) for name in OF_A_FACT)
        sums.append(Sum(("schools", "children"), parts, by=("school_id",)))
        total.append(rows.group_by("fact").agg(pl.col(OF_A_FACT).sum()))
    whole = pl.concat(total).with_columns(children=pl.lit(children.height, pl.Int64))
    closed = {
        column: ~pl.col("fact").is_in(_with_way(rules, whole, way)) for way, column in COLUMN_OF.items()
    }
    tables.append(
        PublicTable("facts", whole, ("children", *OF_A_FACT), known={"children": pl.lit(True), **closed})
    )
    if of_school:
        sums += [
            Sum(("facts", name), tuple((table, name) for table in of_school), by=("fact",))
            for name in OF_A_FACT
        ]
    sums.append(Sum(("facts", "children"), tuple(("facts", name) for name in OF_A_FACT), by=("fact",)))
    return tables, sums


_EMPTY = pl.DataFrame(schema={"fact": pl.String, **dict.fromkeys(OF_A_FACT, pl.Int64)})


def _with_way(rules: EnrollmentRules, facts: pl.DataFrame, way: str) -> list[str]:
    return [fact for fact in facts["fact"] if way in rules.ways_of(fact)]


def _known(rules: EnrollmentRules, fact: str) -> dict[str, pl.Expr]:
    """Zeros that everybody knows: of a way that does not count, and of who is at no school as to a school."""
    found = {column: pl.lit(way not in rules.ways_of(fact)) for way, column in COLUMN_OF.items()}
    if fact == CURRENT_SCHOOL:
        nowhere = pl.col("school_id").is_null()
        found = {way: known | nowhere for way, known in found.items()}
        found |= {UNVERIFIED: nowhere, NOT_STATED: ~nowhere}
    return found


def _where(facts: CityPackage, rules: EnrollmentRules, fact: str) -> pl.DataFrame:
    """Who states a fact, and ``as`` what it counts: the first way that counts, or unverified."""
    who = stated(facts, rules).filter(pl.col("fact") == fact).select("applicant_id")
    order = {way: place for place, way in enumerate(WAYS) if way in rules.ways_of(fact)}
    first = (
        facts.table("verifications")
        .filter((pl.col("fact") == fact) & pl.col("how").is_in(list(order)))
        .sort(pl.col("how").replace_strict(order, return_dtype=pl.Int64))
        .group_by("applicant_id", maintain_order=True)
        .agg(pl.col("how").first().replace(COLUMN_OF).alias("as"))
    )
    return who.join(first, on="applicant_id", how="left").with_columns(pl.col("as").fill_null(UNVERIFIED))


def _claims(facts: CityPackage, rules: EnrollmentRules) -> tuple[list[PublicTable], list[Sum]]:
    counts = ("made", "confirmed", "unconfirmed")
    rewarded = facts.table("claims").filter(pl.col("claim").is_in(sorted(claims_rewarded(facts, rules))))
    tables = []
    for name, keys in (("claims_by_school", ("claim", "school_id")), ("claims", ("claim",))):
        frame = (
            rewarded.group_by(keys)
            .agg(made=pl.len().cast(pl.Int64), confirmed=pl.col("verified").sum().cast(pl.Int64))
            .with_columns(unconfirmed=pl.col("made") - pl.col("confirmed"))
            .sort(keys)
        )
        tables.append(PublicTable(name, frame, counts))
    sums = [Sum(("claims", name), (("claims_by_school", name),), by=("claim",)) for name in counts]
    for table, by in (("claims_by_school", ("claim", "school_id")), ("claims", ("claim",))):
        sums.append(Sum((table, "made"), ((table, "confirmed"), (table, "unconfirmed")), by=by))
    return tables, sums
