"""The market: who wants which bucket of seats, and in what order each bucket takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
UInt32 = NDArray[np.uint32]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Market:
    """A market expanded to buckets, as compact arrays; every mechanism runs on it.

    An *edge* is one applicant's wish for one bucket; an applicant's edges stand together, the
    most wanted first. A program with reserves is several buckets, and a choice of the program
    is one edge for each of them in the order in which the program fills them.

    Parameters
    ----------
    first
        Shape (n + 1,): applicant ``i`` has the edges ``first[i]`` to ``first[i + 1] - 1``.
    bucket
        Shape (e,): the bucket an edge is for.
    key
        Shape (e,): place in the bucket's order, lower is better, no two alike in a bucket.
    capacity
        Shape (m,): seats of each bucket.
    program
        Shape (m,): the program a bucket belongs to.
    rank
        Shape (e,): rank of the choice an edge comes from, 1 = most wanted.
    order
        Shape (n,): applicants from the best lottery number to the worst.
    tie
        Shape (e,): place in the bucket's order before the lottery; edges of a bucket that are
        alike here are told apart by lottery only. None where nothing is a tie.
    consent
        Shape (n,): who consents in efficiency-adjusted deferred acceptance. None: everyone.
    right
        Shape (n,): program in which an applicant has a guaranteed seat, -1 for none.
    right_place
        Shape (n,): place of each applicant among those with a right to the same program, lower is better.
        None: in the order of the applicants.
    unlisted_applicant, unlisted_bucket, unlisted_key
        Shape (s,): places in the buckets' orders of applicants who do not list the bucket.
        Top trading cycles needs them: a priority can be traded where one does not want to go.
    """

    first: Int32 | Int64
    bucket: Int32
    key: UInt32
    capacity: Int64
    program: Int32
    rank: Int32
    order: Int32
    tie: UInt32 | None = None
    consent: Bool | None = None
    right: Int32 | None = None
    right_place: Int64 | None = None
    unlisted_applicant: Int32 | None = None
    unlisted_bucket: Int32 | None = None
    unlisted_key: UInt32 | None = None

    @property
    def applicants(self) -> int:
        """Number of applicants, n."""
        return len(self.first) - 1

    @property
    def buckets(self) -> int:
        """Number of buckets, m."""
        return len(self.capacity)

    @cached_property
    def applicant(self) -> Int32:
        """Shape (e,): the applicant of each edge."""
        owners: Int32 = np.repeat(np.arange(self.applicants, dtype=np.int32), np.diff(self.first))
        return owners

    @cached_property
    def rights(self) -> Int32:
        """Shape (n,): ``right``, or -1 for all where nobody has one."""
        if self.right is not None:
            return self.right
        return np.full(self.applicants, -1, dtype=np.int32)

    def place_by_right(self, applicant: int) -> tuple[int, int]:
        """By which holders of a right to one program are ordered there."""
        return (0 if self.right_place is None else int(self.right_place[applicant]), applicant)

    @classmethod
    def from_arrays(
        cls,
        first: NDArray[np.integer],
        bucket: NDArray[np.integer],
        key: NDArray[np.integer],
        capacity: NDArray[np.integer],
        *,
        order: NDArray[np.integer] | None = None,
        tie: NDArray[np.integer] | None = None,
        consent: Bool | None = None,
        right: NDArray[np.integer] | None = None,
        unlisted: tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.integer]] | None = None,
    ) -> Market:
        """Build a market where every bucket is a program, for researchers with their own data.

        Keys of any size and sign are accepted; the order within each bucket is kept. ``order``
        defaults to the order of the applicants. ``unlisted`` is (applicant, bucket, key).

        Raises
        ------
        ValueError
            Where arrays do not fit together, a bucket is unknown, an applicant lists a bucket
            twice, or two keys of a bucket are alike.
        """
        first64 = np.asarray(first, dtype=np.int64)
        bucket32 = np.asarray(bucket, dtype=np.int32)
        applicants, edges, buckets = len(first64) - 1, len(bucket32), len(capacity)
        _require(first64[0] == 0 and first64[-1] == edges, "first must run from 0 to the number of edges")
        _require(bool(np.all(np.diff(first64) >= 0)), "first must not fall")
        _require(len(key) == edges, "key must have one entry for each edge")
        _require(bool(np.all(np.asarray(capacity) >= 0)), "capacity must not be negative")
        _require(edges == 0 or (bucket32.min() >= 0 and bucket32.max() < buckets), "unknown bucket")
        owner = np.repeat(np.arange(applicants, dtype=np.int64), np.diff(first64))
        _require(
            len(np.unique(owner * max(buckets, 1) + bucket32)) == edges, "an applicant lists a bucket twice"
        )
        all_buckets, all_keys = bucket32, np.asarray(key)
        if unlisted is not None:
            all_buckets = np.concatenate([bucket32, np.asarray(unlisted[1], dtype=np.int32)])
            all_keys = np.concatenate([all_keys, np.asarray(unlisted[2])])
        dense = compress_keys(all_buckets, all_keys)
        _require(not _repeated(all_buckets, dense), "two keys of a bucket are alike")
        position = np.arange(edges, dtype=np.int64) - np.repeat(first64[:-1], np.diff(first64))
        return cls(
            first=_narrow(first64),
            bucket=bucket32,
            key=dense[:edges],
            capacity=np.asarray(capacity, dtype=np.int64),
            program=np.arange(buckets, dtype=np.int32),
            rank=(position + 1).astype(np.int32),
            order=np.arange(applicants, dtype=np.int32) if order is None else np.asarray(order, np.int32),
            tie=None if tie is None else compress_keys(bucket32, np.asarray(tie)),
            consent=consent,
            right=None if right is None else np.asarray(right, dtype=np.int32),
            unlisted_applicant=None if unlisted is None else np.asarray(unlisted[0], dtype=np.int32),
            unlisted_bucket=None if unlisted is None else np.asarray(unlisted[1], dtype=np.int32),
            unlisted_key=None if unlisted is None else dense[edges:],
        )

    @classmethod
    def from_lists(
        cls,
        preferences: Mapping[str, Sequence[str]],
        priorities: Mapping[str, Sequence[str]],
        seats: Mapping[str, int],
    ) -> Market:
        """Build a market as papers print it: lists of names, best first.

        Applicants and programs are numbered in the order of ``preferences`` and ``seats``. An
        applicant whom a program does not rank cannot be placed there.
        """
        applicants = {name: number for number, name in enumerate(preferences)}
        programs = {name: number for number, name in enumerate(seats)}
        place = {program: {a: n for n, a in enumerate(ranked)} for program, ranked in priorities.items()}
        lists = [
            [program for program in wanted if applicant in place[program]]
            for applicant, wanted in preferences.items()
        ]
        edges = [(a, p) for a, wanted in zip(applicants, lists, strict=True) for p in wanted]
        listed = set(edges)
        unlisted = [(a, p) for p, ranked in priorities.items() for a in ranked if (a, p) not in listed]
        return cls.from_arrays(
            np.cumsum([0, *map(len, lists)]),
            np.array([programs[p] for _, p in edges], dtype=np.int64),
            np.array([place[p][a] for a, p in edges], dtype=np.int64),
            np.array(list(seats.values())),
            unlisted=(
                np.array([applicants[a] for a, _ in unlisted], dtype=np.int64),
                np.array([programs[p] for _, p in unlisted], dtype=np.int64),
                np.array([place[p][a] for a, p in unlisted], dtype=np.int64),
            ),
        )


def compress_keys(bucket: Int32, key: NDArray[np.integer]) -> UInt32:
    """Bring keys into 32 bits without changing any bucket's order; equal keys stay equal.

    Half the memory of 64-bit keys, and a key and its applicant fit one machine word.
    """
    if key.size == 0 or (key.min() >= 0 and key.max() < 2**32 - 1):
        return key.astype(np.uint32)
    order = np.lexsort((key, bucket))
    changes = np.ones(len(order), dtype=np.int64)
    changes[1:] = (key[order][1:] != key[order][:-1]) | (bucket[order][1:] != bucket[order][:-1])
    dense = np.empty(len(order), dtype=np.uint32)
    dense[order] = (np.cumsum(changes) - 1).astype(np.uint32)
    return dense


def _repeated(bucket: Int32, key: UInt32) -> bool:
    both = (bucket.astype(np.uint64) << np.uint64(32)) | key.astype(np.uint64)
    both.sort()
    return bool(np.any(both[1:] == both[:-1]))


def _narrow(first: Int64) -> Int32 | Int64:
    return first.astype(np.int32) if first[-1] < 2**31 - 1 else first


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)
