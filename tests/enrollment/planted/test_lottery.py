"""Bugs in the numbers themselves."""

import hashlib

import numpy as np
import pytest

from planted_deciders import demo, fault, is_caught_as_it_says, patched

FILE = "lottery.py"
NUMBERS = ("lottery_numbers", "no_justified_envy")


def colon(right):
    def numbers(seed, tickets):
        found = [hashlib.sha256(f"{seed}:{ticket}".encode()).digest() for ticket in tickets]
        return np.frombuffer(b"".join(found), dtype=">u8").reshape(-1, 4).astype(np.uint64)

    return numbers


FAULTS = (
    fault(
        "seed and id are joined by another separator",
        FILE,
        patched("chance.draw_numbers", colon),
        demo({}),
        *NUMBERS,
        verify=True,
    ),
    fault(
        "ids are hashed in lower case",
        FILE,
        patched(
            "chance.draw_numbers",
            lambda right: lambda seed, tickets: right(seed, (ticket.lower() for ticket in tickets)),
        ),
        demo({}),
        *NUMBERS,
        verify=True,
    ),
    fault(
        "the seed is hashed with a line break after it",
        FILE,
        patched("chance.draw_numbers", lambda right: lambda seed, tickets: right(f"{seed}\n", tickets)),
        demo({}),
        *NUMBERS,
        verify=True,
    ),
    fault(
        "the highest number comes first",
        FILE,
        patched("chance.lottery_ranks", lambda right: lambda words: len(words) - 1 - right(words)),
        demo({}),
        *NUMBERS,
        verify=True,
    ),
    fault(
        "in a weighted lottery a higher number is better",
        FILE,
        patched("chance.weighted_ranks", lambda right: lambda words, weights: right(~words, weights)),
        demo({"lottery": {"weights": {"low_income": 3.0}}}),
        *NUMBERS,
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
