"""From one formula to another over some years, so that no school falls or rises faster than is allowed.

Of all paths that keep every year's sum, floor and cap, this takes one that brings schools nearest to the new
formula soonest: the least sum, over schools and years, of what is still missing or still too much. Who rises
first decides who can rise later, so it is a linear program (:mod:`~citycompact.funding.linear_program`).
Nothing rests on the solver: the path is rounded to whole units, :func:`certify` tests every sum, floor and
cap in exact arithmetic, and ``bound`` says how near the best path can be at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from citycompact.funding.envelope import OutOfReachError, shared
from citycompact.funding.limits import Limits
from citycompact.funding.linear_program import LinearProgram, Row

MOST_YEARS = 30
"""A transition of more years is none."""


class NoPathError(ValueError):
    """No path keeps every sum, floor and cap in the years that there are."""


@dataclass(frozen=True)
class Speed:
    """The share of a year's total that a school may lose, and gain, by the next year (None: any)."""

    loss: Fraction
    gain: Fraction | None = None

    def least(self, before: int) -> int:
        """The floor after a total."""
        return ceil(before * (1 - self.loss))

    def most(self, before: int) -> int | None:
        """The cap after a total."""
        return None if self.gain is None else floor(before * (1 + self.gain))


@dataclass(frozen=True)
class Path:
    """Totals of each school year by year, in units; the first is today's, the last that of the new formula.

    Parameters
    ----------
    distance
        What is still missing or too much, summed over schools and years.
    bound
        No path that keeps sums, floors and caps has a smaller distance.
    """

    years: Mapping[str, Sequence[int]]
    speed: Speed
    distance: int
    bound: int

    def __len__(self) -> int:
        return len(next(iter(self.years.values()), (0,))) - 1


def transition(
    start: Mapping[str, int], end: Mapping[str, int], speed: Speed, years: int | None = None
) -> Path:
    """The path from today's totals to those of the new formula.

    The sum of a year lies on the straight line from today's to the last one's, cut to whole units. No total
    is ever outside of what it is at the start and at the end.

    Parameters
    ----------
    start, end
        School to total, in units; the same schools.
    years
        How many; by default as few as there can be.

    Raises
    ------
    NoPathError
    """
    wanted = range(1, MOST_YEARS + 1) if years is None else range(years, years + 1)
    if dict(start) == dict(end) and years is None:
        return Path({school: (total,) for school, total in start.items()}, speed, 0, 0)
    for number in wanted:
        found = _in_years(start, end, speed, number)
        if found is not None:
            if faults := certify(found, start, end):
                raise AssertionError(f"a path that does not hold: {faults[0]}")
            return found
    said = f"{years} years" if years is not None else f"even {MOST_YEARS} years"
    raise NoPathError(f"{said} are too few to keep every year's sum, floor and cap")


def certify(path: Path, start: Mapping[str, int], end: Mapping[str, int]) -> list[str]:
    """What is wrong with a path, in exact arithmetic and without the solver; empty where it holds."""
    faults = []
    for school, totals in path.years.items():
        if totals[0] != start[school] or totals[-1] != end[school]:
            faults.append(f"{school}: begins or ends elsewhere")
        low, high = sorted((start[school], end[school]))
        for year, (before, after) in enumerate(pairwise(totals), start=1):
            if after < before * (1 - path.speed.loss):
                faults.append(f"{school}: falls below its floor in year {year}")
            if path.speed.gain is not None and before and after > before * (1 + path.speed.gain):
                faults.append(f"{school}: rises above its cap in year {year}")
            if not low <= after <= high:
                faults.append(f"{school}: lies outside of start and end in year {year}")
    for year, total in enumerate(_sums(start, end, len(path))):
        if sum(totals[year] for totals in path.years.values()) != total:
            faults.append(f"year {year}: the totals are not the sum that there is")
    distance = sum(abs(total - end[school]) for school, totals in path.years.items() for total in totals[1:])
    if distance != path.distance or path.bound > distance:
        faults.append("its distance is not what is said")
    return faults


def _sums(start: Mapping[str, int], end: Mapping[str, int], years: int) -> list[int]:
    first, last = sum(start.values()), sum(end.values())
    return [first + floor(Fraction((last - first) * year, years)) for year in range(years)] + [last]


def _in_years(start: Mapping[str, int], end: Mapping[str, int], speed: Speed, years: int) -> Path | None:
    """A path of so many years; None where there is none, or none in whole units near the best."""
    schools, sums = sorted(start), _sums(start, end, years)
    solved = _program(schools, start, end, speed, sums).solve()
    if solved is None:
        return None
    values, bound = solved
    path = {school: [start[school]] for school in schools}
    for year in range(1, years + 1):
        wanted = dict(zip(schools, values[(year - 1) * len(schools) :], strict=False))
        limits = {s: _limits(path[s][-1], end[s], speed, years - year) for s in schools}
        if any(bounds is None for bounds in limits.values()):
            return None
        held = {school: bounds for school, bounds in limits.items() if bounds is not None}
        near = {school: max(0, round(value)) for school, value in wanted.items()}
        try:
            totals = shared(near, held, sums[year])[1]
        except OutOfReachError:
            return None
        for school, total in totals.items():
            path[school].append(total)
    distance = sum(abs(total - end[school]) for school, totals in path.items() for total in totals[1:])
    missing = sum(end[s] if start[s] <= end[s] else -end[s] for s in schools) * years
    return Path(path, speed, distance, max(0, ceil(bound + missing)))


def _limits(before: int, end: int, speed: Speed, left: int) -> Limits | None:
    """Between which totals a school stays in a year, so that it can still come to its end; None: it cannot.

    ``left`` are the years after this one.
    """
    reach = end
    if end <= before:
        least = max(end, speed.least(before))
        for _ in range(left):
            # The most from which the floor of the next year is no more than what has to be reached then.
            reach = before if speed.loss == 1 else min(before, floor(reach / (1 - speed.loss)))
        return Limits(least, min(before, reach)) if least <= min(before, reach) else None
    most = speed.most(before) if before else None
    for _ in range(left):
        reach = 0 if speed.gain is None else ceil(reach / (1 + speed.gain))
    low, high = max(before, reach), end if most is None else min(end, most)
    return Limits(low, high) if low <= high else None


def _program(
    schools: Sequence[str],
    start: Mapping[str, int],
    end: Mapping[str, int],
    speed: Speed,
    sums: Sequence[int],
) -> LinearProgram:
    """Totals by year and school: those that fall cost what they have, and those that rise earn it."""
    number, years = len(schools), len(sums) - 1
    most: list[Row] = []
    for place, school in enumerate(schools):
        falls = start[school] > end[school]
        if not falls and (speed.gain is None or not start[school]):
            continue
        keep = 1 - speed.loss if falls else 1 + (speed.gain or 0)
        sign = Fraction(-1 if falls else 1)
        for year in range(years):
            at = year * number + place
            before = {} if not year else {at - number: -sign * keep}
            most.append(({at: sign, **before}, sign * keep * start[school] if not year else Fraction(0)))
    equal = [
        ({year * number + place: Fraction(1) for place in range(number)}, Fraction(sums[year + 1]))
        for year in range(years)
    ]
    bounds = [
        (end[school], end[school])
        if year == years - 1
        else (min(start[school], end[school]), max(start[school], end[school]))
        for year in range(years)
        for school in schools
    ]
    costs = [1 if start[school] > end[school] else -1 for school in schools] * years
    return LinearProgram(costs, most, equal, bounds)
