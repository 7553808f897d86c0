"""Synthetic households: as many as it takes, near the schools in proportion to seats."""

import numpy as np
import pytest

from citycompact.importers.nyc_directory.households import LIST_LENGTHS, ORIGINS, Kinds, homes
from small_directory import program, school

SCHOOLS = (school(1, program(seats=300)), school(2, program(seats=100), latitude=40.9, longitude=-73.7))


def test_shares_add_up_to_one_and_so_do_their_parts():
    assert sum(share for _, share in LIST_LENGTHS) == pytest.approx(1)
    assert sum(share for *_, share in ORIGINS) == pytest.approx(1)
    kinds = Kinds.of(SCHOOLS)
    assert kinds.share.sum() == pytest.approx(1)
    assert kinds.share[kinds.anchor == 0].sum() == pytest.approx(0.75)
    assert kinds.share[kinds.female].sum() == pytest.approx(0.5)


def test_a_school_without_seats_has_neighbours_too():
    assert (Kinds.of((school(1, program(seats=0)), SCHOOLS[0])).share > 0).all()


@pytest.mark.parametrize("applications", [0, 1, 50_000])
def test_so_many_households_as_it_takes_to_file_the_applications(applications):
    kinds = Kinds.of(SCHOOLS)
    drawn = kinds.draw(np.random.default_rng(1), applications)
    assert kinds.length[drawn].sum() == pytest.approx(applications, rel=0.02, abs=4)
    assert (np.diff(drawn) >= 0).all()


def test_homes_lie_around_their_school_and_name_no_door():
    latitude, longitude = homes(np.random.default_rng(1), SCHOOLS, np.repeat([0, 1], 4_000))
    assert latitude[:4_000].mean() == pytest.approx(40.7, abs=0.002)
    assert longitude[4_000:].mean() == pytest.approx(-73.7, abs=0.002)
    assert np.array_equal(latitude, np.round(latitude, 4))
    assert len(np.unique(latitude)) > 100
