"""Draws as signed rules spell them, and the time of a demonstration's clock."""

from __future__ import annotations

from citycompact.draws import DrawRule

RULE = DrawRule(kind="numbers", event="Any", at="2027-03-12T10:00:00", count=6, highest=49)
"""Six of 49, as the demo city and the towns of the tests draw them."""
SEED = "04 17 23 38 41 06"
BEFORE, AFTER = {"CITYCOMPACT_NOW": "2027-02-13T09:00"}, {"CITYCOMPACT_NOW": "2027-03-12T10:30"}
"""The clock before the demo's draw, when its commitment is published, and after it."""


def seed(word: str) -> str:
    """A result of such a draw, another one for another word."""
    return RULE.example(word)


def draw_table(section: str = "enrollment") -> str:
    """Such a draw, as a rulebook has it."""
    return (
        f'[{section}.draw]\nkind = "numbers"\nevent = "Drawing in the library"\nat = 2027-03-12T10:00:00\n'
        "count = 6\nhighest = 49\n"
    )
