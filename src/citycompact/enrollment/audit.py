"""Which families are asked for a proof of what counted on their word alone, and what came of it.

Nobody picks them: of each fact they are those with the lowest SHA-256 of ``seed|audit|fact|applicant_id``,
in UTF-8 and ids in NFC, with the public draw of the round as seed. Whoever has the facts of the round
recomputes the list, and who knows an applicant's id, its number.
"""

from __future__ import annotations

import hashlib
from typing import Literal

import polars as pl

from citycompact.city import CityPackage
from citycompact.enrollment.rules import EnrollmentRules
from citycompact.enrollment.verified import stated
from citycompact.privacy import PublicTable, Sum

SAMPLE = {"fact": pl.String, "applicant_id": pl.String, "number": pl.String}
"""Columns of a sample."""

Finding = Literal["confirmed", "not_confirmed", "no_answer"]
FINDINGS: tuple[Finding, ...] = ("confirmed", "not_confirmed", "no_answer")
"""What can be found: a document confirms it; what was shown does not; nothing was shown."""


def on_their_word(city: CityPackage, rules: EnrollmentRules) -> pl.DataFrame:
    """Whose fact counts on the family's word alone, and is rewarded: applicant_id, fact.

    Of the facts that the signed audit names; in no other way that counts has anybody verified them.
    """
    facts = () if rules.verification_audit is None else rules.verification_audit.facts
    rows = city.table("verifications")
    parts = [
        rows.filter((pl.col("fact") == fact) & pl.col("how").is_in(sorted(rules.ways_of(fact))))
        .group_by("applicant_id", "fact")
        .agg(alone=(pl.col("how") == "self").all())
        .filter("alone")
        .select("applicant_id", "fact")
        for fact in facts
    ]
    everybody = stated(city, rules)
    return pl.concat([everybody.clear(), *parts]).join(everybody, on=["applicant_id", "fact"], how="semi")


def audit_number(seed: str, fact: str, applicant_id: str) -> str:
    """The number by which an applicant is drawn for a fact: 64 hexadecimal digits, the lowest first."""
    return hashlib.sha256(f"{seed}|audit|{fact}|{applicant_id}".encode()).hexdigest()


def audit_sample(city: CityPackage, rules: EnrollmentRules, seed: str) -> pl.DataFrame:
    """Who is asked for a proof of which fact: fact, applicant_id, number; in the signed order of facts, the
    lowest number first. Empty where the rules sign no audit."""
    audit, rows = rules.verification_audit, []
    for fact in () if audit is None else audit.facts:
        assert audit is not None
        theirs = on_their_word(city, rules).filter(pl.col("fact") == fact)["applicant_id"]
        drawn = sorted((audit_number(seed, fact, name), name) for name in theirs)
        many = max(audit.at_least, -(-len(drawn) * audit.per_100 // 100))
        rows += [(fact, name, number) for number, name in drawn[:many]]
    return pl.DataFrame(rows, schema=SAMPLE, orient="row")


def audit_tables(found: pl.DataFrame, placed_at: pl.DataFrame) -> tuple[list[PublicTable], list[Sum]]:
    """What came of an audit, by fact and school, and by fact; with the sums that tie them.

    It is published once, when something is found of everybody: of a table that grows from day to day, each
    new row would be somebody's.

    Parameters
    ----------
    found
        fact, applicant_id, and ``finding``, one of ``FINDINGS``.
    placed_at
        applicant_id, school_id: the school where each was placed, since it is there that the word may have
        been of use; empty for no seat.

    Returns
    -------
    ``audit`` (fact, school_id, asked and a count for each finding, of which one always holds) and
    ``audit_city`` (the same by fact).
    """
    each = found.join(placed_at.select("applicant_id", "school_id"), on="applicant_id", how="left")
    counted = [
        pl.len().cast(pl.Int64).alias("asked"),
        *((pl.col("finding") == name).sum().cast(pl.Int64).alias(name) for name in FINDINGS),
    ]
    by = {"audit": ("fact", "school_id"), "audit_city": ("fact",)}
    tables = [
        PublicTable(name, each.group_by(keys).agg(counted).sort(keys, nulls_last=True), ("asked", *FINDINGS))
        for name, keys in by.items()
    ]
    sums = [
        Sum(("audit_city", column), (("audit", column),), by=("fact",)) for column in ("asked", *FINDINGS)
    ]
    sums += [Sum((name, "asked"), tuple((name, part) for part in FINDINGS), by=by[name]) for name in by]
    return tables, sums
