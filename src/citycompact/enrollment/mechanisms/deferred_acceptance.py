"""Student-proposing deferred acceptance (Gale and Shapley 1962).

Abdulkadiroglu and Sonmez (2003) brought it to school choice. With the market expanded to
buckets it is also deferred acceptance with slot-specific priorities (Kominers and Sonmez 2016)
and reserves with precedence (Dur, Kominers, Pathak and Sonmez 2018).

The set of proposals does not depend on their order (McVitie and Wilson 1971), so the kernel is
free to make them in the order that is kindest to the machine. It works in two phases:

1. Applicants propose in the order of memory. A bucket collects proposals in a buffer of twice
   its seats; only when the buffer is full is the better half selected (in linear time) and a
   cutoff raised, below which later proposals are refused without touching the buffer.
2. What remains is a long chain of single displacements. Each bucket becomes a heap of four
   children a node with its worst holder on top.

A holder is one 64-bit word, key in the upper half and applicant in the lower, so that comparing
two holders is one instruction and four of them share half a cache line.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from citycompact.enrollment.assignment import Assignment
from citycompact.enrollment.market import Int64, Market
from citycompact.enrollment.seating import Rights

_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_NO_CUTOFF = np.uint64(0xFFFFFFFFFFFFFFFF)
_NONE = np.uint64(0)


def deferred_acceptance(market: Market) -> Assignment:
    """Return the stable assignment that every applicant likes at least as well as any other.

    Linear in the proposals, but for the logarithm of a bucket's seats in the second phase.
    """
    edge, proposals = propose_keeping_rights(market, Rights(market))
    return Assignment(market, edge, proposals)


def propose_keeping_rights(market: Market, rights: Rights) -> tuple[Int64, int]:
    """Deferred acceptance in which holders of rights sit where all of them have a seat (:mod:`..seating`).

    No program refuses a holder, and the more of them it has the fewer seats are left to others, who then ask
    elsewhere. So holders only ever come, and the result is the least in which those who came are those who
    ask.
    """
    if not rights.programs:
        return propose(market, market.capacity)
    aside, place, own = _with_rights_aside(market, rights)
    sitting: dict[int, list[int]] = {program: [] for program in rights.programs}
    proposals = 0
    while True:
        capacity = aside.capacity.copy()
        for program, holders in rights.programs.items():
            free = {bucket: int(market.capacity[bucket]) for bucket in holders.buckets}
            for bucket, taken in holders.taken(sitting[program], free).items():
                capacity[bucket] -= taken
        granted, made = propose(aside, capacity)
        proposals += made
        came = {
            program: [one for one in holders.doors if granted[one] >= 0 and own[granted[one]] == program]
            for program, holders in rights.programs.items()
        }
        if came == sitting:
            break
        sitting = came
    edge = np.where(granted >= 0, place[granted], -1) if len(place) else granted
    for program, holders in rights.programs.items():
        free = {bucket: int(market.capacity[bucket]) for bucket in holders.buckets}
        for one, bucket in holders.seated(sitting[program], free).items():
            edge[one] = holders.edge[one, bucket]
    return edge, proposals


def _with_rights_aside(market: Market, rights: Rights) -> tuple[Market, Int64, Int64]:
    """The market in which each special program has one more bucket, for the holders of its rights alone.

    Also, of each edge there, which edge of the whole market it is, and the program whose holders' bucket it
    is for, -1 for none.
    """
    programs = list(rights.programs)
    kept = ~rights.own
    bucket = market.bucket.copy()
    own = np.full(len(bucket), -1, dtype=np.int64)
    for number, program in enumerate(programs):
        holders = rights.programs[program]
        for one, doors in holders.doors.items():
            e = holders.edge[one, doors[0]]
            kept[e], bucket[e], own[e] = True, market.buckets + number, program
    before = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum(kept, out=before[1:])
    seats = [len(rights.programs[program].doors) for program in programs]
    aside = Market(
        first=before[market.first],
        bucket=bucket[kept],
        key=market.key[kept],
        capacity=np.concatenate([market.capacity, np.array(seats, dtype=np.int64)]),
        program=np.concatenate([market.program, np.array(programs, dtype=np.int32)]),
        rank=market.rank[kept],
        order=market.order,
    )
    return aside, np.flatnonzero(kept), own[kept]


def propose(market: Market, capacity: Int64) -> tuple[Int64, int]:
    """Run the kernel with other capacities than the market's; returns granted edges and proposals."""
    useful = np.minimum(capacity, market.applicants)
    if int(useful.sum()) > 4 * market.applicants + 4 * market.buckets:
        # Seats that nobody can ever ask for would only waste memory.
        useful = np.minimum(useful, np.bincount(market.bucket, minlength=market.buckets))
    edge, proposals = _deferred_acceptance(market.first, market.bucket, market.key, useful)
    return edge, int(proposals)


@njit(cache=True, nogil=True)
def _deferred_acceptance(first, bucket, key, capacity):  # type: ignore[no-untyped-def]
    """Kernel: both phases; returns the granted edge of each applicant and the proposals made."""
    n = first.shape[0] - 1
    m = capacity.shape[0]
    start = np.zeros(m + 1, np.int64)
    for b in range(m):
        start[b + 1] = start[b] + capacity[b] + max(capacity[b], 8)
    holder = np.empty(start[m], np.uint64)
    held = np.zeros(m, np.int64)
    cutoff = np.full(m, _NO_CUTOFF)
    for b in range(m):
        if capacity[b] == 0:
            cutoff[b] = _NONE
    position = first[:-1].copy()
    waiting = np.empty(n, np.int32)
    proposals, top = _collect(first, bucket, key, capacity, start, holder, held, cutoff, position, waiting)
    top = _heapify(capacity, start, holder, held, cutoff, position, waiting, top)
    proposals += _displace(first, bucket, key, capacity, start, holder, held, cutoff, position, waiting, top)
    edge = np.full(n, -1, np.int64)
    for i in range(n):
        if position[i] < first[i + 1]:
            edge[i] = position[i]
    return edge, proposals


@njit(cache=True, nogil=True)
def _collect(  # type: ignore[no-untyped-def]
    first, bucket, key, capacity, start, holder, held, cutoff, position, waiting
):
    """Phase 1: buffered proposals; on return a bucket may still hold more than its seats."""
    n = first.shape[0] - 1
    proposals = 0
    top = 0
    fresh = 0
    while True:
        if top > 0:
            top -= 1
            i = np.int64(waiting[top])
        elif fresh < n:
            i = np.int64(fresh)
            fresh += 1
        else:
            return proposals, top
        e = position[i]
        last = first[i + 1]
        while e < last:
            b = bucket[e]
            word = (np.uint64(key[e]) << _SHIFT) | np.uint64(i)
            proposals += 1
            if word < cutoff[b]:
                begin = start[b]
                end = begin + held[b]
                holder[end] = word
                end += 1
                held[b] += 1
                if end < start[b + 1]:
                    break
                keep = begin + capacity[b]
                _select(holder, begin, end - 1, keep)
                cutoff[b] = holder[keep]
                held[b] = capacity[b]
                for t in range(keep, end):
                    other = np.int64(holder[t] & _LOW)
                    if other != i:
                        position[other] += 1
                        waiting[top] = other
                        top += 1
                if word < cutoff[b]:
                    break
            e += 1
        position[i] = e


@njit(cache=True, nogil=True)
def _heapify(capacity, start, holder, held, cutoff, position, waiting, top):  # type: ignore[no-untyped-def]
    """Between the phases: cut every bucket to its seats and make it a heap, worst on top."""
    for b in range(capacity.shape[0]):
        begin = start[b]
        if held[b] > capacity[b]:
            keep = begin + capacity[b]
            _select(holder, begin, begin + held[b] - 1, keep)
            for t in range(keep, begin + held[b]):
                other = np.int64(holder[t] & _LOW)
                position[other] += 1
                waiting[top] = other
                top += 1
            held[b] = capacity[b]
        size = held[b]
        for node in range(size // 4, -1, -1):
            if node < size:
                _sift_down(holder, begin, size, node, holder[begin + node])
        if capacity[b] > 0:
            cutoff[b] = holder[begin] if size == capacity[b] else _NO_CUTOFF
    return top


@njit(cache=True, nogil=True)
def _displace(  # type: ignore[no-untyped-def]
    first, bucket, key, capacity, start, holder, held, cutoff, position, waiting, top
):
    """Phase 2: one proposal at a time; a full bucket gives up its worst holder."""
    proposals = 0
    while top > 0:
        top -= 1
        i = np.int64(waiting[top])
        e = position[i]
        last = first[i + 1]
        while e < last:
            b = bucket[e]
            word = (np.uint64(key[e]) << _SHIFT) | np.uint64(i)
            proposals += 1
            if word < cutoff[b]:
                begin = start[b]
                size = held[b]
                if size < capacity[b]:
                    _sift_up(holder, begin, size, word)
                    held[b] = size + 1
                    if size + 1 == capacity[b]:
                        cutoff[b] = holder[begin]
                else:
                    other = np.int64(holder[begin] & _LOW)
                    position[other] += 1
                    waiting[top] = other
                    top += 1
                    _sift_down(holder, begin, size, 0, word)
                    cutoff[b] = holder[begin]
                break
            e += 1
        position[i] = e
    return proposals


@njit(cache=True, nogil=True)
def _select(holder, low, high, wanted):  # type: ignore[no-untyped-def]
    """Quickselect (Hoare 1961): the smallest words come before position ``wanted``."""
    while high > low:
        a = holder[low]
        b = holder[(low + high) >> 1]
        c = holder[high]
        if a > b:
            a, b = b, a
        if b > c:
            b = max(a, c)
        i = low
        j = high
        while i <= j:
            while holder[i] < b:
                i += 1
            while holder[j] > b:
                j -= 1
            if i <= j:
                holder[i], holder[j] = holder[j], holder[i]
                i += 1
                j -= 1
        if wanted <= j:
            high = j
        elif wanted >= i:
            low = i
        else:
            return


@njit(cache=True, nogil=True)
def _sift_down(holder, begin, size, node, word):  # type: ignore[no-untyped-def]
    """Put a word at a node of a four-ary max-heap and let it sink."""
    while True:
        child = 4 * node + 1
        if child >= size:
            break
        largest = child
        value = holder[begin + child]
        for other in range(child + 1, min(child + 4, size)):
            if holder[begin + other] > value:
                value = holder[begin + other]
                largest = other
        if value <= word:
            break
        holder[begin + node] = value
        node = largest
    holder[begin + node] = word


@njit(cache=True, nogil=True)
def _sift_up(holder, begin, node, word):  # type: ignore[no-untyped-def]
    """Add a word as the last node of a four-ary max-heap and let it rise."""
    while node > 0:
        parent = (node - 1) >> 2
        if holder[begin + parent] >= word:
            break
        holder[begin + node] = holder[begin + parent]
        node = parent
    holder[begin + node] = word
