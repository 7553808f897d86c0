"""Bugs in siblings who are placed in the same run."""

from dataclasses import replace

import numpy as np
import pytest

from hand_made import RECORDED, numbered
from planted_deciders import demo, fault, is_caught_as_it_says, of, patched
from small_cities import town

FILE = "siblings.py"
OFFERED = {"groups": {"offered": {"kind": "sibling_offered"}}, "priorities": {"default": ["offered"]}}
TOGETHER = {"siblings": {"keep_together": "together"}}


def twins():
    """Of two who want p, one has the best number and one the worst."""
    people = [
        {"applicant_id": a, "grade": "K", "family_id": "F" if a in "ab" else None, "together": a in "ab"}
        for a in "abxy"
    ]
    lists = {"a": ["p", "q"], "b": ["p", "q"], "x": ["p"], "y": ["p"]}
    return town(lists, {"p": 3, "q": 2}, applicants=people, lottery=numbered("a", "x", "y", "b"))


def nobody(right):
    return lambda self, assignment: np.zeros_like(right(self, assignment))


def ones_own(right):
    """Whoever is placed at a school is taken for a sibling of somebody who is."""

    def placed(self, assignment):
        from citycompact.enrollment.siblings import NEVER, _schools

        preparation = self._preparation
        pairs, roster = preparation.pairs, preparation.roster
        everyone = np.arange(roster.applicants.height)
        at = _schools(preparation, assignment, everyone)[pairs.applicant]
        own = (at == roster.school_of_program[pairs.program]) & (preparation.offered != NEVER)
        return right(self, assignment) | own

    return placed


def restarts_first(right):
    """Try the restarts before the first search."""

    def run(preparation, mechanism, progress=lambda _: None):
        from citycompact.enrollment.siblings import _Search

        search = _Search(preparation, mechanism, progress)
        for restart in range(1, preparation.rules.siblings.restarts + 1):
            if (found := search.fixed_point(search.start_of(restart), restart)) is not None:
                return found
        return right(preparation, mechanism, progress)

    return run


FAULTS = (
    fault(
        "siblings who are placed in the same run bring no priority",
        FILE,
        patched("siblings._Brood.placed", nobody),
        of(twins, OFFERED, RECORDED),
        "siblings_kept",
        verify=True,
    ),
    fault(
        "whoever is placed at a school has the priority of their own sibling there",
        FILE,
        patched("siblings._Brood.placed", ones_own),
        of(twins, OFFERED, RECORDED),
        "siblings_kept",
        verify=True,
    ),
    fault(
        "the wish to be kept together is ignored",
        FILE,
        patched("siblings._families", lambda right: lambda preparation: []),
        of(twins, TOGETHER, RECORDED),
        "siblings_kept",
        verify=True,
    ),
    fault(
        "a family is left split at the school that it wants most",
        FILE,
        patched("siblings._Asking.give_up", lambda right: lambda self, assignment: False),
        of(twins, TOGETHER, RECORDED),
        "siblings_kept",
        verify=True,
    ),
    fault(
        "a search that ended without a fixed point says that it found one",
        FILE,
        patched(
            "matching.run_with_siblings",
            lambda right: lambda *given: replace(right(*given), fixed_point=True),
        ),
        demo({**OFFERED, "siblings": {"restarts": 0}}, schools=14, applicants=700, seed=10),
        "siblings_kept",
        verify=True,
    ),
    fault(
        "a restart is taken though the first search found a fixed point",
        FILE,
        patched("matching.run_with_siblings", restarts_first),
        demo({**OFFERED, "siblings": {"restarts": 2}}, schools=14, applicants=700, seed=1),
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
