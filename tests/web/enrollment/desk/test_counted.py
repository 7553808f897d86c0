"""A count that takes long is kept, until staff have done something about it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_it_is_counted_again_after_what_staff_did_and_for_another_round(round_, application, family):
    from citycompact.web.enrollment.desk.counted import counted
    from citycompact.web.enrollment.models import Review, Round

    asked = []

    def count():
        asked.append(1)
        return len(asked)

    def now(of=round_):
        return counted("things", of, [Review], count)

    assert [now(), now()] == [1, 1]
    assert counted("others", round_, [Review], count) == 2
    assert now(Round.objects.get(pk="last-year")) == 3
    seen = Review.objects.create(version=application.sent.version, by=family, reasons=[], why="seen")
    assert [now(), now()] == [4, 4]
    seen.delete()
    assert now() == 5
