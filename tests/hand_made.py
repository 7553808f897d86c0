"""Results made by hand, so that a check is tried on outcomes that no decider had a part in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Certificate, Draw, Result
from citycompact.enrollment import EnrollmentRules, check
from citycompact.enrollment.recomputed.outcome import Outcome, outcome_of
from citycompact.enrollment.recomputed.result_tables import COLUMNS
from citycompact.enrollment.recomputed.round import round_of

RECORDED = Draw(None, "a past round", replayed=True)
"""Recorded numbers decide, so that a test says itself who comes first; then every fact counts as recorded."""

Placed = Mapping[str, tuple[str, int] | str | None]


def result_of(
    facts: CityPackage,
    placed: Placed,
    draw: Draw = RECORDED,
    *,
    siblings: list[tuple[str, str, str]] | None = None,
    **said: Any,
) -> Result:
    """A result with these placements: applicant to program, or program and bucket, or None.

    ``siblings`` are rows of the table of this name; ``said`` is what the values say of siblings.
    """
    ranks = {
        (a, p): r
        for a, r, p in facts.table("choices").select("applicant_id", "rank", "program_id").iter_rows()
    }
    rows = []
    for applicant in facts.table("applicants")["applicant_id"].sort():
        seat = placed.get(applicant)
        program, bucket = seat if isinstance(seat, tuple) else (seat, 1 if seat else None)
        rows.append((applicant, program, bucket, ranks.get((applicant, program))))
    tables = {name: pl.DataFrame(schema=kinds) for name, kinds in COLUMNS.items() if name != "unverified"}
    tables["assignments"] = pl.DataFrame(rows, schema=COLUMNS["assignments"], orient="row")
    tables["siblings"] = pl.DataFrame(siblings or [], schema=COLUMNS["siblings"], orient="row")
    usual = {"rounds": 1, "fixed_point": True, "kept_together": 0}
    return Result(tables, {"siblings": {**usual, **said}}, draw)


def checked(
    facts: CityPackage, rules: dict[str, Any], placed: Placed, draw: Draw = RECORDED, **more: Any
) -> Certificate:
    """What the check finds of placements made by hand; only who sits where is worth looking at."""
    return check(facts, EnrollmentRules.model_validate(rules), result_of(facts, placed, draw, **more))


def fair(certificate: Certificate) -> bool:
    """Whether all holds that is promised of placements; by hand there is nothing else in a result."""
    beside = {"lottery_numbers", "waitlists_in_order", "cutoffs_true", "explanations_true", "verified_facts"}
    return all(one.holds for one in certificate.findings if one.promised and one.name not in beside)


def outcome(facts: CityPackage, rules: dict[str, Any], placed: Placed, draw: Draw = RECORDED) -> Outcome:
    """An outcome made by hand, found again in the recomputed round."""
    round_ = round_of(facts, EnrollmentRules.model_validate(rules), draw)
    return outcome_of(round_, result_of(facts, placed, draw).tables["assignments"])


def numbered(*applicants: str) -> list[dict[str, Any]]:
    """Recorded lottery numbers, the best first."""
    return [{"applicant_id": name, "number": number} for number, name in enumerate(applicants, start=1)]


def people(*names: str, **facts: str) -> list[dict[str, Any]]:
    """Children of grade K; of each fact the names of whom it is true."""
    return [
        {"applicant_id": n, "grade": "K", **{fact: n in who for fact, who in facts.items()}} for n in names
    ]
