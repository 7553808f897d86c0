"""Which publication counts, and what a correction is held against."""

from __future__ import annotations

import pytest
from carrying import carry, person

from citycompact.web.decisions import steps
from citycompact.web.decisions.publications import corrected_freeze, correction_of, replaced

pytestmark = pytest.mark.django_db


def take(decision, to, **more):
    return steps.take(steps.locked(decision), to, by=person("office"), **more)


def fresh(decision):
    return type(decision).objects.select_related("status").get(pk=decision.pk)


def again(decision, *reasons):
    """Correct what is published, freezing and withdrawing once for each further reason; gives the steps."""
    opened = [take(decision, "open", reason=reasons[0])]
    for reason in reasons[1:]:
        take(decision, "frozen")
        take(decision, "drawn", content={"seed": "x", "kept": True})
        opened.append(take(decision, "open", reason=reason))
    take(decision, "frozen")
    take(decision, "drawn", content={"seed": "x", "kept": True})
    take(decision, "decided")
    take(decision, "approved")
    return opened, take(decision, "published", attempt=decision.attempts.first())


def test_the_first_publication_corrects_nothing(decision):
    carry(decision, "published")
    assert correction_of(fresh(decision)) is None


@pytest.mark.parametrize("reasons", [["wrong seats"], ["wrong seats", "a typing error", "another"]])
def test_a_correction_has_the_reason_by_which_it_was_begun(decision, reasons):
    carry(decision, "published")
    first = decision.steps.last()
    opened, now = again(decision, *reasons)
    found = correction_of(fresh(decision))
    assert (found.before, found.ended, found.now) == (first, opened[0], now)


def test_what_follows_a_void_publication_corrects_nothing(decision):
    carry(decision, "published")
    take(decision, "void", reason="the draw was not public")
    again(decision, "taken up again")
    assert correction_of(fresh(decision)) is None


def test_every_publication_that_counts_no_more_is_told_the_latest_first(decision):
    carry(decision, "published")
    first = decision.steps.last()
    assert replaced(fresh(decision)) == []
    _opened, second = again(decision, "wrong seats")
    take(decision, "open", reason="a correction that is only begun")
    assert [(item.before, item.now) for item in replaced(fresh(decision))] == [(first, second)]
    take(decision, "frozen")
    take(decision, "drawn", content={"seed": "x", "kept": True})
    take(decision, "decided")
    take(decision, "approved")
    third = take(decision, "published", attempt=decision.attempts.first())
    void = take(decision, "void", reason="the draw was not public")
    found = replaced(fresh(decision))
    assert [(item.before, item.void, item.now) for item in found] == [
        (third, True, None),
        (second, False, third),
        (first, False, second),
    ]
    assert found[0].ended == void
    _opened, fourth = again(decision, "taken up again")
    assert [item.now for item in replaced(fresh(decision))] == [fourth, third, second]


def test_a_correction_is_held_against_what_is_published_and_before_against_what_was_sealed(decision):
    assert corrected_freeze(fresh(decision)) is None
    carry(decision, "decided")
    sealed = decision.steps.get(to_state="frozen")
    take(decision, "open", reason="wrong seats")
    assert corrected_freeze(fresh(decision)) == sealed
    take(decision, "frozen")
    take(decision, "drawn", content={"seed": "x", "kept": True})
    take(decision, "open", reason="once more")
    assert corrected_freeze(fresh(decision)) == sealed
    take(decision, "frozen")
    take(decision, "drawn", content={"seed": "x", "kept": True})
    take(decision, "open", reason="the draw was not public", content={"draw_void": True})
    assert corrected_freeze(fresh(decision)) is None


def test_of_a_published_decision_it_is_the_freeze_of_that_result(decision):
    carry(decision, "published")
    published = decision.attempts.get().freeze
    take(decision, "open", reason="wrong seats")
    take(decision, "frozen")
    assert corrected_freeze(fresh(decision)) == published
