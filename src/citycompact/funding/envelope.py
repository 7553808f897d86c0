"""Sharing a fixed sum: every amount times one factor, kept between floor and cap, exact to the unit.

The factor solves a piecewise linear equation, so it is found by walking along its breakpoints (a
water-filling, as for the claims problem: Thomson 2003, "Axiomatic and game-theoretic analysis of bankruptcy
and taxation problems", Mathematical Social Sciences 45:3); what is left after cutting to whole units is
given by largest remainder (Hamilton's method: Balinski and Young 2001, *Fair Representation*).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from citycompact.funding.limits import Limits


class OutOfReachError(ValueError):
    """A sum that no factor reaches: ``gap`` units ``below`` all floors, or above all caps."""

    def __init__(self, gap: int, *, below: bool) -> None:
        super().__init__(f"{gap} units {'below all floors' if below else 'above all caps'}")
        self.gap, self.below = gap, below


def shared(
    amounts: Mapping[str, int], limits: Mapping[str, Limits], envelope: int
) -> tuple[Fraction, dict[str, int]]:
    """Share an envelope among schools.

    Parameters
    ----------
    amounts
        School to formula amount, in units; a school of 0 gets its floor.
    limits
        Floor and cap of each school.
    envelope
        What all totals together are to be, in units.

    Returns
    -------
    The least factor at which the totals add up, and the totals.

    Raises
    ------
    OutOfReachError
    """
    found = factor(amounts, limits, envelope)
    exact = {school: held(found * amount, limits[school]) for school, amount in amounts.items()}
    totals = {school: value.numerator // value.denominator for school, value in exact.items()}
    left = envelope - sum(totals.values())
    by_remainder = sorted(exact, key=lambda school: (totals[school] - exact[school], school))
    for school in by_remainder[:left]:
        totals[school] += 1
    return found, totals


def held(value: Fraction, limits: Limits) -> Fraction:
    """A value kept between floor and cap."""
    if value < limits.floor:
        return Fraction(limits.floor)
    return value if limits.cap is None or value <= limits.cap else Fraction(limits.cap)


def factor(amounts: Mapping[str, int], limits: Mapping[str, Limits], envelope: int) -> Fraction:
    """The least factor at which the totals, uncut, are an envelope; OutOfReachError where none is."""
    least = sum(limits[school].floor for school in amounts)
    if envelope < least:
        raise OutOfReachError(least - envelope, below=True)
    above_floors = envelope - least
    # Where a school leaves its floor the sum begins to rise by its amount, and at its cap it ends to.
    bends: list[tuple[Fraction, int]] = []
    for school, amount in amounts.items():
        if amount:
            bends.append((Fraction(limits[school].floor, amount), amount))
            if (cap := limits[school].cap) is not None:
                bends.append((Fraction(cap, amount), -amount))
    at, slope, risen = Fraction(0), 0, Fraction(0)
    for bend, change in sorted(bends):
        if risen + slope * (bend - at) >= above_floors:
            break
        risen, at, slope = risen + slope * (bend - at), bend, slope + change
    if risen == above_floors:
        return at
    if not slope:
        raise OutOfReachError(above_floors - int(risen), below=False)
    return at + (above_floors - risen) / slope
