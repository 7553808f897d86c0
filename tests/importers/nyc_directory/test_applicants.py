"""Synthetic applicants: the published demand in expectation, and nobody where they may not apply."""

import numpy as np
import polars as pl
import pytest

from citycompact.importers.nyc_directory.applicants import Seat, draw_pool
from small_directory import program, school

SCHOOLS = (
    school(1, program(seats=200)),
    school(2, program(seats=200), latitude=40.9, longitude=-73.7, borough="Queens"),
)
SEATS = [
    *(Seat(f"all-{n}", n % 2, 20, 80 + 5 * n) for n in range(20)),
    Seat("girls", 0, 50, 60, (("sex", ("female",)),)),
    Seat("bronx", 0, 50, 60, (("borough", ("Bronx",)),)),
    Seat("newcomers", 1, 20, 15, (("english_learner", ("true",)),)),
    Seat("nobody", 1, 20, 0),
]


@pytest.fixture(scope="module")
def pool():
    return draw_pool(np.random.default_rng(5), SCHOOLS, SEATS, prefix="G", iep=False, list_length=8.0)


def test_expected_applications_are_the_published_ones(pool):
    assert pool.expected == pytest.approx([seat.published for seat in SEATS], abs=0.01)


def test_drawn_applications_are_near_the_published_ones(pool):
    drawn = np.bincount(pool.choices["program"], minlength=len(SEATS))
    for seat, count in zip(SEATS, drawn.tolist(), strict=True):
        assert abs(count - seat.published) <= 4 * max(seat.published, 1) ** 0.5


def test_only_those_apply_who_may(pool):
    both = pool.choices.with_columns(pl.col("applicant").cast(pl.UInt32)).join(
        pool.applicants.with_row_index("applicant"), on="applicant"
    )
    assert set(both.filter(program=20)["sex"]) == {"female"}
    assert set(both.filter(program=21)["borough"]) == {"Bronx"}
    assert both.filter(program=22)["english_learner"].all()


def test_lists_are_ranked_from_one_without_repeats(pool):
    assert pool.choices.select("applicant", "program").is_unique().all()
    for _, listed in pool.choices.group_by("applicant"):
        assert sorted(listed["rank"]) == list(range(1, listed.height + 1))


def test_whom_the_pool_is_for_and_what_is_known_of_them(pool):
    people = pool.applicants
    assert people["applicant_id"].n_unique() == people.height
    assert people["applicant_id"].str.starts_with("G").all()
    assert not people["iep"].any()
    assert people["reading"].is_between(0, 100).all()
    assert set(people["zone"]) == {"zone-01X001", "zone-01X002"}
    english = people.filter(pl.col("home_language") == "English")
    assert not english["english_learner"].any()


def test_the_same_numbers_give_the_same_applicants(pool):
    again = draw_pool(np.random.default_rng(5), SCHOOLS, SEATS, prefix="G", iep=False, list_length=8.0)
    assert again.applicants.equals(pool.applicants)
    assert again.choices.equals(pool.choices)


def test_a_program_whose_seats_were_filled_is_listed_higher():
    alike = [Seat(f"p{n}", 0, 20, 150, filled=n < 5) for n in range(10)]
    choices = draw_pool(
        np.random.default_rng(5), SCHOOLS, alike, prefix="G", iep=False, list_length=6.0
    ).choices
    first = choices.filter(rank=1)["program"]
    assert (first < 5).mean() > 0.9
    assert (choices["program"] < 5).mean() == pytest.approx(0.5, abs=0.02)


def test_nobody_lists_more_than_the_city_allows():
    many = [Seat(f"p{n}", n % 2, 20, 150) for n in range(30)]
    drawn = draw_pool(np.random.default_rng(5), SCHOOLS, many, prefix="G", iep=False, list_length=11.8)
    assert drawn.choices["rank"].max() == 12
