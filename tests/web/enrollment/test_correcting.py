"""What changed since the freeze, and whose result is another."""

from __future__ import annotations

import pytest

from applying import says

pytestmark = pytest.mark.django_db


def test_what_changed_since_the_freeze_is_named_by_table(signed_in, closed, application):
    from citycompact.web.city.models import Program
    from citycompact.web.enrollment.correcting import changed

    assert changed(closed.decision) == []
    signed_in("office").post("/decisions/match/main/freeze/")
    assert changed(closed.decision) == []
    says(application, address="1 New Street", latitude=None, longitude=None, zone=None)
    program = Program.objects.first()
    Program.objects.filter(pk=program.pk).update(seats=program.seats + 1)
    found = {item.who: item for item in changed(closed.decision)}
    assert found.keys() == {application.child_id, program.pk}
    assert "what the application says" in found[application.child_id].what
    assert found[application.child_id].address.endswith(f"/office/application/{application.pk}/")
    assert found[program.pk].what == "the program"


def test_every_table_is_held_against_the_freeze_and_not_only_children(signed_in, closed):
    """A place moved by the office moves distances, and so seats, with the draw known."""
    from citycompact.web.city.models import City, Operator, School
    from citycompact.web.enrollment.correcting import changed

    signed_in("office").post("/decisions/match/main/freeze/")
    school, operator = School.objects.first(), Operator.objects.first()
    School.objects.filter(pk=school.pk).update(latitude=41.0)
    Operator.objects.filter(pk=operator.pk).update(name="Another name")
    City.objects.update(zones=None)
    found = {(item.who, item.what) for item in changed(closed.decision)}
    assert {(school.pk, "the school"), (operator.pk, "the operator"), ("the city", "its zones")} == found


def test_whose_result_is_another_is_named_with_both(closed):
    from citycompact.web.decisions.models import Attempt
    from citycompact.web.enrollment.correcting import affected
    from citycompact.web.enrollment.models import Outcome, Round

    run = Round.objects.get(pk="last-year").published
    other = Attempt.objects.create(decision=run.decision, freeze=run.freeze, official=False)
    rows = list(Outcome.objects.filter(attempt=run).order_by("pk"))
    gone, moved, *rest = rows
    for row in (moved, *rest):
        row.pk, row.attempt = None, other
    moved.program, moved.program_name = None, None
    Outcome.objects.bulk_create([moved, *rest])
    found = affected(run, other)
    assert {item.who for item in found} == {gone.child_id, moved.child_id}
    said = {item.who: (item.before, item.after) for item in found}
    assert said[moved.child_id][1] == "no seat"
    assert said[gone.child_id][1] == "not in the round"
    assert affected(run, run) == []
