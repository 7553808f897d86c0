"""Bugs in what a list of people decides."""

import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, check, decide
from citycompact.facts import FactsError
from planted_deciders import fault, is_caught_as_it_says, of, patched
from small_cities import town

FILE = "recorded.py"
ORDERED = {"priorities": {"ordered_by_list": ["p"]}}


def on_a_list(*names):
    """Six who want the two seats of p, of whom some stand on its list."""
    rows = [
        {"applicant_id": name, "program_id": "p", "priority": place} for place, name in enumerate(names, 1)
    ]
    return lambda: town({name: ["p", "q"] for name in "abcdef"}, {"p": 2, "q": 2}, priorities=rows)


def everybody_at(right):
    """Whoever sits at a program that a list orders is said to have come from it."""

    def counted(city, rules, assignments):
        found = assignments["program_id"].to_list()
        return {program: found.count(program) for program in right(city, rules, assignments)}

    return counted


FAULTS = (
    fault(
        "whoever sits at a program that a list orders is counted as placed by it",
        FILE,
        patched("decide.placed_by_list", everybody_at),
        of(on_a_list("f"), ORDERED),
        "places_by_list_told",
        verify=True,
    ),
    fault(
        "no place is told that came from a list",
        FILE,
        patched("decide.placed_by_list", lambda right: lambda *given: {}),
        of(on_a_list("f"), ORDERED),
        "places_by_list_told",
        verify=True,
    ),
    fault(
        "who does not stand on a list comes before those who do",
        FILE,
        patched("priority_order.places_on_lists", lambda right: lambda city, rules: {}),
        of(on_a_list("e", "f"), ORDERED),
        "no_justified_envy",
        verify=True,
    ),
    fault(
        "the last one admitted is said to have stood one place further down on the list",
        FILE,
        patched("preparation.recorded_name", lambda right: lambda priority: right(priority + 1)),
        of(on_a_list("e", "f"), ORDERED),
        "cutoffs_true",
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)


def test_without_the_gate_the_check_does_not_take_places_that_no_rule_names(monkeypatch):
    """Honest code decides nothing here, so there is nothing to compare with."""
    facts, draw = on_a_list("e", "f")(), Draw("s")
    rules = EnrollmentRules.model_validate(
        {"groups": {"near": {"kind": "zone"}}, "priorities": {"default": ["near"]}}
    )
    with pytest.raises(FactsError, match="no rule says that a list orders them"):
        decide(facts, rules, draw)
    patched("preparation.refuse_recorded", lambda right: lambda city, rules: None)(monkeypatch)
    result = decide(on_a_list("e", "f")(), rules, draw)
    found = check(facts, rules, result)
    assert not found.finding("no_justified_envy").holds
