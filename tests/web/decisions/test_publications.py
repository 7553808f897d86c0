"""Which publication counts, and what a correction is held against."""

from __future__ import annotations

import pytest
from carrying import carry, person

from citycompact.web.decisions import steps
from citycompact.web.decisions.publications import corrected_freeze, correction_of

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
    assert (found.before, found.reopened, found.now) == (first, opened[0], now)


def test_what_follows_a_void_publication_corrects_nothing(decision):
    carry(decision, "published")
    take(decision, "void", reason="the draw was not public")
    again(decision, "taken up again")
    assert correction_of(fresh(decision)) is None


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
