"""What the rules reward counts where it was verified, for the very value that was sent."""

from __future__ import annotations

import polars as pl
import pytest

from applying import programs, says, send

pytestmark = pytest.mark.django_db

FACTS = ("address", "current_school_id", "low_income", "english_learner", "iep")
ALL = {"roster", "document", "school", "operator", "agency"}


@pytest.fixture
def child(application):
    """A child of whom every fact is stated, and verified in every way but by its family's word."""
    from citycompact.web.city.models import School
    from citycompact.web.enrollment.answers import value_of
    from citycompact.web.enrollment.models import Verification

    child = application.child
    facts = {"low_income": True, "english_learner": True, "iep": True}
    sent = says(application, current_school_id=School.objects.first().pk, facts=facts)
    child.verifications.all().delete()
    for fact in FACTS:
        for how in ALL:
            value = value_of(sent.content, fact)
            Verification.objects.create(child=child, fact=fact, how=how, at="long ago", value=value)
    return child


def ways(child, round_id="main"):
    """Fact to the ways in which it counts as verified, in the package of the round."""
    from citycompact.web.enrollment.models import Round
    from citycompact.web.enrollment.rows import city_package

    rows = city_package(Round.objects.get(pk=round_id)).table("verifications")
    found = {}
    for fact, how in rows.filter(pl.col("applicant_id") == child.pk).select("fact", "how").iter_rows():
        found.setdefault(fact, set()).add(how)
    return found


def step(client, application, name, data):
    return client.post(f"/family/application/{application.pk}/{name}/", data)


def sends(client, application):
    return send(client, application)


def test_what_a_family_sends_is_its_own_word_beside_what_others_verified(child):
    assert ways(child) == dict.fromkeys(FACTS, ALL | {"self"})


def test_a_changed_fact_counts_by_the_familys_word_alone_and_only_once_it_is_sent(
    signed_in, application, child
):
    client = signed_in("family")
    answers = {"english_learner": "on", "iep": "on"}
    assert step(client, application, "facts", answers).status_code == 302
    assert ways(child)["low_income"] == ALL | {"self"}, "a draft changes nothing"
    sends(client, application)
    # What is not claimed needs no verification, and has none.
    assert "low_income" not in ways(child)
    assert ways(child)["english_learner"] == ALL | {"self"}
    # Claimed again, it is the same value that was verified.
    step(client, application, "facts", {**answers, "low_income": "on"})
    sends(client, application)
    assert ways(child)["low_income"] == ALL | {"self"}


def test_a_changed_address_or_school_is_verified_no_more(signed_in, application, child):
    from citycompact.web.city.models import School, Street

    client = signed_in("family")
    street = Street.objects.all()[1].street
    other = School.objects.exclude(pk=School.objects.first().pk).first()
    step(client, application, "home", {"address": f"700 {street}"})
    step(client, application, "school", {"current_school": other.pk})
    assert ways(child) == dict.fromkeys(FACTS, ALL | {"self"})
    sends(client, application)
    assert ways(child)["address"] == ways(child)["current_school_id"] == {"self"}
    step(client, application, "home", {"address": ""})
    step(client, application, "school", {"current_school": ""})
    said = sends(client, application)
    # The rules need an address, so nothing was sent.
    assert said.url.endswith("/review/")
    assert ways(child)["address"] == {"self"}


def test_a_verification_of_another_value_counts_for_nothing(application, child):
    from citycompact.web.enrollment.models import Verification

    Verification.objects.filter(child=child, fact="current_school_id").update(value="S999")
    Verification.objects.filter(child=child, fact="iep").update(value=None)
    assert ways(child)["current_school_id"] == {"self"}
    assert ways(child)["iep"] == {"self"}


def test_a_familys_word_of_before_does_not_stand_in_the_way_of_its_word_of_now(application, child):
    from citycompact.web.enrollment.models import Verification

    Verification.objects.create(child=child, fact="address", how="self", value="where they lived before")
    assert "self" in ways(child)["address"]


def test_what_the_office_mends_is_not_the_familys_word(signed_in, application, child, round_):
    from citycompact.web.enrollment.pages.office_forms import MendForm

    content = application.last_version.content
    data = {
        key: value
        for key, value in MendForm.initial_of(content, application.child).items()
        if value not in (None, False)
    }
    data |= {"address": "5 Unknown Way", "why": "moved, says the family by phone", "fact-low_income": "on"}
    answer = signed_in("office").post(f"/office/application/{application.pk}/mend/", data)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    found = ways(child)
    assert "address" not in found
    assert found["low_income"] == ALL | {"self"}
    application.refresh_from_db()
    assert application.last_version.channel == "office"


def test_merging_gives_over_what_was_verified_and_each_counts_for_its_value(application, child, family):
    from citycompact.web.enrollment.merging import merge
    from citycompact.web.enrollment.models import Child, Verification

    content = application.last_version.content
    Verification.objects.filter(child=child).exclude(fact="iep", how="roster").delete()
    other = Child.objects.create(family_id="F", given_name="Twin", family_name="D")
    for fact, how, value in (
        ("address", "document", content["address"]),
        ("low_income", "agency", "something else"),
        ("iep", "roster", True),
    ):
        Verification.objects.create(child=other, fact=fact, how=how, value=value, at="2027-02-02")
    merge(child, other, family)
    found = ways(child)
    assert (found["address"], found["low_income"]) == ({"self", "document"}, {"self"})
    assert child.verifications.get(fact="iep", how="roster").at == "long ago"


def test_a_paper_application_is_the_familys_word(signed_in, closed):
    from citycompact.web.enrollment.models import Child
    from web_measures import decide

    decide(closed, "late", "2027-02-20T16:00")
    data = {
        "channel": "paper",
        "given_name": "Otto",
        "family_name": "Paper",
        "birth_date": "2021-02-03",
        "grade": "K",
        "address": "5 Unknown Way",
        "choices": programs()[0],
        "fact-low_income": "on",
    }
    signed_in("office").post("/office/applications/enter/", data)
    found = ways(Child.objects.get(family_name="Paper"))
    assert found == {"address": {"self"}, "low_income": {"self"}}


def test_the_package_has_the_rows_of_who_has_applied_and_of_nobody_else(application, round_):
    from citycompact.web.enrollment.models import Application, Child
    from citycompact.web.enrollment.rows import city_package

    city = city_package(round_)
    rows = city.table("verifications")
    applicants = set(city.table("applicants")["applicant_id"])
    assert rows.height > 300
    assert set(rows["applicant_id"]) <= applicants
    assert city.demo
    Application.objects.filter(pk=application.pk).update(state="withdrawn")
    assert application.child_id not in set(city_package(round_).table("verifications")["applicant_id"])
    other = Child.objects.exclude(pk=application.child_id).filter(verifications__isnull=False).first()
    Child.objects.filter(pk=other.pk).update(merged_into=application.child)
    assert other.pk not in set(city_package(round_).table("verifications")["applicant_id"])


def test_the_demo_has_the_verifications_of_its_package(round_):
    from citycompact.city.demo import build_demo_city
    from citycompact.web.enrollment.models import Verification
    from citycompact.web.enrollment.rows import city_package

    built = build_demo_city(14, 300).table("verifications").select("applicant_id", "fact", "how", "at")
    kept = set(Verification.objects.values_list("child_id", "fact", "how", "at"))
    # The demo's family was placed by last year's result, which this year's roster says as well.
    placed = set(
        Verification.objects.filter(
            child__guardians__user__email="parent@demo.example", fact="current_school_id", how="roster"
        ).values_list("child_id", "fact", "how", "at")
    )
    others = {row for row in built.iter_rows() if row[:3] not in {row[:3] for row in placed}}
    assert kept - placed == others
    here = city_package(round_).table("verifications").select("applicant_id", "fact", "how", "at")
    own = {"parent@demo.example"} and set(
        round_.applications.filter(versions__channel="web").values_list("child_id", flat=True)
    )
    assert {row for row in here.iter_rows() if row[0] not in own} <= set(built.iter_rows())


def test_an_unverified_school_guarantees_no_seat(application, round_):
    from citycompact.web.enrollment.drafts import guaranteed_program
    from citycompact.web.enrollment.models import Application

    rules = round_.rulebook.rules()
    sure = next(
        a
        for a in Application.objects.filter(round=round_, child__verifications__fact="current_school_id")
        if guaranteed_program(a, rules)
    )
    school = sure.draft["current_school_id"]
    sure.child.verifications.filter(fact="current_school_id").delete()
    assert guaranteed_program(sure, rules) is None
    sure.child.verifications.create(fact="current_school_id", how="self", value=school)
    assert guaranteed_program(sure, rules) is None
    sure.child.verifications.create(fact="current_school_id", how="school", value=school)
    assert guaranteed_program(sure, rules) is not None


def test_what_a_family_takes_home_has_its_verifications(signed_in, child):
    text = signed_in("family").get("/family/my-data/").content.decode()
    assert "verifications" in text
    assert "long ago" in text


def test_every_way_to_verify_is_called_something_wherever_it_is_named():
    from citycompact.city.tables import WAYS
    from citycompact.enrollment.round_counts import OF_A_FACT
    from citycompact.web.enrollment.pages.one_application import BY_OFFICE
    from citycompact.web.enrollment.public_round import _COUNTS
    from citycompact.web.enrollment.verifying import name_way

    assert all(str(name_way(way)) for way in WAYS)
    assert set(OF_A_FACT) <= _COUNTS.keys()
    assert set(BY_OFFICE) <= set(WAYS)
