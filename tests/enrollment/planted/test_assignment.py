"""Bugs in how granted wishes are counted."""

import numpy as np
import pytest

from planted_deciders import demo, fault, is_caught_as_it_says, patched

FILE = "assignment.py"

FAULTS = (
    fault(
        "whoever has no seat is counted into the first bucket",
        FILE,
        patched(
            "assignment.Assignment.filled",
            lambda right: property(
                lambda self: np.bincount(np.maximum(self.bucket, 0), minlength=self.market.buckets)
            ),
        ),
        demo({}),
        "cutoffs_true",
        verify=None,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
