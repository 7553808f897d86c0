"""Serial dictatorship in lottery order (Satterthwaite and Sonnenschein 1981).

With a random order it is random serial dictatorship (Abdulkadiroglu and Sonmez 1998). Priorities
play no part. A guaranteed seat is held back until its holder has chosen.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from citycompact.enrollment.assignment import Assignment
from citycompact.enrollment.market import Market
from citycompact.enrollment.seating import Rights


def serial_dictatorship(market: Market) -> Assignment:
    """Let applicants choose in lottery order, each the best seat that is still free."""
    programs = int(market.program.max()) + 1 if market.buckets else 0
    rights = Rights(market)
    if rights.programs:
        return _choose_keeping_rights(market, rights)
    edge, proposals = _choose(
        market.first, market.bucket, market.capacity, market.program, market.order, market.rights, programs
    )
    return Assignment(market, edge, int(proposals))


def _choose_keeping_rights(market: Market, rights: Rights) -> Assignment:
    """The same where a seat can be hard for a holder: nobody takes one without which a right is lost."""
    free = market.capacity.tolist()
    held_back = np.bincount(market.rights[market.rights >= 0], minlength=int(market.program.max()) + 1)
    room = np.bincount(market.program, market.capacity).astype(np.int64)
    waiting = {program: dict.fromkeys(holders.doors) for program, holders in rights.programs.items()}
    edge = np.full(market.applicants, -1, dtype=np.int64)
    proposals = 0
    for one in market.order.tolist():
        right = int(market.rights[one])
        if right >= 0:
            held_back[right] -= 1
            waiting.get(right, {}).pop(one, None)
        for e in range(market.first[one], market.first[one + 1]):
            bucket = int(market.bucket[e])
            program = int(market.program[bucket])
            proposals += 1
            if not free[bucket] or room[program] <= held_back[program]:
                continue
            if program in waiting:
                holders = rights.programs[program]
                seats = {number: free[number] - (number == bucket) for number in holders.buckets}
                if not holders.fit(waiting[program], seats):
                    continue
            free[bucket] -= 1
            room[program] -= 1
            edge[one] = e
            break
    return Assignment(market, edge, proposals)


@njit(cache=True, nogil=True)
def _choose(first, bucket, capacity, program, order, right, programs):  # type: ignore[no-untyped-def]
    """Kernel: one pass over the applicants."""
    n = first.shape[0] - 1
    edge = np.full(n, -1, np.int64)
    free = capacity.copy()
    free_in_program = np.zeros(programs, np.int64)
    held_back = np.zeros(programs, np.int64)
    proposals = 0
    for b in range(capacity.shape[0]):
        free_in_program[program[b]] += capacity[b]
    for i in range(n):
        if right[i] >= 0:
            held_back[right[i]] += 1
    for turn in range(n):
        i = order[turn]
        if right[i] >= 0:
            held_back[right[i]] -= 1
        for e in range(first[i], first[i + 1]):
            b = bucket[e]
            p = program[b]
            proposals += 1
            if free[b] > 0 and (free_in_program[p] > held_back[p] or right[i] == p):
                free[b] -= 1
                free_in_program[p] -= 1
                edge[i] = e
                break
    return edge, proposals
