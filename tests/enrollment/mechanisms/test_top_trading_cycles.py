"""Abdulkadiroglu and Sonmez 2003, after Shapley and Scarf 1974."""

from hypothesis import given, settings

from citycompact.enrollment import Market
from citycompact.enrollment.mechanisms import top_trading_cycles
from reference import all_assignments, at_least_as_good, manipulable, outcome, problems


@given(problems(applicants=4, programs=3))
def test_nobody_can_gain_without_someone_losing(problem):
    market = Market.from_lists(*problem)
    edge = top_trading_cycles(market).edge.tolist()
    assert not any(
        other != edge and at_least_as_good(market, other, edge) for other in all_assignments(market)
    )


@given(problems(applicants=4, programs=3))
@settings(max_examples=40)
def test_no_misreport_helps(problem):
    assert manipulable(top_trading_cycles, *problem) is None


def by_rounds(preferences, priorities, seats):
    """The paper's own rounds: in each, every cycle of pointers is cleared at once."""
    free, left, result = dict(seats), set(preferences), dict.fromkeys(preferences)
    while True:
        wish = {i: next((s for s in preferences[i] if free[s] > 0), None) for i in left}
        left -= {i for i, s in wish.items() if s is None}
        if not left:
            return result
        first = {s: next(i for i in priorities[s] if i in left) for s in free}
        points_to = {i: first[wish[i]] for i in left}
        for start in sorted(left):
            seen = [start]
            while points_to[seen[-1]] not in seen:
                seen.append(points_to[seen[-1]])
            if points_to[seen[-1]] == start and start == min(seen):
                for i in seen:
                    result[i] = wish[i]
                    free[wish[i]] -= 1
                    left.discard(i)


@given(problems())
def test_it_equals_the_rounds_of_the_paper(problem):
    assert outcome(top_trading_cycles, *problem) == by_rounds(*problem)
