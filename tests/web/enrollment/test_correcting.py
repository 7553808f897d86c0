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


def test_another_rulebook_is_named_first(signed_in, closed):
    from citycompact.web.enrollment.correcting import changed
    from citycompact.web.rulebooks.models import RulebookVersion

    signed_in("office").post("/decisions/match/main/freeze/")
    closed.rulebook = RulebookVersion.objects.exclude(pk=closed.rulebook_id).first()
    found = changed(closed.decision)
    assert (found[0].who, found[0].what) == ("the rulebook", "another version")


def test_whose_result_is_another_is_named_with_both_and_seats_come_first(closed):
    from citycompact.web.decisions.models import Attempt
    from citycompact.web.enrollment.correcting import affected
    from citycompact.web.enrollment.models import Outcome, Round

    run = Round.objects.get(pk="last-year").published
    rows = list(Outcome.objects.filter(attempt=run, program__isnull=False).order_by("child")[:6])
    same, waits, lost, elsewhere, moved, gone = (row.child_id for row in rows)

    def attempt(**differs):
        """The six children, each second on one waitlist, but for whom something differs."""
        made = Attempt.objects.create(decision=run.decision, freeze=run.freeze, official=False)
        for row in rows:
            wait = {"program_id": "P", "program_name": "Lincoln", "waitlist_position": 2}
            row.pk, row.attempt, row.choice_rank, row.missed = None, made, 2, [wait]
            for name, value in differs.get(row.child_id, {}).items():
                wait.update({name: value}) if name not in vars(row) else setattr(row, name, value)
        Outcome.objects.bulk_create(row for row in rows if row.child_id not in differs.get("without", ()))
        return made

    before = attempt()
    names = {row.child_id: row.program_name for row in rows}
    after = attempt(
        **{
            # How the last one admitted came in is told, too, and is no result of the child's own.
            same: {"cutoff_place": 9},
            waits: {"waitlist_position": 3},
            lost: {"waitlist_position": None},
            elsewhere: {"choice_rank": 1},
            moved: {"program_id": None, "program_name": None, "choice_rank": None},
            "without": {gone},
        }
    )
    found = affected(before, after)
    second = "number 2 on the waitlist of Lincoln"
    assert {item.who: (item.before, item.after) for item in found} == {
        elsewhere: (f"{names[elsewhere]}, choice number 2", f"{names[elsewhere]}, choice number 1"),
        moved: (names[moved], "no seat"),
        gone: (f"{names[gone]}; {second}", "not in the round"),
        waits: (second, "number 3 on the waitlist of Lincoln"),
        lost: (second, "not on the waitlist of Lincoln"),
    }
    assert {item.who for item in found[3:]} == {waits, lost}
    assert affected(before, before) == []
