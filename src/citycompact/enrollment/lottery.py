"""Lottery numbers that anyone can recompute and nobody can redraw.

The number is SHA-256 of ``seed|applicant_id`` (or ``seed|applicant_id|program_id``) in UTF-8, read
as a hexadecimal integer; lower is better. A weighted lottery turns it into u in (0, 1) and orders
by -ln(1 - u) / weight, lower is better there too, which gives applicants with weight w the chances of w
tickets (Efraimidis and Spirakis 2006, with 1 - u for their u).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal, localcontext
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from citycompact.enrollment.market import Int32

Words = NDArray[np.uint64]
"""Shape (k, 4): 256-bit numbers as four 64-bit words, the most significant first."""


def draw_numbers(seed: str, tickets: Iterable[str]) -> Words:
    """Numbers of tickets; a ticket is an applicant id, or ``applicant_id|program_id``."""
    stem = hashlib.sha256(f"{seed}|".encode())
    digests = []
    for ticket in tickets:
        digest = stem.copy()
        digest.update(ticket.encode())
        digests.append(digest.digest())
    return np.frombuffer(b"".join(digests), dtype=">u8").reshape(-1, 4).astype(np.uint64)


def number_hex(words: Words, row: int) -> str:
    """One number as it is printed in a letter: 64 hexadecimal digits."""
    return "".join(f"{word:016x}" for word in words[row].tolist())


def numbers_hex(words: Words) -> list[str]:
    """All numbers as they are printed; see :func:`number_hex`."""
    digits = words.astype(">u8").tobytes().hex()
    return [digits[begin : begin + 64] for begin in range(0, len(digits), 64)]


def lottery_ranks(words: Words) -> Int32:
    """Shape (k,): place of each number from the lowest, 0 first."""
    order = np.argsort(words[:, 0], kind="stable")
    leading = words[order, 0]
    if np.any(leading[1:] == leading[:-1]):
        order = np.lexsort((words[:, 3], words[:, 2], words[:, 1], words[:, 0]))
    return _places(order)


def weighted_ranks(words: Words, weights: NDArray[np.float64]) -> Int32:
    """Shape (k,): place of each number in the weighted lottery, 0 first.

    The logarithm is taken in double precision; where two values are closer than that can tell
    on every machine, both are computed again to 60 digits; of equal ones the lower number comes first.
    """
    value = -_log_of_unit(~words) / weights
    order = np.argsort(value, kind="stable")
    ordered = value[order]
    close = np.flatnonzero(np.diff(ordered) <= 1e-9 * ordered[1:])
    for begin, end in _runs(close):
        members = order[begin:end].tolist()
        members.sort(key=lambda row: (exact_value(words, row, float(weights[row])), number_hex(words, row)))
        order[begin:end] = members
    return _places(order)


def exact_value(words: Words, row: int, weight: float) -> Decimal:
    """-ln(1 - u) / weight to 60 digits, with u = (number + 1/2) / 2^256."""
    with localcontext() as context:
        context.prec = 60 + 80
        unit = 1 - (Decimal(int(number_hex(words, row), 16)) + Decimal("0.5")) / Decimal(2) ** 256
        context.prec = 60
        return -unit.ln() / Decimal(weight)


def _log_of_unit(words: Words) -> NDArray[np.float64]:
    """ln(u) of each number; of 1 - u for the complements of the numbers."""
    # Near 1 the complement keeps the digits that matter; near 0 the number itself does.
    high = words[:, 0].astype(np.float64) + words[:, 1].astype(np.float64) / 2.0**64
    complement = (~words[:, 0]).astype(np.float64) + (~words[:, 1]).astype(np.float64) / 2.0**64
    # Half of the last bit that two words can tell apart.
    tiny = 2.0**-129
    low_half = np.log(high / 2.0**64 + tiny)
    with np.errstate(divide="ignore"):
        # Only where the other half is taken.
        high_half = np.log1p(-(complement / 2.0**64 + tiny))
    logarithm: NDArray[np.float64] = np.where(words[:, 0] >> np.uint64(63) == 0, low_half, high_half)
    return logarithm


def _runs(close: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Turn places i where i and i + 1 are too close into (begin, end) of whole runs."""
    if len(close) == 0:
        return []
    breaks = [0, *(np.flatnonzero(np.diff(close) > 1) + 1).tolist(), len(close)]
    return [(int(close[a]), int(close[b - 1]) + 2) for a, b in pairwise(breaks)]


def _places(order: NDArray[np.intp]) -> Int32:
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return places
