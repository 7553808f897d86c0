"""Kesten 2010; Tang and Yu 2014."""

from dataclasses import replace

import numpy as np
from hypothesis import given

from citycompact.enrollment import Market
from citycompact.enrollment.mechanisms import deferred_acceptance, efficiency_adjusted_deferred_acceptance
from reference import all_assignments, at_least_as_good, outcome, problems

EADA = efficiency_adjusted_deferred_acceptance


@given(problems())
def test_nobody_is_worse_off_than_in_deferred_acceptance(problem):
    market = Market.from_lists(*problem)
    assert at_least_as_good(market, EADA(market).edge.tolist(), deferred_acceptance(market).edge.tolist())


@given(problems(applicants=4, programs=3))
def test_with_full_consent_it_is_efficient(problem):
    market = Market.from_lists(*problem)
    edge = EADA(market).edge.tolist()
    assert not any(
        other != edge and at_least_as_good(market, other, edge) for other in all_assignments(market)
    )


@given(problems())
def test_without_any_consent_it_is_deferred_acceptance_or_violates_no_withheld_priority(problem):
    market = Market.from_lists(*problem)
    nobody = replace(market, consent=np.zeros(market.applicants, dtype=bool))
    edge = EADA(nobody).edge.tolist()
    # No priority may be violated when nobody consents, so the result is stable, hence the best stable one.
    assert edge == deferred_acceptance(market).edge.tolist()


@given(problems())
def test_consenting_does_not_change_ones_own_seat(problem):
    market = Market.from_lists(*problem)
    everyone = EADA(market).edge
    for person in range(market.applicants):
        consent = np.ones(market.applicants, dtype=bool)
        consent[person] = False
        assert EADA(replace(market, consent=consent)).edge[person] == everyone[person]


def test_kesten_2010_the_interrupter_of_the_first_example():
    # Kesten 2010, Example 1 (after Roth 1982): i3's hopeless wish for s1 costs i1 and i2 their swap.
    preferences = {"i1": ["s2", "s1"], "i2": ["s1", "s2"], "i3": ["s1", "s3"]}
    priorities = {"s1": ["i1", "i3", "i2"], "s2": ["i2", "i1", "i3"], "s3": ["i3", "i1", "i2"]}
    seats = {"s1": 1, "s2": 1, "s3": 1}
    assert outcome(deferred_acceptance, preferences, priorities, seats) == {
        "i1": "s1",
        "i2": "s2",
        "i3": "s3",
    }
    assert outcome(EADA, preferences, priorities, seats) == {"i1": "s2", "i2": "s1", "i3": "s3"}
