"""How fast the deferred-acceptance kernel is; every ratio is taken in this one run.

    python benchmarks/matching_speed.py                 the table
    python benchmarks/matching_speed.py --chart FILE    also time sizes up to 5,000,000 and draw them

Markets: 10 choices, 5 priorities with a lottery, as many seats as applicants. Half of a program's
appeal is common to all, so demand is uneven as in a city.
"""

from __future__ import annotations

import argparse
import heapq
import platform
import statistics
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from citycompact.enrollment import Market
from citycompact.enrollment.mechanisms import deferred_acceptance

SIZES = ((10_000, 100), (100_000, 500), (1_000_000, 5_000))
CHART_SIZES = (
    (10_000, 100),
    (30_000, 150),
    (100_000, 500),
    (300_000, 1_500),
    (1_000_000, 5_000),
    (2_000_000, 10_000),
    (5_000_000, 25_000),
)
CHOICES, PRIORITIES = 10, 5


def random_market(applicants: int, programs: int, seed: int = 1) -> Market:
    """Draw a market: Gumbel tastes around a common appeal, priority classes, one lottery number each."""
    rng = np.random.default_rng(seed)
    appeal = rng.normal(0, 1, programs)
    bucket = np.empty((applicants, CHOICES), dtype=np.int32)
    for begin in range(0, applicants, 20_000):
        size = min(20_000, applicants - begin)
        # Each looks at 60 programs of the city and ranks the best ten of them.
        seen = rng.integers(0, programs, (size, 60))
        seen.sort(axis=1)
        value = appeal[seen] + rng.gumbel(0, 1, seen.shape)
        value[:, 1:][seen[:, 1:] == seen[:, :-1]] = -np.inf
        best = np.argsort(-value, axis=1)[:, :CHOICES]
        bucket[begin : begin + size] = np.take_along_axis(seen, best, axis=1)
    priority = rng.integers(0, PRIORITIES, bucket.shape)
    lottery = rng.permutation(applicants)
    capacity = np.full(programs, applicants // programs)
    capacity[: applicants % programs] += 1
    return Market.from_arrays(
        np.arange(0, applicants * CHOICES + 1, CHOICES),
        bucket.ravel(),
        (priority * applicants + lottery[:, None]).ravel(),
        capacity,
    )


@njit
def _pass(first, bucket, key):  # type: ignore[no-untyped-def]
    total = np.uint64(0)
    for i in range(first.shape[0] - 1):
        for e in range(first[i], first[i + 1]):
            total += np.uint64(bucket[e]) ^ np.uint64(key[e])
    return total


def seconds(action: Callable[[], Any], runs: int) -> float:
    """Median of several runs, after one that is not counted."""
    action()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def plain_python(market: Market) -> list[int]:
    """Deferred acceptance as one would write it in an afternoon: lists, a heap for each program."""
    first, bucket, key = market.first.tolist(), market.bucket.tolist(), market.key.tolist()
    capacity = market.capacity.tolist()
    heaps: list[list[tuple[int, int]]] = [[] for _ in capacity]
    position = first[:-1]
    free = list(range(market.applicants))
    while free:
        i = free.pop()
        while position[i] < first[i + 1]:
            e = position[i]
            heap = heaps[bucket[e]]
            if len(heap) < capacity[bucket[e]]:
                heapq.heappush(heap, (-key[e], i))
                break
            if capacity[bucket[e]] and -key[e] > heap[0][0]:
                out = heapq.heapreplace(heap, (-key[e], i))[1]
                position[out] += 1
                free.append(out)
                break
            position[i] += 1
    return [p if p < first[i + 1] else -1 for i, p in enumerate(position)]


def matching_package(applicants: int, programs: int) -> tuple[float, float] | None:
    """Seconds of the ``matching`` package and of ours on the same market, where it can run."""
    from matching.games import HospitalResident

    market = random_market(applicants, programs)
    wishes = {
        str(i): [f"p{b}" for b in market.bucket[market.first[i] : market.first[i + 1]]]
        for i in range(applicants)
    }
    order = np.lexsort((market.key, market.bucket))
    ranking: dict[str, list[str]] = {f"p{b}": [] for b in range(programs)}
    for e in order.tolist():
        ranking[f"p{market.bucket[e]}"].append(str(market.applicant[e]))
    seats = {f"p{b}": int(c) for b, c in enumerate(market.capacity)}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            began = time.perf_counter()
            HospitalResident.create_from_dictionaries(wishes, ranking, seats).solve()
            theirs = time.perf_counter() - began
    except Exception as error:
        print(f"matching at {applicants:,}/{programs:,} fails: {type(error).__name__}: {str(error)[:60]}")
        return None
    return theirs, seconds(lambda: deferred_acceptance(market), 5)


def table() -> None:
    """Print the table."""
    print(f"{platform.machine()}, Python {platform.python_version()}; median of 5 runs in one thread")
    print(
        f"{'applicants':>11} {'programs':>9} {'kernel':>10} {'ns/proposal':>12} {'passes':>8} "
        f"{'plain Python':>13}"
    )
    for applicants, programs in SIZES:
        market = random_market(applicants, programs)
        one_pass = seconds(lambda m=market: _pass(m.first, m.bucket, m.key), 9)
        kernel = seconds(lambda m=market: deferred_acceptance(m), 5)
        result = deferred_acceptance(market)
        plain = "-"
        if applicants <= 1_000_000:
            began = time.perf_counter()
            edges = plain_python(market)
            plain = f"{(time.perf_counter() - began) / kernel:,.0f}x"
            if edges != result.edge.tolist():
                raise SystemExit("the plain version and the kernel differ")
        nanoseconds = kernel / result.proposals * 1e9
        print(
            f"{applicants:>11,} {programs:>9,} {kernel * 1e3:>7.1f} ms {nanoseconds:>12.1f} "
            f"{kernel / one_pass:>8.1f} "
            f"{plain:>13}"
        )
    for applicants, programs in ((1_000, 50), (10_000, 100)):
        found = matching_package(applicants, programs)
        if found:
            print(
                f"matching at {applicants:,}/{programs:,}: {found[0]:.3f} s, "
                f"{found[0] / found[1]:,.0f}x of ours"
            )


def chart(path: Path) -> None:
    """Time the kernel at many sizes and draw time against size."""
    import altair as alt
    import polars as pl
    import vl_convert

    rows = []
    for applicants, programs in CHART_SIZES:
        market = random_market(applicants, programs)
        taken = seconds(lambda m=market: deferred_acceptance(m), 3)
        rows.append({"applicants": applicants, "seconds": taken})
        print(f"{applicants:>11,} {programs:>9,} {taken:.4f} s")
    drawn = (
        alt.Chart(pl.DataFrame(rows))
        .mark_line(point=True, color="#12375e")
        .encode(
            x=alt.X("applicants:Q", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s")),
            y=alt.Y("seconds:Q", scale=alt.Scale(type="log"), title="seconds (one thread)"),
        )
        .properties(width=520, height=300, title="Deferred acceptance, 10 choices each, seats = applicants")
    )
    path.write_text(vl_convert.vegalite_to_svg(drawn.to_dict()), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chart", type=Path)
    arguments = parser.parse_args()
    table()
    if arguments.chart:
        chart(arguments.chart)
