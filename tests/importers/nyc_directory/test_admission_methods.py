"""Admission methods as tie-breaks, and Ed. Opt. bands that take every seat and no more."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.enrollment.rules import ScoreBandGroup
from citycompact.importers.nyc_directory.admission_methods import (
    ED_OPT,
    READING_BANDS,
    as_known,
    band_seats,
    tie_break,
)


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("Screened", "score"),
        ("Audition", "score"),
        ("Test", "score"),
        ("Ed. Opt.", "lottery"),
        ("Limited Unscreened", "lottery"),
        ("Zoned Priority", "lottery"),
        ("screened", None),
        ("Magic", None),
        ("", None),
    ],
)
def test_a_method_breaks_ties_as_it_does_in_the_city(method, kind):
    assert tie_break(method) == kind


@given(st.integers(0, 5_000))
def test_bands_take_every_seat_and_the_outer_ones_alike(seats):
    found = {band.group: n for band, n in band_seats(seats)}
    assert sum(found.values()) == seats
    assert min(found.values()) >= 0
    assert abs(found["reading_high"] - 0.16 * seats) <= 0.5
    if seats > 3:
        assert found["reading_high"] == found["reading_low"]


def test_abdulkadiroglu_pathak_and_roth_2005_sixteen_sixty_eight_sixteen():
    assert [n for _, n in band_seats(100)] == [16, 68, 16]


@given(st.floats(0, 100))
def test_every_reading_score_lies_in_one_band(score):
    groups = [ScoreBandGroup.model_validate(tomllib.loads(band.definition)) for band in READING_BANDS]
    inside = [
        (g.minimum is None or g.minimum <= score) and (g.below is None or score < g.below) for g in groups
    ]
    assert sum(inside) == 1


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("EdOpt", ED_OPT),
        ("Ed. Opt", ED_OPT),
        ("Educational Option", ED_OPT),
        ("SCREENED: LANGUAGE & ACADEMICS", "Screened: Language & Academics"),
        ("open ", "Open"),
        ("Magic", "Magic"),
        ("", ""),
    ],
)
def test_a_method_is_known_however_a_year_writes_it_and_no_other_is_made_up(written, known):
    assert as_known(written) == known


def test_the_methods_of_later_years_have_their_tie_break():
    assert (tie_break("Open"), tie_break("Screened with Assessment")) == ("lottery", "score")
