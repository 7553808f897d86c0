"""Bugs in which programs a rule speaks of; the committed seats hold the buckets, so the check alone sees."""

import pytest

from planted_deciders import demo, fault, is_caught_as_it_says, patched

FILE = "scope.py"


def reserved(**scope):
    return {"reserves": [{"group": "low_income", "share": 0.4, **scope}]}


def without(what):
    """Read scopes as if they did not say it."""
    return lambda right: lambda scope, programs: right(scope.model_copy(update={what: ()}), programs)


FAULTS = (
    fault(
        "a rule for one grade counts in all grades",
        FILE,
        patched("seat_buckets.in_scope", without("grades")),
        demo(reserved(grades=["K"])),
        "cutoffs_true",
        verify=False,
    ),
    fault(
        "a rule for one sector counts in both",
        FILE,
        patched("seat_buckets.in_scope", without("sectors")),
        demo(reserved(sectors=["charter"])),
        "cutoffs_true",
        verify=False,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
