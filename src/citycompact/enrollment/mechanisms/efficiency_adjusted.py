"""Efficiency-adjusted deferred acceptance with consent (Kesten 2010), as simplified by Tang and Yu (2014).

Run deferred acceptance; whoever sits in a bucket that nobody else wants cannot be helped by any
trade, so their seats are settled and taken out of the market, and the rest is run again. A settled
applicant who does not consent keeps their priority: nobody below them may enter a bucket they wanted.
"""

from __future__ import annotations

import numpy as np

from citycompact.enrollment.assignment import Assignment
from citycompact.enrollment.market import Bool, Int64, Market
from citycompact.enrollment.mechanisms.deferred_acceptance import propose_keeping_rights
from citycompact.enrollment.seating import Rights

_NEVER = np.iinfo(np.int64).max


def efficiency_adjusted_deferred_acceptance(market: Market) -> Assignment:
    """Return an assignment that Pareto-dominates deferred acceptance; with full consent, an efficient one.

    Consenting never changes the applicant's own seat (Kesten 2010, Proposition 3), so there is no
    reason to withhold it; but honest lists are no longer provably safe.
    """
    owner = market.applicant
    consent = np.ones(market.applicants, dtype=bool) if market.consent is None else market.consent
    alive = np.ones(len(market.bucket), dtype=bool)
    active = np.ones(market.applicants, dtype=bool)
    edge = np.full(market.applicants, -1, dtype=np.int64)
    proposals = 0
    while active.any():
        alive &= active[owner]
        granted, made, own = _deferred_acceptance_among(market, alive)
        proposals += made
        reached = np.where(granted >= 0, granted, len(alive))
        # Who holds a right and sits there wants no other seat of the same program.
        wanted = alive & ~own & (np.arange(len(alive)) < reached[owner])
        demanded = np.zeros(market.buckets, dtype=bool)
        demanded[market.bucket[wanted]] = True
        settled = active & (granted < 0)
        seated = np.flatnonzero(granted >= 0)
        settled[seated] = active[seated] & ~demanded[market.bucket[granted[seated]]]
        edge[settled] = granted[settled]
        alive &= demanded[market.bucket]
        _keep_priorities(market, alive, wanted & (settled & ~consent)[owner])
        active &= ~settled
    return Assignment(market, edge, proposals)


def _deferred_acceptance_among(market: Market, alive: Bool) -> tuple[Int64, int, Bool]:
    """Granted edges and proposals among the edges that are alive; and which of these lead holders of a right
    to the special program of it."""
    edges = np.flatnonzero(alive)
    before = np.zeros(len(alive) + 1, dtype=np.int64)
    np.cumsum(alive, out=before[1:])
    small = Market(
        first=before[market.first],
        bucket=market.bucket[edges],
        key=market.key[edges],
        capacity=market.capacity,
        program=market.program,
        rank=market.rank[edges],
        order=market.order,
        right=market.right,
        right_place=market.right_place,
    )
    rights = Rights(small)
    granted, proposals = propose_keeping_rights(small, rights)
    own = np.zeros(len(alive), dtype=bool)
    own[edges[rights.own]] = True
    if len(edges) == 0:
        return granted, proposals, own
    return np.where(granted >= 0, edges[granted], -1), proposals, own


def _keep_priorities(market: Market, alive: Bool, withheld: Bool) -> None:
    """Close a bucket to everyone below a settled applicant who wanted it and does not consent."""
    if not withheld.any():
        return
    best = np.full(market.buckets, _NEVER, dtype=np.int64)
    np.minimum.at(best, market.bucket[withheld], market.key[withheld].astype(np.int64))
    alive &= market.key.astype(np.int64) < best[market.bucket]
