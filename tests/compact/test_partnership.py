"""Who decides what at a school, held against what is usual in a sector."""

from __future__ import annotations

import pytest

from citycompact.compact.partnership import HOLDERS, POWERS, USUAL, differences
from citycompact.words import LANGUAGES


def test_a_school_as_usual_differs_from_its_own_sector_in_nothing():
    for sector, powers in USUAL.items():
        assert differences(powers, sector) == []
    assert differences({**USUAL["district"], "budget": "operator"}, "district") == ["budget"]


@pytest.mark.parametrize("sector", USUAL)
def test_differences_stand_in_one_order_and_a_power_that_nobody_named_is_one(sector):
    assert differences({}, sector) == list(POWERS)
    usual = USUAL[sector]
    elsewhere = {power: next(h for h in HOLDERS if h != holder) for power, holder in usual.items()}
    assert differences(dict(reversed(elsewhere.items())), sector) == list(POWERS)


def test_the_usual_profiles_are_whole_and_every_word_has_every_language():
    for profile in USUAL.values():
        assert set(profile) == set(POWERS)
        assert set(profile.values()) <= set(HOLDERS)
    for words in (*POWERS.values(), *HOLDERS.values()):
        assert set(words) == set(LANGUAGES)
