"""The Boston mechanism (Abdulkadiroglu and Sonmez 2003)."""

from hypothesis import given

from citycompact.enrollment.mechanisms import immediate_acceptance
from reference import outcome, problems


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


def test_listing_a_popular_school_first_can_cost_the_second_choice():
    # i3 wants s1 first and s2 second, has top priority at s2, and loses both by being honest.
    preferences = {"i1": ["s1"], "i2": ["s2"], "i3": ["s1", "s2"]}
    priorities = {"s1": ["i1", "i2", "i3"], "s2": ["i3", "i2", "i1"]}
    honest = outcome(immediate_acceptance, preferences, priorities, {"s1": 1, "s2": 1})
    lying = outcome(immediate_acceptance, {**preferences, "i3": ["s2"]}, priorities, {"s1": 1, "s2": 1})
    assert honest["i3"] is None
    assert lying["i3"] == "s2"
