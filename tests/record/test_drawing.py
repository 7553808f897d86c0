"""The gate before a draw: whose clock counts, and what of a draw is not as it was signed."""

from dataclasses import replace

import pytest

from citycompact.doors import Draw
from citycompact.facts import FactsError
from citycompact.record.commitment import as_correction, commit
from citycompact.record.drawing import (
    CLOCK,
    Now,
    draw_differences,
    may_commit,
    now_in,
    official_draw,
    under,
)
from citycompact.record.match.publishing import MATCH
from proven_rounds import AT, SEED, agree, rules
from small_cities import town

TOWN = town({"a": ["p"]}, {"p": 1})
LATER = "2027-02-15T19:00"


def at(text):
    import datetime

    return Now(datetime.datetime.fromisoformat(text))


@pytest.mark.parametrize("odd", ["soon", "2027-02-21", "2027-02-21T08:00Z", "2027-02-30T08:00", "8:00"])
def test_a_clock_that_is_none_is_said(monkeypatch, odd):
    monkeypatch.setenv(CLOCK, odd)
    if odd == "2027-02-21":
        # A day is its first minute.
        assert now_in(replace(TOWN, demo=True)).text == "2027-02-21T00:00"
        return
    with pytest.raises(FactsError, match="is not a time such as"):
        now_in(replace(TOWN, demo=True))


def test_an_ordinary_city_has_the_clock_of_the_machine_in_its_own_zone(monkeypatch):
    monkeypatch.setenv(CLOCK, "1999-12-31T23:59")
    here, there = (now_in(replace(TOWN, time_zone=zone)).at for zone in ("UTC", "Asia/Tokyo"))
    assert round((there - here).total_seconds() / 3600) == 9
    assert not now_in(TOWN).moved
    assert now_in(replace(TOWN, demo=True)).moved


def test_the_minute_of_the_draw_is_too_late_to_commit_and_in_time_to_draw():
    city, agreed = agree(TOWN, rules())
    minute_before = at("2027-02-15T18:59")
    assert may_commit(MATCH, agreed, city, now=minute_before)[1].text == "2027-02-15T18:59"
    with pytest.raises(FactsError, match="would bind nothing"):
        may_commit(MATCH, agreed, city, now=at(LATER))
    with pytest.raises(FactsError, match="Wait for it"):
        official_draw(MATCH, agreed, city, SEED, "", now=minute_before)
    assert official_draw(MATCH, agreed, city, SEED, "", now=at(LATER)) == Draw(SEED)


def test_an_early_draw_in_another_spelling_is_told_both():
    city, agreed = agree(TOWN, rules())
    with pytest.raises(FactsError) as said:
        official_draw(MATCH, agreed, city, "7 12", "", now=at("2027-02-01T00:00"))
    assert len(said.value.problems) == 2


def test_what_is_not_as_signed_is_found_in_a_draw_that_decided():
    city, agreed = agree(TOWN, rules())
    before = Draw(SEED, committed_before=True)

    def found(draw, when):
        return draw_differences(MATCH, city, agreed, draw, commit(MATCH, city, agreed, draw, at=when))

    assert found(before, AT) == []
    assert found(Draw(SEED), "") == []
    assert "is not 6 numbers" in found(Draw("07 12 33 41 05"), "")[0]
    assert "the draw was at 2027-02-15T19:00" in found(before, LATER)[0]
    assert "and not when" in found(before, "")[0]
    assert "no such round" in found(replace(before, round="other"), AT)[0]


def test_rules_without_a_draw_can_be_committed_to_by_nobody():
    city, agreed = agree(TOWN, rules(draw=None))
    with pytest.raises(FactsError, match="does not say what is drawn"):
        may_commit(MATCH, agreed, city, now=at(LATER))


def test_a_clock_that_was_set_is_no_clock_of_an_ordinary_city():
    city, agreed = agree(TOWN, rules())
    moved = Draw(SEED, committed_before=True, clock_moved=True)
    committed = commit(MATCH, city, agreed, moved, at=AT)
    said = draw_differences(MATCH, city, agreed, moved, committed)
    assert said == ["its clock was set by hand, and the city is no demonstration"]
    assert draw_differences(MATCH, replace(city, demo=True), agreed, moved, committed) == []
    by_hand = commit(MATCH, city, agreed, Draw(SEED), at=AT, clock_moved=True)
    assert draw_differences(MATCH, city, agreed, Draw(SEED, committed_before=True), by_hand) == said


def test_a_commitment_that_nobody_published_binds_no_match():
    city, agreed = agree(TOWN, rules())
    unpublished = commit(MATCH, city, agreed, Draw(SEED)).commitment
    with pytest.raises(FactsError, match="it was not published before the draw"):
        official_draw(MATCH, agreed, city, SEED, "", now=at(LATER), published=unpublished)


def test_a_draw_says_whether_its_commitment_was_before_it_or_corrects_one():
    city, agreed = agree(TOWN, rules())
    before = commit(MATCH, city, agreed, at=AT)
    correction = as_correction(commit(MATCH, city, agreed, at="2027-02-16T08:00"), "0" * 64, 2, SEED)
    assert under(Draw(SEED), None) == Draw(SEED)
    assert under(Draw(SEED), before.commitment) == Draw(SEED, committed_before=True)
    kept = under(Draw(SEED, committed_before=True), correction.commitment)
    assert kept == Draw(SEED, corrected_at="2027-02-16T08:00", changed=2)
    assert kept.plain() == Draw(SEED).plain() | {"corrected_at": "2027-02-16T08:00", "changed": 2}
    assert "changed" not in Draw(SEED).plain()


def test_a_correction_lies_after_the_draw_and_is_told_as_it_is():
    city, agreed = agree(TOWN, rules())

    def found(draw, when):
        committed = as_correction(commit(MATCH, city, agreed, draw, at=when), "0" * 64, 2, SEED)
        return draw_differences(MATCH, city, agreed, draw, committed)

    told = Draw(SEED, corrected_at=LATER, changed=2)
    assert found(told, LATER) == []
    assert (
        "the draw was only at" in found(replace(told, corrected_at="2027-02-15T18:59"), "2027-02-15T18:59")[0]
    )
    assert "does not say that it was corrected" in found(Draw(SEED), LATER)[0]
    assert "does not say that it was corrected" in found(replace(told, changed=3), LATER)[0]
    assert "committed to before the draw" in found(replace(told, committed_before=True), LATER)[0]
    not_corrected = commit(MATCH, city, agreed, told, at=AT)
    assert "is not that of a correction" in draw_differences(MATCH, city, agreed, told, not_corrected)[0]


def test_a_correction_binds_no_match_before_its_draw():
    city, agreed = agree(TOWN, rules())
    early = as_correction(commit(MATCH, city, agreed, Draw(SEED), at="2027-02-15T18:59"), "0" * 64, 2, SEED)
    with pytest.raises(FactsError, match="binds nothing: the correction was published"):
        official_draw(MATCH, agreed, city, SEED, "", now=at(LATER), published=early.commitment)
