"""What a school sees of its round."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("earlier", "now"),
    [
        ("/schools/", "/tables/seats/"),
        ("/schools/import/seats/", "/tables/seats/import/"),
        ("/schools/export/seats.csv", "/tables/seats/export.csv"),
        ("/schools/export/seats.xlsx", "/tables/seats/export.xlsx"),
    ],
)
def test_earlier_addresses_lead_to_the_table(signed_in, earlier, now):
    answer = signed_in("school").get(earlier)
    assert (answer.status_code, answer["Location"]) == (301, now)
    assert signed_in("office").get(earlier).status_code == 403


def test_my_school_shows_the_round_and_the_claims_that_wait(signed_in, claim, round_):
    page = signed_in("school").get("/schools/", follow=True).content.decode()
    assert "waits for you" in page or "wait for you" in page
    assert round_.name in page


def test_the_roster_shows_who_was_placed_once_results_are_published(signed_in, school):
    from citycompact.web.enrollment.models import Outcome, Round

    page = signed_in("school").get("/schools/roster/").content.decode()
    run = Round.objects.get(pk="last-year").published
    mine = Outcome.objects.filter(attempt=run, program__school=school)
    others = Outcome.objects.filter(attempt=run).exclude(program__school=school)
    for outcome in mine:
        assert outcome.child_id in page
    assert not any(f">{outcome.child_id}<" in page for outcome in others)
