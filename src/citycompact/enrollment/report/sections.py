"""What the report says, in numbers and sentences, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Certificate, Result
from citycompact.enrollment.statistics import RECEIVED, demand
from citycompact.privacy import SMALLEST_SHOWN

FINDINGS: dict[str, tuple[str, str]] = {
    "feasible": (
        "Within capacity",
        (
            "Every applicant stands in the result once, where they may be admitted; no program and no "
            "reserve holds more than its seats."
        ),
    ),
    "individually_rational": (
        "Nobody placed against their wish",
        "Every seat was asked for by the family or guaranteed to it.",
    ),
    "no_justified_envy": (
        "No justified envy",
        "Nobody sits in a seat that someone with a better claim wanted more than what they got.",
    ),
    "consent_respected": (
        "Consent respected",
        "Nobody who did not consent to it was passed over at a school that they wanted more.",
    ),
    "non_wasteful": (
        "No seat wasted",
        "No program with an empty seat could take in somebody who wanted it more than what they got.",
    ),
    "guarantees_kept": (
        "Guarantees kept",
        "Everybody with a right to a seat has that seat or one they wanted more.",
    ),
    "reserves_honoured": (
        "Reserves honoured",
        (
            "Seats were filled in the order of the reserves: none went to somebody else while a member of "
            "its group was waiting for it."
        ),
    ),
    "siblings_kept": (
        "Siblings kept",
        (
            "Every priority given for a placed sibling is true, and what is said of them; families who "
            "asked for it are at one school or at none."
        ),
    ),
    "student_optimal": (
        "Best for applicants",
        (
            "No other assignment that respects all claims would suit any applicant better (checked by an "
            "independent method)."
        ),
    ),
    "pareto_efficient": ("No swap left", "No group of applicants could swap seats so that all of them gain."),
    "lottery_numbers": (
        "Lottery numbers are the draw's",
        "Every lottery number and its place follow from the public draw, or are those that were recorded.",
    ),
    "waitlists_in_order": (
        "Waitlists in order",
        "Everybody who waits stands on the waitlist, in the order of priority and tie-break.",
    ),
    "cutoffs_true": ("Cutoffs are true", "Each cutoff is that of the last one whom those seats admitted."),
    "explanations_true": (
        "Families are told the truth",
        (
            "Every choice that was missed is explained, and no other; each reason and each number in it "
            "follows from who sits where."
        ),
    ),
    "places_by_list_told": (
        "Places from lists are told",
        "Where signed rules let a list of people order a program, the result says how many it placed.",
    ),
    "verified_facts": (
        "Only verified facts counted",
        "What was claimed and did not count, because it was not verified, is told, and nothing else is.",
    ),
}


@dataclass(frozen=True)
class KeyFigure:
    """One number for the head of the report."""

    value: str
    label: str


def key_figures(facts: CityPackage, shown: dict[str, pl.DataFrame]) -> list[KeyFigure]:
    """Applicants, seats, and the shares that boards ask for first; a dash for one that is not shown.

    ``shown``: from :func:`citycompact.enrollment.report.public_counts.report_counts`.
    """
    everyone, city = shown["all"].row(0, named=True), shown["city"].row(0, named=True)
    n = city["applicants"]
    seats = int(facts.table("programs")["seats"].sum())

    def share(count: int | None) -> str:
        return f"{count / n:.1%}" if n and count is not None else "–"

    return [
        KeyFigure(f"{n:,}", "applicants"),
        KeyFigure(f"{seats:,}", f"seats in {facts.table('schools').height:,} schools"),
        KeyFigure(share(everyone[RECEIVED[0]]), "received their first choice"),
        KeyFigure(share(everyone["first_three"]), "received one of their first three"),
        KeyFigure(share(city["placed"]), "received a seat"),
    ]


def certificate_rows(certificate: Certificate) -> list[dict[str, str]]:
    """The certificate as rows: name, meaning, verdict and its class."""
    rows = []
    for finding in certificate.findings:
        name, meaning = FINDINGS[finding.name]
        if finding.holds:
            verdict, kind = ("holds", "good") if finding.promised else ("holds, though not promised", "plain")
        elif finding.promised:
            verdict, kind = f"BROKEN in {finding.violations:,} places", "bad"
        else:
            verdict, kind = "not promised by these rules; does not hold", "plain"
        rows.append({"name": name, "meaning": meaning, "verdict": verdict, "kind": kind})
    return rows


def cutoff_rows(facts: CityPackage, result: Result, most: int) -> tuple[list[dict[str, str]], int]:
    """Cutoffs of full buckets, the most demanded first, and how many there are in all."""
    wanted = demand(facts, result).select("program_id", "school_name", "name", "grade", "applications")
    full = (
        result.tables["cutoffs"]
        .filter(pl.col("full"))
        .join(wanted, on="program_id")
        .sort(["applications", "program_id", "bucket"], descending=[True, False, False])
    )
    rows = [
        {
            "program": program_label(row),
            "bucket": row["group"].replace("_", " "),
            "seats": f"{row['seats']:,}",
            "priority": str(row["priority_group"]).replace("_", " "),
            "score": "" if row["score"] is None else f"{row['score']:g}",
            "place": f"{row['lottery_place']:,}",
        }
        for row in full.head(most).iter_rows(named=True)
    ]
    return rows, full.height


def program_label(row: dict[str, Any]) -> str:
    """School and program, as charts and tables print them."""
    return f"{row['school_name']}, {row['name'] or 'grade ' + row['grade']}"


def places_by_list(result: Result) -> list[tuple[str, int | str]]:
    """Programs ordered by a list of people, and how many places came from it; small numbers are not shown."""
    counts: dict[str, int] = result.values["placed_by_list"]
    few = f"fewer than {SMALLEST_SHOWN}"
    return [(name, few if count < SMALLEST_SHOWN else count) for name, count in counts.items()]
