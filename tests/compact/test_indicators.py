"""Computed indicators on small cities whose answers can be counted by hand."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from citycompact.city.demo import build_demo_city
from citycompact.compact import COMPUTED, Measured
from citycompact.compact.indicators import computed
from citycompact.privacy import SMALLEST_SHOWN as SMALL


@pytest.fixture(scope="module")
def city():
    return build_demo_city(12, 400)


@pytest.fixture(scope="module")
def measured(city):
    people, programs = city.table("applicants")["applicant_id"], city.programs_with_schools()
    first = city.table("choices").filter(pl.col("rank") == 1).select("applicant_id", "program_id")
    placements = (
        pl.DataFrame({"applicant_id": people})
        .with_row_index("n")
        .join(first, on="applicant_id", how="left")
        .with_columns(
            program_id=pl.when(pl.col("n") % 4 != 0).then("program_id"),
            rank=(pl.col("n") % 5).cast(pl.Int64) + 1,
        )
        .with_columns(rank=pl.when(pl.col("program_id").is_not_null()).then("rank"))
        .select("applicant_id", "program_id", "rank")
    )
    shared = programs.select("program_id", "sector", "seats").with_columns(
        shared=pl.col("sector") != "partnership"
    )
    return Measured(city, placements, shared)


def test_shared_seats_are_seats_over_seats(measured):
    found = COMPUTED["shared_seats"].values(measured)
    seats = measured.all_programs
    inside = seats.filter("shared")["seats"].sum()
    assert found[""] == pytest.approx(inside / seats["seats"].sum(), abs=1e-6)
    assert found["district"] == 1
    if "partnership" in found:
        assert found["partnership"] == 0


def test_first_to_third_counts_choices_by_group(measured):
    rows = measured.placements
    hits = set(rows.filter(pl.col("rank") <= 3)["applicant_id"])
    found = COMPUTED["first_to_third"].values(measured)
    assert found[""] == pytest.approx(len(hits) / rows.height, abs=1e-6)
    members = set(measured.city.table("applicants").filter(pl.col("iep"))["applicant_id"])
    assert len(members) >= SMALL
    assert found["disability"] == pytest.approx(len(members & hits) / len(members), abs=1e-6)


def test_shares_by_sector_stand_beside_the_share_of_applicants(measured):
    found = COMPUTED["english_learner_share"].values(measured)
    people = measured.city.table("applicants")
    assert found["applicants"] == pytest.approx(people["english_learner"].sum() / people.height, abs=1e-6)
    assert "" not in found
    assert set(found) - {"applicants"} <= {"district", "charter", "partnership"}


def test_seats_in_reach_are_a_median_by_neighbourhood(measured):
    found = COMPUTED["seats_in_reach"].values(measured)
    assert found[""] > 0
    sizes = measured.city.table("applicants").group_by("zone").len()
    large = set(sizes.filter((pl.col("len") >= SMALL) & pl.col("zone").is_not_null())["zone"])
    assert set(found) - {""} == large


def test_small_groups_are_left_out(measured, city):
    few = measured.placements.head(SMALL - 1)
    small = Measured(
        replace(city, tables={**city.tables, "applicants": city.table("applicants").head(SMALL - 1)}),
        few,
        measured.all_programs,
    )
    for key in ("first_to_third", "disability_share", "english_learner_share", "seats_in_reach"):
        assert COMPUTED[key].values(small) == {}


def test_a_rate_that_three_people_are_missing_from_is_left_out(measured):
    everyone = measured.placements["applicant_id"]
    missed = set(everyone.head(3))
    most = measured.placements.with_columns(
        rank=pl.when(pl.col("applicant_id").is_in(missed)).then(9).otherwise(1).cast(pl.Int64)
    )
    found = COMPUTED["first_to_third"].values(Measured(measured.city, most, measured.all_programs))
    assert "" not in found
    half = most.with_row_index("n").with_columns(rank=(pl.col("n") % 2 * 5 + 1).cast(pl.Int64)).drop("n")
    found = COMPUTED["first_to_third"].values(Measured(measured.city, half, measured.all_programs))
    assert found[""] == pytest.approx(0.5, abs=0.01)


def test_a_new_indicator_is_a_function_and_a_line(measured):
    @computed("twice_two", "Twice two", "Dos por dos", "count")
    def twice_two(measured):
        return {"": 4.0}

    assert COMPUTED.pop("twice_two").values(measured) == {"": 4.0}
