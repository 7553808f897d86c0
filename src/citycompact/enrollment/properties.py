"""The promised properties of a match, each tested on the finished assignment.

Nothing here is shared with the code that decides. The checks look at the finished assignment from
the outside, with NumPy on whole arrays instead of the mechanisms' loops, and go back to the tables
of the city for seats and lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from citycompact.city import CityPackage
from citycompact.doors import Certificate, Finding
from citycompact.enrollment.market import Bool, Int32, Int64, Market
from citycompact.enrollment.rules import MechanismName

_STABLE = frozenset({"deferred_acceptance", "stable_improvement_cycles"})
PROMISES: dict[str, frozenset[str]] = {
    "no_justified_envy": _STABLE,
    "reserves_honoured": _STABLE,
    "student_optimal": frozenset({"deferred_acceptance"}),
}
"""Mechanisms that promise a property; a property not listed here is promised by all, but for
non-wastefulness and Pareto efficiency, which :func:`properties` decides by mechanism and rules."""


@dataclass(frozen=True, eq=False)
class Subject:
    """What the properties are tested on.

    Parameters
    ----------
    mechanism
        Which mechanism decided.
    market
        The market that was decided; ``edge``, shape (n,), is what was granted.
    applicant_ids, program_ids
        Ids in the order of the market's numbers.
    assignments
        The published table.
    member
        Shape (e,): whether the bucket of an edge is reserved for its applicant (or owed to them).
    right
        Shape (n,): program owed to each applicant, -1 for none.
    school, family
        School of each program; family of each applicant.
    sibling_used
        Pairs (applicant, program) that had the priority of a placed sibling.
    together
        Families that asked to be kept together, as lists of applicants.
    fully_consenting
        Whether everyone consents in efficiency-adjusted deferred acceptance.
    """

    mechanism: MechanismName
    market: Market
    edge: Int64
    applicant_ids: pl.Series
    program_ids: pl.Series
    assignments: pl.DataFrame
    member: Bool
    right: Int32
    school: Int32
    family: Int32
    sibling_used: tuple[Int32, Int32]
    together: list[list[int]] = field(default_factory=list)
    fully_consenting: bool = True


def properties(city: CityPackage, subject: Subject) -> Certificate:
    """Test every property, promised or not.

    Returns
    -------
    Findings for: feasible, individually_rational, no_justified_envy, non_wasteful,
    guarantees_kept, reserves_honoured, siblings_kept, student_optimal, pareto_efficient.
    """
    view = _View(subject)
    mechanism = subject.mechanism
    no_rights = bool(np.all(subject.right < 0))
    respects_all = mechanism not in ("immediate_acceptance", "serial_dictatorship") or no_rights
    efficient = (
        mechanism == "top_trading_cycles"
        or (mechanism == "serial_dictatorship" and no_rights)
        or (mechanism == "efficiency_adjusted_deferred_acceptance" and subject.fully_consenting)
    )

    def promised(name: str) -> bool:
        return name not in PROMISES or mechanism in PROMISES[name]

    return Certificate(
        (
            _finding("feasible", True, _infeasible(city, subject)),
            _finding("individually_rational", True, _irrational(city, subject)),
            _finding("no_justified_envy", promised("no_justified_envy"), _envy(subject, view)),
            _finding("non_wasteful", respects_all, _waste(subject, view)),
            _finding("guarantees_kept", True, _broken_guarantees(subject, view)),
            _finding("reserves_honoured", promised("reserves_honoured"), _reserve_breaches(subject, view)),
            _finding("siblings_kept", True, _sibling_breaches(subject, view)),
            _finding("student_optimal", promised("student_optimal"), _stable_improvements(subject, view)),
            _finding("pareto_efficient", efficient, _improvable(subject, view)),
        )
    )


class _View:
    """Whole-array quantities that several checks look at."""

    def __init__(self, subject: Subject) -> None:
        market, edge = subject.market, subject.edge
        self.owner = np.repeat(np.arange(len(edge), dtype=np.int32), np.diff(market.first))
        # Half the memory, wherever the numbers fit.
        number: np.dtype[Any] = np.dtype(np.int32 if len(market.bucket) < 2**31 - 1 else np.int64)
        granted = np.where(edge >= 0, edge, len(market.bucket)).astype(number)
        each = np.arange(len(market.bucket), dtype=number)
        self.wanted: NDArray[np.intp] = np.flatnonzero(each < granted[self.owner])
        self.held: Int64 = edge[edge >= 0]
        self.taken = np.bincount(market.bucket[self.held], minlength=market.buckets)
        self.seat = np.full(len(edge), -1, dtype=np.int64)
        self.seat[edge >= 0] = market.bucket[self.held]
        self.program = np.full(len(edge), -1, dtype=np.int64)
        self.program[edge >= 0] = market.program[market.bucket[self.held]]


def _finding(name: str, promised: bool, violations: Iterable[str]) -> Finding:
    found = list(violations)
    return Finding(name, promised, len(found), tuple(found[:20]))


def _infeasible(city: CityPackage, subject: Subject) -> list[str]:
    """Every applicant once, no bucket and no program over its seats, by the tables alone."""
    table = subject.assignments
    found = []
    if not table["applicant_id"].sort().equals(city.table("applicants")["applicant_id"].sort()):
        found.append("the table does not hold every applicant exactly once")
    seats = city.table("programs").select("program_id", "seats")
    over = (
        table.filter(pl.col("program_id").is_not_null())
        .group_by("program_id")
        .len()
        .join(seats, on="program_id", how="left")
        .filter(pl.col("len") > pl.col("seats").fill_null(0))
    )
    found += [
        f"program {row[0]}: {row[1]} placed, {row[2]} seats" for row in over.sort("program_id").iter_rows()
    ]
    taken = np.bincount(
        subject.market.bucket[subject.edge[subject.edge >= 0]], minlength=subject.market.buckets
    )
    for bucket in np.flatnonzero(taken > subject.market.capacity).tolist():
        found.append(f"bucket {bucket}: {taken[bucket]} placed")
    return found


def _irrational(city: CityPackage, subject: Subject) -> list[str]:
    """Nobody is placed where they neither asked to go nor have a right to be."""
    placed = subject.assignments.filter(pl.col("program_id").is_not_null())
    # The few that were received are looked up among the many that were asked for, not the other way round.
    asked = city.table("choices").join(placed, on=["applicant_id", "program_id"], how="semi")
    unasked = placed.join(asked, on=["applicant_id", "program_id"], how="anti")
    has_right = subject.right >= 0
    owed = pl.DataFrame(
        {
            "applicant_id": subject.applicant_ids.filter(pl.Series(has_right)),
            "program_id": subject.program_ids.gather(subject.right[has_right]),
        }
    )
    unasked = unasked.join(owed, on=["applicant_id", "program_id"], how="anti")
    return [f"applicant {row[0]} at {row[1]}" for row in unasked.iter_rows()]


def _envy(subject: Subject, view: _View) -> list[str]:
    """Wanted buckets in which someone with a worse place sits.

    For stable improvement cycles places are compared before the lottery, because it is only the
    lottery that the mechanism may overrule.
    """
    market = subject.market
    place = market.key
    if subject.mechanism == "stable_improvement_cycles" and market.tie is not None:
        place = market.tie
    worst = np.full(market.buckets, -1, dtype=np.int64)
    np.maximum.at(worst, market.bucket[view.held], place[view.held].astype(np.int64))
    wanted = view.wanted
    envied = wanted[place[wanted].astype(np.int64) < worst[market.bucket[wanted]]]
    return _name_edges(subject, view, envied)


def _waste(subject: Subject, view: _View) -> list[str]:
    """Wanted buckets with a free seat."""
    market = subject.market
    free = view.taken < market.capacity
    return _name_edges(subject, view, view.wanted[free[market.bucket[view.wanted]]])


def _broken_guarantees(subject: Subject, view: _View) -> list[str]:
    """Holders of a right who want the seat they are owed, and did not get it or better."""
    market = subject.market
    program = market.program[market.bucket[view.wanted]]
    owner = view.owner[view.wanted]
    # A wanted bucket of the same program as the seat received is no loss.
    broken = (program == subject.right[owner]) & (program != view.program[owner])
    found = _name_edges(subject, view, view.wanted[broken])
    listed = np.zeros(len(subject.edge), dtype=bool)
    listed[view.owner[market.program[market.bucket] == subject.right[view.owner]]] = True
    missing = np.flatnonzero((subject.right >= 0) & ~listed)
    return found + [f"applicant {subject.applicant_ids[n]} was never considered" for n in missing.tolist()]


def _reserve_breaches(subject: Subject, view: _View) -> list[str]:
    """Members who wait for a bucket reserved for them while an outsider sits in it."""
    market, member = subject.market, subject.member
    outsiders = np.zeros(market.buckets, dtype=bool)
    outsiders[market.bucket[view.held[~member[view.held]]]] = True
    waiting = view.wanted[member[view.wanted]]
    # A member who already sits in another bucket of the program has lost nothing.
    elsewhere = market.program[market.bucket[waiting]] != view.program[view.owner[waiting]]
    return _name_edges(subject, view, waiting[elsewhere & outsiders[market.bucket[waiting]]])


def _sibling_breaches(subject: Subject, view: _View) -> list[str]:
    """Priorities for a sibling who is not there, and families that were split."""
    school = np.where(view.program >= 0, subject.school[view.program], -1)
    width = int(subject.school.max(initial=0)) + 1
    home = subject.family.astype(np.int64) * width
    codes, children = np.unique((home + school)[school >= 0], return_counts=True)
    applicant, program = subject.sibling_used
    wanted = home[applicant] + subject.school[program]
    place = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    there = np.where(codes[place] == wanted, children[place], 0) if len(codes) else np.zeros(len(wanted))
    alone = there <= (school[applicant] == subject.school[program])
    found = [
        f"applicant {subject.applicant_ids[a]} had priority at {subject.program_ids[p]}"
        for a, p in zip(applicant[alone].tolist(), program[alone].tolist(), strict=True)
    ]
    for members in subject.together:
        owed = [view.program[m] >= 0 and view.program[m] == subject.right[m] for m in members]
        free = {int(school[m]) for m, kept in zip(members, owed, strict=True) if not kept}
        # Guaranteed seats stay with their holders; all others share one school or have none.
        if len(free) > 1 or (free != {-1} and free and any(school[m] not in free for m in members)):
            names = ", ".join(str(subject.applicant_ids[m]) for m in members)
            found.append(f"family of {names} was split")
    return found


def _stable_improvements(subject: Subject, view: _View) -> list[str]:
    """Rings of buckets along which applicants could move up without making anyone's claim just.

    Let every bucket point to the bucket in which the first of those who want it sits. In a stable
    assignment, if all applicants could do at least as well in another stable assignment, then the
    buckets that change hands form a cycle of these pointers; and along a cycle all can move. So
    the assignment is the best stable one for applicants exactly when there is no cycle
    (the rotations of Gusfield and Irving 1989, read from the applicants' side).
    """
    market = subject.market
    wanted = view.wanted[np.argsort(market.key[view.wanted], kind="stable")]
    buckets, first = np.unique(market.bucket[wanted], return_index=True)
    source = view.seat[view.owner[wanted[first]]]
    nodes, labels = _rings(market.buckets, buckets[source >= 0], source[source >= 0])
    return [f"{nodes[label]} buckets" for label in labels]


def _improvable(subject: Subject, view: _View) -> list[str]:
    """Free seats someone wants, and rings of applicants who would all like to swap."""
    market = subject.market
    seat = view.seat[view.owner[view.wanted]]
    bucket = market.bucket[view.wanted]
    sizes, rings = _rings(market.buckets, seat[seat >= 0], bucket[seat >= 0])
    return [f"{sizes[label]} buckets" for label in rings] + _waste(subject, view)


def _rings(
    nodes: int, source: NDArray[np.integer], target: NDArray[np.integer]
) -> tuple[NDArray[np.intp], list[int]]:
    """Sizes of strongly connected components, and the labels of those with more than one node."""
    if nodes == 0:
        return np.zeros(0, dtype=np.intp), []
    graph = coo_array((np.ones(len(source), dtype=np.int8), (source, target)), shape=(nodes, nodes))
    _, label = connected_components(graph.tocsr(), directed=True, connection="strong")
    sizes = np.bincount(label)
    return sizes, np.flatnonzero(sizes > 1).tolist()


def _name_edges(subject: Subject, view: _View, edges: NDArray[np.intp]) -> list[str]:
    program = subject.market.program[subject.market.bucket[edges]]
    return [
        f"applicant {subject.applicant_ids[a]} at {subject.program_ids[p]}"
        for a, p in zip(view.owner[edges].tolist(), program.tolist(), strict=True)
    ]
