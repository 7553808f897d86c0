"""The front door: facts, rules and a public draw in, one assignment for the whole city out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Draw, Result
from citycompact.enrollment.market import Bool
from citycompact.enrollment.matching import Matched, match
from citycompact.enrollment.reasons import reasons_table
from citycompact.enrollment.recorded import placed_by_list
from citycompact.enrollment.rules import EnrollmentRules, FactGroup
from citycompact.enrollment.verified import COLUMNS as UNVERIFIED
from citycompact.enrollment.verified import unverified

SIBLING_PLACED = "sibling_placed"
CLOSED = "closed"
SIBLING_UNCOUNTED = "sibling_uncounted"


RESULT = {
    "assignments": {
        "applicant_id": "text",
        "program_id": "text",
        "bucket": "integer",
        "choice_rank": "integer",
    },
    "waitlists": {"program_id": "text", "position": "integer", "applicant_id": "text"},
    "cutoffs": {
        "program_id": "text",
        "bucket": "integer",
        "group": "text",
        "seats": "integer",
        "filled": "integer",
        "full": "boolean",
        "member": "boolean",
        "priority": "integer",
        "priority_group": "text",
        "score": "number",
        "lottery_place": "integer",
        "lottery_number": "text",
        "lottery_weight": "number",
    },
    "explanations": {
        "applicant_id": "text",
        "choice_rank": "integer",
        "program_id": "text",
        "reason": "text",
        "seats": "integer",
        "admitted": "text",
        "own_group": "text",
        "own_place": "integer",
        "own_score": "number",
        "cutoff_group": "text",
        "cutoff_place": "integer",
        "cutoff_score": "number",
        "waitlist_position": "integer",
        "explanation": "text",
    },
    "lottery": {"applicant_id": "text", "lottery_number": "text", "lottery_place": "integer"},
    "siblings": {"applicant_id": "text", "program_id": "text", "effect": "text"},
    "unverified": UNVERIFIED,
}
"""Tables of the result, each column with its kind."""


def decide(
    facts: CityPackage,
    rules: EnrollmentRules,
    draw: Draw | None = None,
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> Result:
    """Assign the city's seats.

    A pure function of its arguments: the same to the byte on every machine, with any number of
    threads.

    Parameters
    ----------
    facts
        A validated package.
    rules
        The enrollment section of the rulebook.
    draw
        The public draw; a replay takes the recorded numbers of the ``lottery`` table instead.
    progress
        Called with a few words as each step begins.

    Returns
    -------
    Tables ``assignments``, ``waitlists``, ``cutoffs``, ``explanations`` (see
    :mod:`~citycompact.enrollment.reasons`), ``lottery`` (applicant_id, lottery_number,
    lottery_place: 1 is best) and ``siblings`` (applicant_id, program_id, effect: the choices that
    had the priority of a placed sibling, those closed by keep-together, and those that by the outcome should
    have had that priority and did not) and ``unverified`` (see
    :mod:`~citycompact.enrollment.verified`). Values: mechanism,
    siblings (rounds, fixed_point, restart, kept_together), proposals, labels of groups by language, what kind
    of lottery it was, and placed_by_list (see :mod:`~citycompact.enrollment.recorded`).

    Raises
    ------
    FactsError
        Where facts and rules do not fit together.
    ValueError
        Without a draw.
    """
    if draw is None:
        raise ValueError("the lottery needs a public draw, or a round that is replayed")
    matched = match(facts, rules, draw, progress)
    progress("explaining")
    run = matched.run
    return Result(
        tables={
            "assignments": matched.assignments,
            "waitlists": matched.waitlists,
            "cutoffs": matched.cutoffs,
            "explanations": reasons_table(matched),
            "lottery": _lottery(matched),
            "siblings": _siblings(matched),
            "unverified": unverified(facts, rules, replayed=draw.replayed),
        },
        values={
            "mechanism": rules.mechanism.name,
            "siblings": {
                "rounds": run.rounds,
                "fixed_point": run.fixed_point,
                "restart": run.restart,
                "kept_together": len(run.families),
            },
            "proposals": run.assignment.proposals,
            "labels": labels_of(rules),
            "lottery": {"numbers": rules.lottery.numbers, "weighted": bool(rules.lottery.weights)},
            "placed_by_list": placed_by_list(facts, rules, matched.assignments),
        },
        draw=draw,
    )


def _lottery(matched: Matched) -> pl.DataFrame:
    chance = matched.preparation.chance
    return pl.DataFrame(
        {
            "applicant_id": matched.preparation.roster.applicants["applicant_id"],
            "lottery_number": pl.Series(chance.numbers(), dtype=pl.String),
            "lottery_place": pl.Series(chance.order + 1),
        }
    )


def _siblings(matched: Matched) -> pl.DataFrame:
    """Choices that the sibling rules touched, in the order of applicants and their choices."""
    pairs, roster = matched.preparation.pairs, matched.preparation.roster

    def named(mask: Bool, effect: str) -> pl.DataFrame:
        chosen = np.flatnonzero(mask & (pairs.rank > 0))
        return pl.DataFrame(
            {
                "applicant_id": roster.applicants["applicant_id"].gather(pairs.applicant[chosen]),
                "program_id": roster.programs["program_id"].gather(pairs.program[chosen]),
                "effect": pl.repeat(effect, len(chosen), dtype=pl.String, eager=True),
            }
        )

    run = matched.run
    return pl.concat(
        [
            named(run.sibling_offered, SIBLING_PLACED),
            named(~run.active, CLOSED),
            named(run.uncounted & run.active, SIBLING_UNCOUNTED),
        ]
    )


def labels_of(rules: EnrollmentRules) -> Mapping[str, Any]:
    """What families are told of each group, and of each fact or claim that one looks at, by language."""
    found = {name: dict(group.labels) for name, group in rules.groups.items()}
    for group in rules.groups.values():
        fact = group.column if isinstance(group, FactGroup) else getattr(group, "claim", None)
        if fact is not None and group.labels:
            found.setdefault(fact, dict(group.labels))
    return found
