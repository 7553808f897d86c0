"""Bugs in who is who."""

import numpy as np
import pytest

from hand_made import RECORDED, numbered
from planted_deciders import fault, is_caught_as_it_says, of, patched
from small_cities import town

FILE = "roster.py"
SIBLINGS = {"groups": {"g": {"kind": "sibling_attending"}}, "priorities": {"default": ["g"]}}


def strangers():
    """Of no family are x, who wants p, and z, who attends it."""
    rows = [
        {"applicant_id": a, "grade": "K", "family_id": "F" if a == "y" else None, "current_school_id": s}
        for a, s in (("x", None), ("y", None), ("z", "Sp"))
    ]
    return town({"x": ["p"], "y": ["p"], "z": []}, {"p": 1}, applicants=rows, lottery=numbered("z", "y", "x"))


FAULTS = (
    fault(
        "children who name no family are all of one",
        FILE,
        patched(
            "roster.Roster.family",
            lambda right: property(
                lambda self: (
                    self.applicants["family_id"].rank("dense").fill_null(0).to_numpy().astype(np.int32)
                )
            ),
        ),
        of(strangers, SIBLINGS, RECORDED),
        "no_justified_envy",
        verify=False,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
