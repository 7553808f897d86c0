"""Applications are counted on the day on which they were first sent, and those alone that count."""

from __future__ import annotations

import pytest

from applying import new_application, says

pytestmark = pytest.mark.django_db


def counted(round_):
    from citycompact.web.enrollment.desk.arrivals import by_days_before

    return by_days_before(round_)


def figure(client):
    parts = client.get("/desk/").context["parts"]
    (found,) = [f for part in parts for f in part.get("figures", ()) if f.heads[0].startswith("Days before")]
    return found


def test_a_draft_and_what_was_withdrawn_or_put_together_are_not_counted(round_, application, signed_in):
    from citycompact.web.enrollment.models import Application

    before = sum(counted(round_).values())
    assert before == Application.objects.filter(round=round_, state="submitted").count()
    draft = new_application(signed_in("family"))
    assert sum(counted(round_).values()) == before
    says(draft, choices=[])
    assert sum(counted(round_).values()) == before + 1
    says(draft, choices=[])
    assert sum(counted(round_).values()) == before + 1, "what is sent again is counted once"
    Application.objects.filter(pk=draft.pk).update(state="withdrawn")
    assert sum(counted(round_).values()) == before
    application.child.merged_into = draft.child
    application.child.save()
    assert sum(counted(round_).values()) == before - 1


def test_the_day_is_that_of_the_citys_clock_and_of_the_first_version(signed_in, round_, monkeypatch):
    before = counted(round_)
    draft = new_application(signed_in("family"))
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-10T23:50")
    says(draft, choices=[])
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-11T00:10")
    says(draft, choices=[])
    assert counted(round_) == before | {2: 1}


def test_a_late_one_is_said_to_be_late(signed_in, round_, monkeypatch):
    draft = new_application(signed_in("family"))
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-14T09:00")
    says(draft, choices=[])
    assert counted(round_)[-2] == 1
    found = figure(signed_in("office"))
    assert "1 came after the deadline." in found.text
    assert [found.rows[-1][0], found.rows[-1][1]] == ["2 after", "1"]


def test_last_years_curve_stands_beside_on_the_same_day_before_its_deadline(signed_in, round_):
    from citycompact.web.enrollment.models import Round

    now, then = counted(round_), counted(Round.objects.get(pk="last-year"))
    found, today = figure(signed_in("office")), 73
    there = sum(count for day, count in then.items() if day >= today)
    assert 0 < there < sum(then.values())
    assert f"there were {there} on the same day, and {sum(then.values())} at the end" in found.text
    rows = {row[0]: row[1:] for row in found.rows}
    assert rows[str(today)] == [
        str(now.get(today, 0)),
        str(sum(now.values())),
        str(then.get(today, 0)),
        str(there),
    ]
    assert rows[str(today - 1)][:2] == ["", ""], "tomorrow has not come"
    assert rows["0"][3] == str(sum(then.values()))


def test_a_first_round_has_one_curve(signed_in, round_):
    from citycompact.web.enrollment.models import Round

    Round.objects.exclude(pk=round_.pk).update(opened_at=None)
    assert len(figure(signed_in("office")).heads) == 3
