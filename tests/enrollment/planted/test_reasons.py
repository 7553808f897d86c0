"""Bugs in what families are told of the choices that they missed; nobody but the check recomputes it."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from hand_made import RECORDED, numbered
from planted_deciders import demo, fault, is_caught_as_it_says, of, patched
from small_cities import town

FILE = "reasons.py"
ZONES = {"groups": {"zone": {"kind": "zone"}}, "priorities": {"default": ["zone"]}}
RESERVES = {**ZONES, "reserves": [{"group": "low_income", "share": 0.4}]}
OFFERED = {"groups": {"offered": {"kind": "sibling_offered"}}, "priorities": {"default": ["offered"]}}


def twins():
    """Of two who want p, one has the best number and one the worst but one."""
    people = [{"applicant_id": a, "grade": "K", "family_id": "F" if a in "ab" else None} for a in "abxyz"]
    lists = {a: ["p", "q"] for a in "abxyz"}
    return town(lists, {"p": 3, "q": 2}, applicants=people, lottery=numbered(*"axybz"))


def minimum():
    """Program p takes scores from 60 on, and b has less."""
    programs = [{"program_id": "p", "school_id": "Sp", "grade": "K", "seats": 1, "min_score": 60.0}]
    scores = [{"applicant_id": a, "program_id": "p", "score": s} for a, s in (("a", 70.0), ("b", 50.0))]
    return town(
        {"a": ["p"], "b": ["p"]}, {"p": 1}, programs=programs, scores=scores, lottery=numbered("a", "b")
    )


def seen_otherwise(change):
    """Explain a match of which something is taken for another; the cutoffs stay those that were published."""

    def plant(right):
        def table(matched):
            changed = change(matched)
            vars(changed).update(cutoffs=matched.cutoffs, waiting=matched.waiting)
            return right(changed)

        return table

    return plant


def from_nought(matched):
    chance = matched.preparation.chance
    shifted = replace(chance, of_pair=chance.of_pair - 1)
    return replace(matched, preparation=replace(matched.preparation, chance=shifted))


def no_siblings(matched):
    run = matched.run
    return replace(matched, run=replace(run, sibling_offered=np.zeros_like(run.sibling_offered)))


def same_reason(right):
    return lambda matched, missed: pl.repeat("siblings_together", len(missed), dtype=pl.String, eager=True)


def first_bucket(right):
    def bucket(matched, missed):
        preparation = matched.preparation
        first = np.full(len(preparation.pairs), np.iinfo(np.int32).max, dtype=np.int32)
        np.minimum.at(first, preparation.edge_pair, preparation.edge_bucket)
        return np.where(first == np.iinfo(np.int32).max, -1, first)[missed]

    return bucket


def of_the_last_list(right):
    """At all programs for which a child waits it is told its position at the last of them."""

    def positions(preparation, waiting):
        found, child = right(preparation, waiting), preparation.pairs.applicant[waiting]
        of_child = np.zeros(int(child.max(initial=0)) + 1, dtype=found.dtype)
        of_child[child[np.argsort(waiting)]] = found[np.argsort(waiting)]
        return of_child[child]

    return positions


def only_the_first(right):
    return lambda matched: right(matched).unique("applicant_id", keep="first", maintain_order=True)


def the_one_received_too(right):
    """A row for the choice that was received."""

    def table(matched):
        rank = matched.run.assignment.rank
        assignment = replace(matched.run.assignment)
        vars(assignment)["rank"] = np.where(rank > 0, rank + 1, rank)
        changed = replace(matched, run=replace(matched.run, assignment=assignment))
        vars(changed).update(cutoffs=matched.cutoffs, waiting=matched.waiting)
        return right(changed)

    return table


def best_place_in_words(right):
    return lambda matched: right(matched).with_columns(
        pl.col("explanation").str.replace(r"with lottery place \d+\.$", "with lottery place 1.")
    )


CAUGHT = "explanations_true"

FAULTS = (
    fault(
        "every choice was missed because siblings are kept together",
        FILE,
        patched("reasons._reasons", same_reason),
        demo(ZONES),
        CAUGHT,
        verify=False,
    ),
    fault(
        "whose score is too low is told that the seats were filled",
        FILE,
        patched(
            "reasons._reasons",
            lambda right: (
                lambda matched, missed: right(matched, missed).replace("score_below_minimum", "seats_filled")
            ),
        ),
        of(minimum, {}, RECORDED),
        CAUGHT,
        verify=False,
    ),
    fault(
        "the cutoff told is that of the first bucket and not of the last",
        FILE,
        patched("reasons._last_bucket", first_bucket),
        demo(RESERVES),
        CAUGHT,
        verify=False,
    ),
    fault(
        "one's own place is counted from nought",
        FILE,
        patched("decide.reasons_table", seen_otherwise(from_nought)),
        demo(ZONES),
        CAUGHT,
        verify=False,
    ),
    fault(
        "the position told is that on the waitlist of another program",
        FILE,
        patched("reasons.waitlist_positions", of_the_last_list),
        demo(ZONES),
        CAUGHT,
        verify=False,
    ),
    fault(
        "whoever was admitted is counted by the priorities before siblings were placed",
        FILE,
        patched(
            "reasons._admitted",
            lambda right: lambda matched: right(no_siblings(matched)),
        ),
        of(twins, OFFERED, RECORDED),
        CAUGHT,
        verify=False,
    ),
    fault(
        "of several missed choices only the first is explained",
        FILE,
        patched("decide.reasons_table", only_the_first),
        demo(ZONES),
        CAUGHT,
        verify=False,
    ),
    fault(
        "the choice that was received is explained as missed",
        FILE,
        patched("decide.reasons_table", the_one_received_too),
        demo(ZONES),
        CAUGHT,
        verify=False,
    ),
    fault(
        "the sentence gives everybody the best lottery place",
        FILE,
        patched("decide.reasons_table", best_place_in_words),
        demo(ZONES),
        CAUGHT,
        verify=False,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_nothing_else_of_the_match_is_touched(planted, monkeypatch):
    from citycompact.enrollment import check, decide

    facts, rules, draw = planted.round()
    planted.plant(monkeypatch)
    broken = {one.name for one in check(facts, rules, decide(facts, rules, draw)).findings if not one.holds}
    facts, rules, draw = planted.round()
    assert {"explanations_true"} <= broken
    assert not broken & {"feasible", "waitlists_in_order", "cutoffs_true", "lottery_numbers"}
