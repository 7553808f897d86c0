"""Bugs in which facts are taken for true; the committed records hold the groups, so the check alone sees."""

from dataclasses import replace

import polars as pl
import pytest

from citycompact.city.demo import build_demo_city
from citycompact.city.tables import WAYS
from citycompact.enrollment import EnrollmentRules
from planted_deciders import drawn, fault, is_caught_as_it_says, patched

FILE = "verified.py"
POOR = {"priorities": {"default": ["low_income"]}, "verification": {"low_income": ["agency"]}}


def partly_verified(rules):
    """A demo city in which an agency verified the income of every second child; the others said it."""

    def made():
        city = build_demo_city(schools=8, applicants=300, seed=3)
        applicants = city.table("applicants").sort("applicant_id").with_row_index("row")
        ways = pl.when(pl.col("row") % 2 == 0).then(pl.lit("agency")).otherwise(pl.lit("self"))
        rows = applicants.select(
            "applicant_id", fact=pl.lit("low_income"), how=ways, at=pl.lit(None, pl.String)
        )
        given = city.table("verifications")
        rows = rows.select(pl.col(name).cast(kind) for name, kind in given.schema.items())
        city = replace(city, tables={**city.tables, "verifications": rows})
        return city, EnrollmentRules.model_validate(rules), drawn()

    return made


def any_way(right):
    def verified(city, rules, fact):
        return city.table("verifications").filter(pl.col("fact") == fact)["applicant_id"].unique()

    return verified


def of_the_next(right):
    """Each verification is taken for the child's who comes next in the table."""

    def verified(city, rules, fact):
        ids = city.table("applicants")["applicant_id"]
        return ids.filter(ids.is_in(right(city, rules, fact).implode()).shift(1, fill_value=False))

    return verified


def without(which):
    return lambda right: lambda *given, **more: right(*given, **more).filter(~which)


FAULTS = (
    fault(
        "a fact counts that nobody verified",
        FILE,
        patched("preparation.true_facts", lambda right: lambda city, rules: city.table("applicants")),
        partly_verified(POOR),
        "no_justified_envy",
        verify=False,
    ),
    fault(
        "a fact counts in whatever way it was verified",
        FILE,
        patched("verified._verified", any_way),
        partly_verified(POOR),
        "no_justified_envy",
        "verified_facts",
        verify=False,
    ),
    fault(
        "the rules let every way count for every fact",
        FILE,
        patched("rules.EnrollmentRules.ways_of", lambda right: lambda rules, fact: frozenset(WAYS)),
        partly_verified(POOR),
        "no_justified_envy",
        "verified_facts",
        verify=False,
    ),
    fault(
        "a verification counts for another child",
        FILE,
        patched("verified._verified", of_the_next),
        partly_verified(POOR),
        "no_justified_envy",
        "verified_facts",
        verify=False,
    ),
    fault(
        "who only said so themselves is not told that it did not count",
        FILE,
        patched("decide.unverified", without(pl.col("how") == "self")),
        partly_verified(POOR),
        "verified_facts",
        verify=False,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
