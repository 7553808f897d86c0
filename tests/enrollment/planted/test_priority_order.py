"""Bugs in which group counts first."""

from dataclasses import replace

import pytest

from hand_made import RECORDED, numbered
from planted_deciders import demo, fault, is_caught_as_it_says, of, patched
from small_cities import town

FILE = "priority_order.py"
POOR = ["low_income", "english_learner"]
LISTS = {"default": POOR, "schools": {"S001": ["iep"], "S002": []}}


def without_lists_of(*levels):
    """Ignore the lists of some level."""

    def plant(right):
        def lists(programs, rules):
            empty = {level: {} for level in levels}
            return right(
                programs, rules.model_copy(update={"priorities": rules.priorities.model_copy(update=empty)})
            )

        return lists

    return plant


def recorded():
    rows = [{"applicant_id": a, "program_id": "p", "priority": n} for a, n in (("x", 1), ("y", 2))]
    return town({a: ["p"] for a in "xy"}, {"p": 1}, lottery=numbered("y", "x"), priorities=rows)


def without_recorded(right):
    def priorities(city, *rest):
        return right(
            replace(city, tables={**city.tables, "priorities": city.table("priorities").clear()}), *rest
        )

    return priorities


FAULTS = (
    fault(
        "the last group of a list counts first",
        FILE,
        patched(
            "preparation.priority_lists",
            lambda right: lambda programs, rules: [names[::-1] for names in right(programs, rules)],
        ),
        demo({"priorities": LISTS}, applicants=500),
        "no_justified_envy",
        "cutoffs_true",
        verify=True,
    ),
    fault(
        "a school's own list is forgotten",
        FILE,
        patched("preparation.priority_lists", without_lists_of("schools")),
        demo({"priorities": LISTS}),
        "no_justified_envy",
        verify=True,
    ),
    fault(
        "a sector's list goes before a school's own",
        FILE,
        patched("preparation.priority_lists", without_lists_of("schools", "programs")),
        demo({"priorities": {**LISTS, "sectors": {"district": POOR, "charter": POOR}}}),
        "no_justified_envy",
        verify=True,
    ),
    fault(
        "the recorded priorities of a past round are forgotten in its replay",
        FILE,
        patched("preparation.priorities_of", without_recorded),
        of(recorded, {}, RECORDED),
        "no_justified_envy",
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
