"""The certificate: whether a match keeps what the mechanism and the rules promise.

Everything is recomputed from facts, rules and draw, naively and by code of its own
(:mod:`citycompact.enrollment.recomputed`); of the decider nothing is used but what it published.
"""

from __future__ import annotations

from collections.abc import Mapping

from citycompact.city import CityPackage
from citycompact.doors import Certificate, Finding, Result
from citycompact.enrollment.recomputed import (
    cutoffs,
    explanations,
    lists,
    lottery,
    placements,
    unverified,
    waitlists,
)
from citycompact.enrollment.recomputed.envy import Lines
from citycompact.enrollment.recomputed.improvements import better_stable, rings_of_swaps, wasted
from citycompact.enrollment.recomputed.outcome import Outcome, outcome_of
from citycompact.enrollment.recomputed.promises import ADJUSTED, Promises
from citycompact.enrollment.recomputed.result_tables import Published, published
from citycompact.enrollment.recomputed.round import Round, round_of
from citycompact.enrollment.recomputed.siblings import Siblings
from citycompact.enrollment.recomputed.violations import Violations
from citycompact.enrollment.rules import EnrollmentRules


def check(facts: CityPackage, rules: EnrollmentRules, result: Result) -> Certificate:
    """Test every property of a match, promised or not, on its published tables.

    Oddities of the tables (unknown ids, rows twice, nothing at all) are violations and never an exception.
    Every violation names the applicant, the program and the numbers; of what is not promised the first 20.

    Returns
    -------
    Findings for: feasible, individually_rational, no_justified_envy, consent_respected, non_wasteful,
    guarantees_kept, reserves_honoured, siblings_kept, student_optimal, pareto_efficient, lottery_numbers,
    waitlists_in_order, cutoffs_true, explanations_true, places_by_list_told, verified_facts.

    Raises
    ------
    ValueError
        Where the result names no draw.
    """
    if result.draw is None:
        raise ValueError("a match without its draw cannot be checked")
    found = published(result)
    round_ = round_of(facts, rules, result.draw)
    outcome = outcome_of(round_, found["assignments"])
    siblings = Siblings(outcome, found, _values(result, "siblings"))
    promises = Promises(
        rules.mechanism.name,
        rights=bool(round_.right.any()),
        hard=round_.hard,
        settled=siblings.fixed_point,
        all_consent=bool(round_.consents.all()),
    )
    return Certificate(
        (
            *_of_placements(outcome, siblings, promises, found),
            *_of_tables(round_, outcome, siblings, found, _values(result, "placed_by_list")),
        )
    )


def _of_placements(
    outcome: Outcome, siblings: Siblings, promises: Promises, found: Published
) -> tuple[Finding, ...]:
    """Findings about who sits where."""
    considered = ~siblings.closed
    by_lottery = promises.mechanism != "stable_improvement_cycles"
    # By the outcome, and not by what the decider says that it used.
    lines = Lines(outcome, outcome.round.priority(siblings.placed), considered, by_lottery)
    unfilled = lines.unfilled()
    if promises.mechanism == "deferred_acceptance":
        unfilled.add_all(lines.holders_out_of_place())
    torn = siblings.broken()
    if promises.reserves_honoured and not siblings.fixed_point:
        # What was used has to explain who sits where, also where it is not all that follows from the outcome.
        used = Lines(outcome, outcome.round.priority(siblings.used & siblings.placed), considered, by_lottery)
        torn.add_all(used.envious())
    waste = wasted(outcome, considered)
    round_ = outcome.round
    passed_over = Violations()
    if promises.mechanism == ADJUSTED:
        refuses = considered & ~round_.consents[round_.child]
        passed_over = Lines(outcome, lines.priority, refuses).envious()
    swaps = rings_of_swaps(outcome, considered).add_all(waste)
    better = better_stable(lines)
    if outcome.round.hard:
        better.add_all(waste)
    return (
        placements.infeasible(outcome, found).finding("feasible"),
        placements.irrational(outcome, found).finding("individually_rational"),
        lines.envious().finding("no_justified_envy", promises.no_justified_envy),
        passed_over.finding("consent_respected", promises.consent_respected),
        waste.finding("non_wasteful", promises.non_wasteful),
        placements.broken_rights(outcome).finding("guarantees_kept"),
        unfilled.finding("reserves_honoured", promises.reserves_honoured),
        torn.finding("siblings_kept"),
        better.finding("student_optimal", promises.student_optimal),
        swaps.finding("pareto_efficient", promises.pareto_efficient),
    )


def _of_tables(
    round_: Round, outcome: Outcome, siblings: Siblings, found: Published, said: Mapping[str, object]
) -> tuple[Finding, ...]:
    """Findings about what was published beside the placements; ``said``: places that came from lists."""
    in_the_run = round_.priority(siblings.used & siblings.placed)
    return (
        lottery.other_numbers(round_, found).finding("lottery_numbers"),
        waitlists.out_of_order(outcome, found, in_the_run).finding("waitlists_in_order"),
        cutoffs.untrue(outcome, found, in_the_run).finding("cutoffs_true"),
        explanations.untrue(outcome, found, in_the_run, siblings.closed).finding("explanations_true")
        if "explanations" in found.given
        # Results of versions that did not tell it, here and below.
        else Finding("explanations_true", False, 0),
        lists.miscounted(outcome, said).finding("places_by_list_told"),
        unverified.untold(round_, found).finding("verified_facts")
        if "unverified" in found.given
        else Finding("verified_facts", False, 0),
    )


def _values(result: Result, name: str) -> Mapping[str, object]:
    said = result.values.get(name)
    return said if isinstance(said, Mapping) else {}
