"""Bugs in efficiency-adjusted deferred acceptance."""

from dataclasses import replace

import pytest

from citycompact.enrollment.mechanisms import deferred_acceptance, top_trading_cycles
from planted_deciders import demo, fault, instead, is_caught_as_it_says

FILE = "mechanisms/efficiency_adjusted.py"
NAME = "efficiency_adjusted_deferred_acceptance"
ADJUSTED = {
    "mechanism": {"name": NAME},
    "groups": {"zone": {"kind": "zone"}},
    "priorities": {"default": ["zone"]},
}
SOME_CONSENT = {**ADJUSTED, "mechanism": {"name": NAME, "consent": "iep"}}

FAULTS = (
    fault(
        "nothing is improved (deferred acceptance)",
        FILE,
        instead(NAME, lambda right: deferred_acceptance),
        demo(ADJUSTED, applicants=700),
        "pareto_efficient",
        verify=True,
    ),
    fault(
        "priorities of children who do not consent are passed over too",
        FILE,
        instead(NAME, lambda right: lambda market: right(replace(market, consent=None))),
        demo(SOME_CONSENT, applicants=700),
        "consent_respected",
        verify=True,
    ),
    fault(
        "priorities are traded (top trading cycles), which is as efficient",
        FILE,
        instead(NAME, lambda right: top_trading_cycles),
        demo(ADJUSTED, applicants=700),
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
