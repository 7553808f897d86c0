"""Efficient mechanisms in the place of top trading cycles: every promise is kept, with other seats."""

from dataclasses import replace

import pytest

from citycompact.enrollment.mechanisms import deferred_acceptance, serial_dictatorship
from planted_deciders import demo, fault, instead, is_caught_as_it_says

FILE = "mechanisms/top_trading_cycles.py"
NAME = "top_trading_cycles"
CYCLES = {
    "mechanism": {"name": NAME},
    "groups": {"zone": {"kind": "zone"}},
    "priorities": {"default": ["zone"]},
}


def listed_alone(right):
    """Programs point only to children who list them, so that no other priority can be traded."""
    return lambda market: right(
        replace(market, unlisted_applicant=None, unlisted_bucket=None, unlisted_key=None)
    )


FAULTS = (
    fault(
        "the lottery alone decides (serial dictatorship), which is as efficient",
        FILE,
        instead(NAME, lambda right: serial_dictatorship),
        demo(CYCLES),
        verify=True,
    ),
    fault(
        "a priority is not traded where its holder does not want to go",
        FILE,
        instead(NAME, listed_alone),
        demo(CYCLES),
        verify=True,
    ),
    fault(
        "nothing is traded (deferred acceptance)",
        FILE,
        instead(NAME, lambda right: deferred_acceptance),
        demo(CYCLES),
        "pareto_efficient",
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
