"""Bugs in which number counts for whom."""

from dataclasses import replace

import numpy as np
import pytest

from hand_made import RECORDED, numbered
from planted_deciders import demo, fault, is_caught_as_it_says, of, patched
from small_cities import town

FILE = "chance.py"


def one_number_for_all(right):
    def drawn(seed, rules, *rest):
        lottery = rules.lottery.model_copy(update={"numbers": "per_applicant"})
        return right(seed, rules.model_copy(update={"lottery": lottery}), *rest)

    return drawn


def without_weights(right):
    def drawn(seed, rules, roster, pairs, weight):
        return replace(right(seed, rules, roster, pairs, np.ones(len(weight))), weight=weight)

    return drawn


def highest_first(right):
    def replayed(*facts):
        chance = right(*facts)
        return replace(chance, of_pair=len(chance.of_pair) - 1 - chance.of_pair)

    return replayed


def past_round():
    return town({a: ["p"] for a in "xyz"}, {"p": 1}, lottery=numbered("y", "z", "x"))


FAULTS = (
    fault(
        "one number counts at all programs where each has a lottery of its own",
        FILE,
        patched("preparation.draw", one_number_for_all),
        demo({"lottery": {"numbers": "per_program"}}),
        "no_justified_envy",
        "waitlists_in_order",
        verify=True,
    ),
    fault(
        "in a replay the highest number wins",
        FILE,
        patched("preparation.replay", highest_first),
        of(past_round, {}, RECORDED),
        "no_justified_envy",
        verify=True,
    ),
    fault(
        "weights are ignored",
        FILE,
        patched("preparation.draw", without_weights),
        demo({"lottery": {"weights": {"low_income": 3.0}}}),
        "lottery_numbers",
        "no_justified_envy",
        verify=True,
    ),
    fault(
        "a weight works the wrong way round",
        FILE,
        patched("chance.weighted_ranks", lambda right: lambda words, weight: right(words, 1 / weight)),
        demo({"lottery": {"weights": {"low_income": 3.0}}}),
        "lottery_numbers",
        "no_justified_envy",
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
