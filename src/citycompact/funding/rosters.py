"""From one roster of children to counts, so that both sectors are counted by the same hand.

A roster says from which day to which day a child belonged to a school, and in which categories. On a count
day a child counts at the one school to which it belongs that day.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

import polars as pl

from citycompact.facts import Column, FactsError, Files, Problem, Table, check_keys, read_tables
from citycompact.facts.checks import Reporter
from citycompact.funding.money import HUNDREDTHS, half_up, pupils_of
from citycompact.funding.rules import FundingRules
from citycompact.funding.tables import TABLES

ROSTER = Table(
    "roster",
    (
        Column("student_id", "id", True),
        Column("school_id", "id", True),
        Column("category", "id", True),
        Column("since", "date", True),
        # Empty: still there.
        Column("until", "date"),
    ),
    key=("student_id", "school_id", "category", "since"),
    required=True,
)
"""A row for each category of a child at a school; both days are included."""


@dataclass(frozen=True)
class Counted:
    """Counts as the room reads them, and of each count how many children were in it."""

    counts: pl.DataFrame
    children: int


def read_roster(files: Files) -> pl.DataFrame:
    """Read ``roster.csv``; FactsError with every problem, which names rows and never a child."""
    frames, problems = read_tables(files, (ROSTER,))
    if frames is not None:
        report = Reporter(100)
        check_keys(frames, (ROSTER,), report)
        problems += [Problem(p.file, p.message, p.mend, p.row, p.column) for p in report.problems]
        rows = frames["roster"].with_row_index("row", offset=2)
        problems += [
            Problem("roster.csv", "ends before it begins.", "Correct one of the days.", row, "until")
            for row in rows.filter(pl.col("until") < pl.col("since"))["row"].to_list()
        ]
    if problems or frames is None:
        raise FactsError(problems)
    return frames["roster"]


def count_roster(
    roster: pl.DataFrame, rules: FundingRules, days: Sequence[datetime.date], year: str = ""
) -> Counted:
    """Count the children of a roster by the signed rule.

    Parameters
    ----------
    days
        The count day, or both; for ``membership_days`` the first and the last school day, between which
        every weekday is one.

    Raises
    ------
    FactsError
        For a number of days that the rule does not have, for a category without a weight, for a child who
        belongs to two schools on one day, or to none or several of the grades that count pupils.
    """
    wanted = 1 if rules.count_rule == "one_day" else 2
    if len(days) != wanted or list(days) != sorted(set(days)):
        said = "one day" if wanted == 1 else "two days, the earlier first"
        raise FactsError([Problem("--on", f"the rule {rules.count_rule} needs {said}.", "Give them.")])
    known = {item.category for item in rules.weights}
    rows = roster.with_row_index("row", offset=2)
    unknown = rows.filter(~pl.col("category").is_in(sorted(known)))
    if unknown.height:
        mend = f"Give it a weight, or correct it; there are {', '.join(sorted(known))}."
        raise FactsError(
            [
                Problem("roster.csv", "has no weight.", mend, row, "category", name)
                for row, name in unknown.select("row", "category").iter_rows()
            ]
        )
    if rules.count_rule == "membership_days":
        first, last = days
        span = [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]
        days = [day for day in span if day.weekday() < 5]
    parts: dict[tuple[str, str], int] = defaultdict(int)
    children: set[str] = set()
    problems: dict[tuple[int, str], Problem] = {}
    for _student, theirs in rows.sort("row").group_by("student_id", maintain_order=True):
        present = list(theirs.iter_rows(named=True))
        for day in days:
            here = [r for r in present if r["since"] <= day and (r["until"] is None or day <= r["until"])]
            for fault in _faults(here, rules, day):
                problems.setdefault((fault.row or 0, fault.message), fault)
            for row in _counting(here, rules):
                parts[row["school_id"], row["category"]] += 1
                children.add(row["student_id"])
    if problems:
        raise FactsError([problems[key] for key in sorted(problems)])
    found = [
        (school, category, pupils_of(half_up(Fraction(number * HUNDREDTHS, len(days)))), year)
        for (school, category), number in sorted(parts.items())
    ]
    schema = dict(TABLES["counts"].empty().schema)
    return Counted(pl.DataFrame(found, schema=schema, orient="row"), len(children))


def _faults(here: Sequence[Mapping[str, object]], rules: FundingRules, day: datetime.date) -> list[Problem]:
    """What keeps a child from being counted on a day; nobody is named."""
    if not here:
        return []
    row = int(str(here[-1]["row"]))
    if len({item["school_id"] for item in here}) > 1:
        mend = "End one of its stays before the other begins."
        return [Problem("roster.csv", "belongs to two schools on one day.", mend, row, "since", f"{day}")]
    names = [str(item["category"]) for item in here]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        mend = "End one of the rows before the other begins, or remove it."
        return [
            Problem("roster.csv", f"counts a child twice as {twice[0]}.", mend, row, "category", f"{day}")
        ]
    grades = [item for item in here if item["category"] in rules.pupil_categories]
    if len(grades) != 1:
        what = "no category that counts pupils" if not grades else "two categories that count pupils"
        mend = "Give each child one, such as its grade, and its needs beside it."
        return [Problem("roster.csv", f"has {what} on one day.", mend, row, "category", f"{day}")]
    return []


def _counting(here: Sequence[Mapping[str, str]], rules: FundingRules) -> list[Mapping[str, str]]:
    """The rows that count: all, or of the needs the one with the highest weight (first in the rules)."""
    if rules.needs == "all":
        return list(here)
    weights = {item.category: item.weight for item in rules.weights if item.need}
    needs = [row for row in here if row["category"] in weights]
    order = list(weights)
    best = max(needs, key=lambda r: (weights[r["category"]], -order.index(r["category"])), default=None)
    return [row for row in here if row["category"] not in weights or row is best]


def audit_sample(roster: pl.DataFrame, seed: str, per_100: Decimal, at_least: int = 1) -> pl.DataFrame:
    """Whose papers an auditor asks to see, of each school: those with the lowest numbers of a public draw.

    The number of a child is SHA-256 of ``seed|count|student_id`` in UTF-8, as 64 hexadecimal digits.

    Returns
    -------
    school_id, student_id, number; sorted by school and number.
    """
    rows = []
    for (school,), theirs in roster.sort("school_id").group_by("school_id", maintain_order=True):
        drawn = sorted(
            (hashlib.sha256(f"{seed}|count|{child}".encode()).hexdigest(), child)
            for child in theirs["student_id"].unique().to_list()
        )
        many = max(at_least, ceil(Fraction(per_100) * len(drawn) / 100))
        rows += [(school, child, number) for number, child in drawn[:many]]
    schema = {"school_id": pl.String, "student_id": pl.String, "number": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
