"""Synthetic households: as many as it takes, near the schools in proportion to seats."""

import numpy as np
import pytest

from citycompact.importers.nyc_directory.households import ORIGINS, Kinds, homes, length_shares
from small_directory import program, school

SCHOOLS = (school(1, program(seats=300)), school(2, program(seats=100), latitude=40.9, longitude=-73.7))


def test_shares_add_up_to_one_and_so_do_their_parts():
    assert sum(share for *_, share in ORIGINS) == pytest.approx(1)
    kinds = Kinds.of(SCHOOLS, 8.0)
    assert kinds.share.sum() == pytest.approx(1)
    assert kinds.share[kinds.anchor == 0].sum() == pytest.approx(0.75)
    assert kinds.share[kinds.female].sum() == pytest.approx(0.5)


@pytest.mark.parametrize("mean", [4.0, 7.5, 9.5, 11.0])
def test_lists_have_the_length_asked_for_on_average_and_every_length_occurs(mean):
    shares = length_shares(mean)
    assert shares.sum() == pytest.approx(1)
    assert (shares > 0).all()
    kinds = Kinds.of(SCHOOLS, mean)
    assert kinds.share @ kinds.length == pytest.approx(mean)


def test_longer_lists_are_fewer_children():
    few, many = (len(Kinds.of(SCHOOLS, mean).draw(np.random.default_rng(1), 9_000)) for mean in (10.0, 5.0))
    assert (few, many) == (900, 1_800)


def test_a_school_without_seats_has_neighbours_too():
    assert (Kinds.of((school(1, program(seats=0)), SCHOOLS[0]), 8.0).share > 0).all()


@pytest.mark.parametrize("applications", [0, 1, 50_000])
def test_so_many_households_as_it_takes_to_file_the_applications(applications):
    kinds = Kinds.of(SCHOOLS, 8.0)
    drawn = kinds.draw(np.random.default_rng(1), applications)
    assert kinds.length[drawn].sum() == pytest.approx(applications, rel=0.02, abs=4)
    assert (np.diff(drawn) >= 0).all()


def test_homes_lie_around_their_school_and_name_no_door():
    latitude, longitude = homes(np.random.default_rng(1), SCHOOLS, np.repeat([0, 1], 4_000))
    assert latitude[:4_000].mean() == pytest.approx(40.7, abs=0.002)
    assert longitude[4_000:].mean() == pytest.approx(-73.7, abs=0.002)
    assert np.array_equal(latitude, np.round(latitude, 4))
    assert len(np.unique(latitude)) > 100
