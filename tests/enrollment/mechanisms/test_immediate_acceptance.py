"""The Boston mechanism (Abdulkadiroglu and Sonmez 2003)."""

from hypothesis import given, settings

from citycompact.enrollment import Market
from citycompact.enrollment.mechanisms import immediate_acceptance
from reference import all_assignments, at_least_as_good, outcome, problems


def by_rounds(preferences, priorities, seats):
    free, result = dict(seats), dict.fromkeys(preferences)
    for round_ in range(max((len(wanted) for wanted in preferences.values()), default=0)):
        for school in seats:
            asking = [
                i
                for i in priorities[school]
                if result[i] is None and len(preferences[i]) > round_ and preferences[i][round_] == school
            ]
            for i in asking[: free[school]]:
                result[i] = school
            free[school] -= min(free[school], len(asking))
    return result


@given(problems())
def test_it_equals_the_rounds_of_the_paper(problem):
    assert outcome(immediate_acceptance, *problem) == by_rounds(*problem)


@given(problems(applicants=4, programs=3))
@settings(max_examples=60)
def test_by_the_lists_as_they_were_sent_nobody_can_gain_without_someone_losing(problem):
    market = Market.from_lists(*problem)
    edge = immediate_acceptance(market).edge.tolist()
    assert not any(
        other != edge and at_least_as_good(market, other, edge) for other in all_assignments(market)
    )


@given(problems())
def test_no_program_that_holds_a_second_choice_turned_a_first_one_away(problem):
    preferences, _, _ = problem
    found = outcome(immediate_acceptance, *problem)
    for person, school in found.items():
        if school and preferences[person][0] != school:
            assert all(found[i] == school for i, listed in preferences.items() if listed[:1] == [school])


def test_listing_a_popular_school_first_can_cost_the_second_choice():
    # i3 wants s1 first and s2 second, has top priority at s2, and loses both by being honest.
    preferences = {"i1": ["s1"], "i2": ["s2"], "i3": ["s1", "s2"]}
    priorities = {"s1": ["i1", "i2", "i3"], "s2": ["i3", "i2", "i1"]}
    honest = outcome(immediate_acceptance, preferences, priorities, {"s1": 1, "s2": 1})
    lying = outcome(immediate_acceptance, {**preferences, "i3": ["s2"]}, priorities, {"s1": 1, "s2": 1})
    assert honest["i3"] is None
    assert lying["i3"] == "s2"
