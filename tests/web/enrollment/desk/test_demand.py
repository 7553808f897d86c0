"""Seats against first choices: exact for the office, suppressed for schools, those in trouble first."""

from __future__ import annotations

from collections import Counter

import pytest

from applying import new_application, says

pytestmark = pytest.mark.django_db

BY_GRADE, BY_SCHOOL = "Seats and first choices, by grade", "Seats and first choices, by school"
MINE = "Seats and first choices at your school"


def figures(client):
    parts = client.get("/desk/").context["parts"]
    return {f.title: f for part in parts for f in part.get("figures", ())}


def first_choices(round_):
    """How many children put each program first, from what was sent."""
    from citycompact.web.enrollment.models import Sent

    sent = Sent.objects.filter(round=round_, state="submitted").values_list("content", flat=True)
    return Counter(content["choices"][0] for content in sent if content["choices"])


def by_school(round_):
    from citycompact.web.city.models import Program

    found = Counter()
    for program in Program.objects.select_related("school"):
        found[program.school.name] += first_choices(round_)[program.pk]
    return found


def test_the_office_sees_every_count_as_it_is(signed_in, round_):
    found = figures(signed_in("office"))
    true = by_school(round_)
    assert {row[0]: int(row[2].replace(",", "")) for row in found[BY_SCHOOL].rows} == true
    in_all = sum(int(row[2].replace(",", "")) for row in found[BY_GRADE].rows)
    assert in_all == sum(true.values())


def test_a_draft_and_a_withdrawn_application_ask_for_no_seat(signed_in, round_):
    from citycompact.web.city.models import Program
    from citycompact.web.enrollment.models import Application

    program = Program.objects.filter(grade="K").first()

    def asked():
        rows = figures(signed_in("office"))[BY_SCHOOL].rows
        return next(int(row[2].replace(",", "")) for row in rows if row[0] == program.school.name)

    before = asked()
    draft = new_application(signed_in("family"))
    signed_in("family").post(f"/family/application/{draft.pk}/choices/add/", {"program": program.pk})
    assert asked() == before
    says(draft, choices=[program.pk])
    assert asked() == before + 1
    Application.objects.filter(pk=draft.pk).update(state="withdrawn")
    assert asked() == before


def test_too_many_come_first_and_almost_nobody_next(signed_in, round_):
    from citycompact.web.city.models import Program

    most = max(by_school(round_).items(), key=lambda item: item[1])[0]
    Program.objects.update(seats=400)
    Program.objects.filter(school__name=most).update(seats=0)
    rows = figures(signed_in("office"))[BY_SCHOOL].rows
    assert (rows[0][0], rows[0][1], rows[0][3]) == (most, "0", "more than seats")
    assert {row[3] for row in rows[1:]} == {"almost nobody"}


def test_the_order_of_trouble():
    from citycompact.web.enrollment.desk.demand import Against

    rows = [
        Against("hidden", 10, None),
        Against("calm", 10, 10),
        Against("half", 10, 5),
        Against("few", 100, 19),
        Against("fifth", 100, 20),
        Against("nobody", 10, 0),
        Against("double", 10, 20),
        Against("no seats", 0, 1),
        Against("over", 10, 11),
    ]
    named = [item.name for item in sorted(rows, key=lambda item: item.place)]
    assert named == ["no seats", "double", "over", "nobody", "few", "calm", "half", "fifth", "hidden"]
    assert not Against("nothing at all", 0, 0).trouble


@pytest.mark.parametrize("who", ["school", "operator"])
def test_schools_and_operators_see_their_own_and_what_the_public_table_shows(signed_in, school, round_, who):
    from citycompact.web.city.models import Program
    from citycompact.web.enrollment.seats import demand

    shown = {pk: counts["first"] for pk, counts in demand(round_).items()}
    found = figures(signed_in(who))
    assert BY_SCHOOL not in found or who == "operator"
    mine = Program.objects.filter(grade__in=round_.grades)
    if who == "school":
        mine = mine.filter(school=school)
        rows = [row[2] for row in found[MINE].rows]
        programs = sorted("not shown" if shown[item.pk] is None else str(shown[item.pk]) for item in mine)
        assert sorted(rows) == programs
    else:
        mine = mine.filter(school__operator=school.operator)
        rows = {row[0]: row[2] for row in found[BY_SCHOOL].rows}
        assert rows.keys() == {item.school.name for item in mine}
        for name, said in rows.items():
            counts = [shown[item.pk] for item in mine if item.school.name == name]
            assert said == ("not shown" if None in counts else f"{sum(counts):,}")
    assert "not shown" in str(list(found.values())), "otherwise nothing was tried"
