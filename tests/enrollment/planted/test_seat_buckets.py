"""Bugs in what is reserved for whom; the committed seats hold the buckets, so mostly the check alone sees."""

import polars as pl
import pytest

from hand_made import RECORDED, numbered, people
from planted_deciders import demo, fault, is_caught_as_it_says, of, patched
from small_cities import town

FILE = "seat_buckets.py"
SHARES = {"reserves": [{"group": "low_income", "share": 0.35}]}


def reserved(*rows, **facts):
    """Children a, b, c want the three seats of p; of each row (group, seats, hard)."""
    kept = [
        {"program_id": "p", "position": n, "group": group, "seats": seats, "hard": hard}
        for n, (group, seats, hard) in enumerate(rows, start=1)
    ]
    return lambda: town(
        {a: ["p"] for a in "abc"},
        {"p": 2},
        applicants=people(*"abc", **facts),
        reserves=kept,
        lottery=numbered(*"abc"),
    )


def last_first(right):
    def buckets(*facts):
        frame = right(*facts)
        turned = (
            pl.col("position").max().over("program")
            - pl.col("position")
            + pl.col("position").min().over("program")
        )
        return frame.with_columns(position=turned).sort("program", "position")

    return buckets


FAULTS = (
    fault(
        "a share is rounded down",
        FILE,
        patched("seat_buckets._nearest", lambda right: lambda share, seats: int(share * seats)),
        demo(SHARES),
        "cutoffs_true",
        verify=False,
    ),
    fault(
        "reserves are filled in the wrong order",
        FILE,
        patched("preparation.seat_buckets", last_first),
        of(reserved(("iep", 1, False), iep="ac"), {}, RECORDED),
        "no_justified_envy",
        "cutoffs_true",
        verify=False,
    ),
    fault(
        "what is not reserved has one seat too many",
        FILE,
        patched(
            "preparation.seat_buckets",
            lambda right: (
                lambda *facts: right(*facts).with_columns(
                    pl.col("seats") + (pl.col("group") == "open").cast(pl.Int64)
                )
            ),
        ),
        demo(SHARES),
        "feasible",
        verify=True,
    ),
    fault(
        "a hard reserve takes in outsiders",
        FILE,
        patched(
            "preparation.seat_buckets",
            lambda right: lambda *facts: right(*facts).with_columns(hard=pl.lit(False)),
        ),
        of(reserved(("iep", 1, True), iep=""), {}, RECORDED),
        "feasible",
        verify=False,
    ),
    fault(
        "a reserve shuts out others, though it is not hard",
        FILE,
        patched(
            "preparation.seat_buckets",
            lambda right: lambda *facts: right(*facts).with_columns(hard=pl.lit(True)),
        ),
        of(reserved(("iep", 1, False), iep=""), {}, RECORDED),
        "non_wasteful",
        verify=False,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
