"""Bugs in stable improvement cycles."""

from dataclasses import replace

import numpy as np
import pytest

from citycompact.enrollment.mechanisms import deferred_acceptance
from planted_deciders import demo, fault, instead, is_caught_as_it_says

FILE = "mechanisms/stable_improvement_cycles.py"
NAME = "stable_improvement_cycles"
CYCLES = {
    "mechanism": {"name": NAME},
    "groups": {"zone": {"kind": "zone"}},
    "priorities": {"default": ["zone"]},
}

FAULTS = (
    fault(
        "children swap over the claims of others, as if there were no priorities",
        FILE,
        instead(NAME, lambda right: lambda market: right(replace(market, tie=np.zeros_like(market.tie)))),
        demo(CYCLES, applicants=700),
        "no_justified_envy",
        verify=True,
    ),
    fault(
        "nobody swaps (deferred acceptance)",
        FILE,
        instead(NAME, lambda right: deferred_acceptance),
        demo(CYCLES, applicants=700),
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
