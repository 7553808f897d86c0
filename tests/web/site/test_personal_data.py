"""A person takes away everything that is held about them and their children, and nothing of anybody else."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_a_family_can_take_home_all_that_is_held_about_it(signed_in, application):
    held = signed_in("family").get("/family/my-data/").json()
    assert [row["email"] for row in held["account"]] == ["parent@demo.example"]
    assert application.child_id in {row["applicant_id"] for row in held["children"]}
    mine = next(row for row in held["applications"] if row["child"] == application.child_id)
    assert mine["id"] in {row["application"] for row in held["submitted_versions"]}
    assert mine["id"] in {row["application"] for row in held["choices"]}


def test_it_holds_scores_documents_sign_ups_and_that_a_survey_was_answered(signed_in, family, application):
    from citycompact.web.city.models import Program
    from citycompact.web.compact.models import Exchange, SignUp, SurveyTicket, SurveyWave
    from citycompact.web.enrollment.models import Claim, Document, Score

    child, program = application.child, Program.objects.first()
    Score.objects.create(child=child, program=program, score=71.5)
    claim = Claim.objects.create(
        child=child, round_id="main", school=program.school, claim="sibling", note="Ana goes there"
    )
    Document.objects.create(claim=claim, file="x", kind="image/png", bytes=17)
    SignUp.objects.create(exchange=Exchange.objects.first(), user=family)
    SurveyTicket.objects.create(wave=SurveyWave.objects.first(), user=family)
    held = signed_in("family").get("/family/my-data/").json()
    assert {"child": child.pk, "program": program.pk, "score": 71.5} in held["scores"]
    assert "Ana goes there" in {row["note"] for row in held["claims"]}
    assert 17 in {row["bytes"] for row in held["documents"]}
    assert [row["exchange__title"] for row in held["sign_ups"]] == [Exchange.objects.first().title]
    assert held["answered_surveys"] == [{"wave__name": SurveyWave.objects.first().name}]


def test_a_result_is_in_it_once_it_is_published_and_not_before(signed_in, round_, application):
    from citycompact.web.decisions.models import Attempt
    from citycompact.web.decisions.steps import take
    from citycompact.web.enrollment.models import Outcome

    decision = round_.decision
    run = Attempt.objects.create(decision=decision, freeze=take(decision, "frozen"), seed="1")
    Outcome.objects.create(attempt=run, child=application.child, lottery_number="7", lottery_place=3)

    def rounds():
        return [
            row["attempt__decision__name"]
            for row in signed_in("family").get("/family/my-data/").json()["results"]
        ]

    assert round_.pk not in rounds()
    for state in ("drawn", "decided", "approved"):
        take(decision, state)
    assert round_.pk not in rounds()
    take(decision, "published", attempt=run)
    assert rounds().count(round_.pk) == 1


def test_only_the_familys_own_rows_are_in_it(family, application):
    from citycompact.web.enrollment.models import Child
    from citycompact.web.site.personal_data import held_about

    own = set(Child.objects.filter(guardians__user=family).values_list("pk", flat=True))
    held = held_about(family)
    assert [row["applicant_id"] for row in held["children"]] == sorted(own)
    assert Child.objects.count() > len(own)
    for name in ("guardians", "applications", "claims", "scores", "results"):
        assert {row["child"] for row in held[name]} <= own, name


def test_a_second_guardian_makes_no_row_stand_twice(family, application, django_user_model):
    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.site.personal_data import held_about

    before = held_about(family)
    other = django_user_model.objects.create_user("aunt@demo.example")
    Guardian.objects.create(child=application.child, user=other, kind=Guardian.Kind.HELPER)
    after = held_about(family)
    assert len(after["guardians"]) == len(before["guardians"]) + 1
    assert {name: len(rows) for name, rows in after.items() if name != "guardians"} == {
        name: len(rows) for name, rows in before.items() if name != "guardians"
    }


def test_a_person_without_children_has_an_account_and_no_more(django_user_model):
    from citycompact.web.site.personal_data import held_about

    stranger = django_user_model.objects.create(email="nobody@demo.example")
    held = held_about(stranger)
    assert [row["email"] for row in held.pop("account")] == ["nobody@demo.example"]
    assert not any(held.values())
