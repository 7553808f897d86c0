"""Markets from arrays and from lists, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.enrollment import Market
from citycompact.enrollment.market import compress_keys


def test_arrays_that_do_not_fit_are_refused_in_words():
    good = ([0, 1, 2], [0, 0], [5, 6], [1])
    assert Market.from_arrays(*map(np.array, good)).applicants == 2
    for bad, message in (
        (([0, 2], [0, 0], [1, 2], [1]), "lists a bucket twice"),
        (([0, 1, 2], [0, 7], [1, 2], [1]), "unknown bucket"),
        (([0, 1, 2], [0, 0], [4, 4], [1]), "two keys of a bucket are alike"),
        (([0, 1], [0, 0], [1, 2], [1]), "first must run"),
        (([0, 1, 2], [0, 0], [1, 2], [-1]), "negative"),
        (([0, 1, 2], [0, 0], [1], [1]), "one entry for each edge"),
    ):
        with pytest.raises(ValueError, match=message):
            Market.from_arrays(*map(np.array, bad))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-(2**62), 2**62)), max_size=40))
def test_compressing_keys_keeps_every_buckets_order(edges):
    bucket = np.array([b for b, _ in edges], dtype=np.int32)
    key = np.array([k for _, k in edges], dtype=np.int64)
    small = compress_keys(bucket, key)
    for i in range(len(edges)):
        for j in range(len(edges)):
            if bucket[i] == bucket[j]:
                assert (key[i] < key[j]) == (small[i] < small[j])
