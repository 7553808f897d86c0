"""Seats approved for one round are not for another that is set up later."""

from __future__ import annotations

import pytest

from next_rounds import further_round

pytestmark = pytest.mark.django_db


def missing(client, round_):
    page = client.get(f"/decisions/match/{round_.pk}/work/").content.decode()
    return "Seats are not approved by:" in page


def test_the_next_round_begins_without_the_word_of_last_year(signed_in, round_):
    from citycompact.web.city.models import Program

    office = signed_in("office")
    assert not missing(office, round_)
    following = further_round(opened=False)
    assert missing(office, following)
    assert not missing(office, round_), "what was approved for this year stays"
    Program.objects.update(seats_approved_at=following.decision.made_at)
    assert not missing(office, following)
    Program.objects.filter(school__operator_id="district").update(seats_approved_at=None)
    assert missing(office, following)


def test_an_operator_sees_for_which_rounds_it_approves(signed_in, round_):
    from citycompact.web.city.models import Program

    following = further_round(opened=False)
    operator = signed_in("operator")
    page = operator.get("/tables/seats/").content.decode()
    assert "Seats that you approve here count for these rounds:" in page
    assert page.count("School year 2028-29") == 1, "in no row: last year's word is for last year"
    digest = page.partition('name="shown" value="')[2].partition('"')[0]
    operator.post("/tables/seats/action/approve/", {"shown": digest})
    page = operator.get("/tables/seats/").content.decode()
    assert "School year 2027-28, School year 2028-29" in page
    assert Program.objects.filter(seats_approved_at__lt=following.decision.made_at).exists(), "others' too"
    assert "count for these rounds" not in signed_in("school").get("/tables/seats/").content.decode()
