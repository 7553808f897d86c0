"""Bugs between the tables and the market: lists, and who may be admitted."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from hand_made import RECORDED, numbered, people
from planted_deciders import demo, fault, is_caught_as_it_says, of, patched
from small_cities import town

FILE = "preparation.py"


def shut(**program):
    rows = [{"program_id": "p", "school_id": "Sp", "grade": "K", "seats": 1, **program}]
    scores = [{"applicant_id": a, "program_id": "p", "score": s} for a, s in (("x", 5.0), ("y", 9.0))]
    return lambda: town(
        {a: ["p"] for a in "xy"},
        {"p": 1},
        programs=rows,
        applicants=people("x", "y", iep="y"),
        scores=scores,
        lottery=numbered("x", "y"),
    )


def without_minimum(right):
    def of_city(cls, *facts):
        roster = right.__func__(cls, *facts)
        return replace(roster, programs=roster.programs.with_columns(min_score=pl.lit(None, pl.Float64)))

    return classmethod(of_city)


def of_choices(change):
    """Read the lists after a change of the table."""

    def plant(right):
        def pairs(city, *rest):
            return right(
                replace(city, tables={**city.tables, "choices": change(city.table("choices"))}), *rest
            )

        return pairs

    return plant


def from_the_end(choices):
    last = pl.col("rank").max().over("applicant_id")
    return choices.with_columns((last - pl.col("rank") + 1).cast(pl.Int64).alias("rank"))


def outsiders_first(right):
    def edges(*facts):
        pair, bucket, member = right(*facts)
        return pair, bucket, ~member

    return edges


def market_of_the_first_round(right):
    """The market is kept whatever siblings were placed in the meantime."""

    def market(self, sibling_offered=None, active=None):
        return self._latest[0][1] if self._latest else right(self, sibling_offered, active)

    return market


FAULTS = (
    fault(
        "a minimum score is ignored",
        FILE,
        patched("roster.Roster.of", without_minimum),
        of(shut(min_score=7.0), {}, RECORDED),
        "feasible",
        verify=False,
    ),
    fault(
        "a program that is open to a group is open to all",
        FILE,
        patched("preparation._let_in", lambda right: lambda pairs, *rest: np.ones(len(pairs), dtype=bool)),
        of(shut(open_to="iep"), {}, RECORDED),
        "feasible",
        verify=True,
    ),
    fault(
        "lists are read from their end",
        FILE,
        patched("preparation._pairs", of_choices(from_the_end)),
        demo({}),
        "individually_rational",
        "no_justified_envy",
        verify=True,
    ),
    fault(
        "the last choice of each list is lost",
        FILE,
        patched(
            "preparation._pairs",
            of_choices(
                lambda table: table.filter(
                    (pl.col("rank") == 1) | (pl.col("rank") < pl.col("rank").max().over("applicant_id"))
                )
            ),
        ),
        demo({}),
        "waitlists_in_order",
        verify=True,
    ),
    fault(
        "in a reserved bucket those come first for whom it is not reserved",
        FILE,
        patched("preparation._edges", outsiders_first),
        demo({"reserves": [{"group": "low_income", "share": 0.4}]}),
        "no_justified_envy",
        "reserves_honoured",
        verify=True,
    ),
    fault(
        "the market of the first round is used again once siblings are placed",
        FILE,
        patched("preparation.Preparation.market", market_of_the_first_round),
        demo(
            {"groups": {"o": {"kind": "sibling_offered"}}, "priorities": {"default": ["o"]}}, applicants=700
        ),
        "no_justified_envy",
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
