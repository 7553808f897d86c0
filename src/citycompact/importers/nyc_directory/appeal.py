"""How much a program is sought after by those who list it, from what is published.

How many listed a program does not say how high. Whether its seats were filled does: a program that many
listed and few took was listed low. Where no flag was published, a program counts as filled from six
applicants a seat on.
"""

from __future__ import annotations

APPEAL = 2.0
"""Utility that filled programs have above the average, and others below; taste has the scale 1 (Gumbel).

Fitted, with ``households.LIST_LENGTH``, by benchmarks/nyc_calibration.py."""
FILLED_FROM = 6.0
"""Applicants a seat."""


def appeal(seats: int, applicants: int, filled: bool | None) -> float:
    """Utility of a program beside taste and distance."""
    taken = applicants >= FILLED_FROM * seats if filled is None else filled
    return APPEAL if taken else -APPEAL
