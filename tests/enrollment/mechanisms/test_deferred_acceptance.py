"""Gale and Shapley 1962; Abdulkadiroglu and Sonmez 2003; Kominers and Sonmez 2016."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, Market, decide
from citycompact.enrollment.mechanisms import deferred_acceptance
from reference import (
    all_assignments,
    at_least_as_good,
    is_stable,
    manipulable,
    outcome,
    problems,
    textbook_deferred_acceptance,
)
from small_cities import town


def random_market(seed: int, applicants: int, programs: int, choices: int, seats: int) -> Market:
    rng = np.random.default_rng(seed)
    width = min(choices, programs)
    bucket = np.concatenate([rng.permutation(programs)[:width] for _ in range(applicants)])
    key = np.concatenate([rng.permutation(applicants)[:, None] for _ in range(programs)], axis=1)
    owner = np.repeat(np.arange(applicants), width)
    return Market.from_arrays(
        np.arange(applicants + 1) * width, bucket, key[owner, bucket], np.full(programs, seats)
    )


@given(problems())
def test_it_equals_the_textbook_version(problem):
    market = Market.from_lists(*problem)
    assert deferred_acceptance(market).edge.tolist() == textbook_deferred_acceptance(market)


@given(st.integers(0, 2**32), st.integers(20, 300), st.integers(2, 12), st.integers(1, 6), st.integers(0, 30))
@settings(max_examples=40)
def test_it_equals_the_textbook_version_on_markets_that_fill_its_buffers(
    seed, people, programs, choices, seats
):
    market = random_market(seed, people, programs, choices, seats)
    assert deferred_acceptance(market).edge.tolist() == textbook_deferred_acceptance(market)


@given(problems(applicants=4, programs=3))
def test_no_stable_assignment_is_better_for_anyone(problem):
    market = Market.from_lists(*problem)
    edge = deferred_acceptance(market).edge.tolist()
    assert is_stable(market, edge)
    for other in all_assignments(market):
        if is_stable(market, other):
            assert at_least_as_good(market, edge, other)


@given(problems(applicants=4, programs=3))
@settings(max_examples=40)
def test_no_misreport_helps(problem):
    assert manipulable(deferred_acceptance, *problem) is None


REPORTS = [list(p) for n in range(3) for p in itertools.permutations(["p", "q"], n)]


def places(lists):
    """Four applicants; one of the two seats at p is reserved for a1 and a4."""
    city = town(
        lists,
        {"p": 2, "q": 1},
        applicants=[
            {"applicant_id": a, "grade": "K", "low_income": a in ("a1", "a4")}
            for a in ("a1", "a2", "a3", "a4")
        ],
        reserves=[{"program_id": "p", "position": 1, "group": "low_income", "seats": 1, "hard": False}],
    )
    table = decide(city, EnrollmentRules(), Draw("seed")).tables["assignments"]
    return dict(table.select("applicant_id", "program_id").iter_rows())


@given(st.tuples(*[st.sampled_from(REPORTS)] * 4))
@settings(max_examples=50)
def test_no_misreport_helps_where_seats_are_reserved(truth):
    lists = dict(zip(("a1", "a2", "a3", "a4"), truth, strict=True))
    honest = places(lists)

    def worth(person, school):
        return lists[person].index(school) if school in lists[person] else len(lists[person])

    for person in lists:
        for lie in REPORTS:
            assert worth(person, places({**lists, person: lie})[person]) >= worth(person, honest[person])


@given(problems())
def test_more_seats_hurt_nobody(problem):
    preferences, priorities, seats = problem
    fewer = Market.from_lists(preferences, priorities, seats)
    more = Market.from_lists(preferences, priorities, {s: n + 1 for s, n in seats.items()})
    assert at_least_as_good(
        more, deferred_acceptance(more).edge.tolist(), deferred_acceptance(fewer).edge.tolist()
    )


@given(problems(), st.data())
def test_a_better_priority_never_hurts(problem, data):
    # Balinski and Sonmez 1999: it respects improvements.
    preferences, priorities, seats = problem
    person = data.draw(st.sampled_from(list(preferences)))
    before = outcome(deferred_acceptance, *problem)[person]
    better = {s: [person, *(i for i in ranked if i != person)] for s, ranked in priorities.items()}
    after = outcome(deferred_acceptance, preferences, better, seats)[person]
    listed = [*preferences[person], None]
    assert listed.index(after) <= listed.index(before)


@given(problems(applicants=4, programs=3))
@settings(max_examples=60)
def test_who_is_placed_and_how_many_seats_fill_is_the_same_in_every_stable_assignment(problem):
    # Roth 1986, the rural hospitals theorem.
    market = Market.from_lists(*problem)
    found = deferred_acceptance(market)
    for other in all_assignments(market):
        if is_stable(market, other):
            assert [e >= 0 for e in other] == found.placed.tolist()
            taken = np.bincount(market.bucket[[e for e in other if e >= 0]], minlength=market.buckets)
            assert taken.tolist() == found.filled.tolist()


def test_an_empty_market_is_no_error():
    assert deferred_acceptance(Market.from_lists({}, {}, {})).edge.tolist() == []
    nobody_wants = Market.from_lists({"i": []}, {"s": ["i"]}, {"s": 3})
    assert deferred_acceptance(nobody_wants).edge.tolist() == [-1]
