"""What the rules reward counts where it was verified, and no longer than its value stands."""

from __future__ import annotations

import pytest
from django.db import connection

from applying import add, new_application, programs, send

pytestmark = pytest.mark.django_db

FACTS = ("address", "current_school_id", "low_income", "english_learner", "iep")


@pytest.fixture
def child(application):
    """A child of whom every fact is verified in every way."""
    from citycompact.web.enrollment.models import Verification

    child = application.child
    child.verifications.all().delete()
    for fact in FACTS:
        for how in ("roster", "document", "school", "agency"):
            Verification.objects.create(child=child, fact=fact, how=how, at="long ago")
    return child


def ways(child):
    """Fact to the ways in which it is verified."""
    found = {}
    for fact, how in child.verifications.values_list("fact", "how"):
        found.setdefault(fact, set()).add(how)
    return found


ALL = {"roster", "document", "school", "agency"}


def step(client, application, name, data):
    return client.post(f"/family/application/{application.pk}/{name}/", data)


def test_a_changed_fact_voids_its_own_verification_and_is_the_familys_word(signed_in, application, child):
    client = signed_in("family")
    was = child.facts["low_income"]
    answers = {name: "on" for name in ("low_income", "english_learner", "iep") if child.facts[name]}
    if was:
        answers.pop("low_income")
    else:
        answers["low_income"] = "on"
    assert step(client, application, "facts", answers).status_code == 302
    found = ways(child)
    assert found["low_income"] == {"self"}
    assert found["english_learner"] == ALL | {"self"}
    # The rules reward no program, so nobody asks about it.
    assert found["iep"] == ALL
    assert found["address"] == found["current_school_id"] == ALL


def test_a_changed_address_voids_its_verification(signed_in, application, child):
    from citycompact.web.city.models import City

    client = signed_in("family")
    street = City.objects.get().streets[1][0]
    step(client, application, "home", {"address": f"700 {street}"})
    assert ways(child)["address"] == {"self"}
    assert ways(child)["current_school_id"] == ALL
    # The same address once more changes nothing.
    child.verifications.create(fact="address", how="document")
    step(client, application, "home", {"address": f"700 {street}"})
    assert ways(child)["address"] == {"self", "document"}
    # Typing is a change, too; an empty address is nobody's word.
    step(client, application, "home/autosave", {"address": "70"})
    assert ways(child)["address"] == {"self"}
    step(client, application, "home", {"address": ""})
    assert "address" not in ways(child)


def test_a_changed_school_voids_its_verification(signed_in, application, child):
    from citycompact.web.city.models import School

    client = signed_in("family")
    other = School.objects.exclude(pk=child.current_school_id).first()
    step(client, application, "school", {"current_school": other.pk})
    assert ways(child)["current_school_id"] == {"self"}
    assert ways(child)["address"] == ALL
    step(client, application, "school", {"current_school": ""})
    assert "current_school_id" not in ways(child)


def test_another_grade_places_the_address_anew(signed_in, application, child):
    """A zone of another level is another value; the family's own word for its address stays its word."""
    from citycompact.web.enrollment.models import Child

    Child.objects.filter(pk=child.pk).update(zone="nowhere")
    for how in ("self", "document"):
        child.verifications.create(fact="address", how=how)
    data = {
        "given_name": child.given_name,
        "family_name": child.family_name,
        "birth_date": str(child.birth_date),
        "grade": "9" if application.grade != "9" else "2",
    }
    step(signed_in("family"), application, "child", data)
    assert ways(child)["address"] == {"self"}


@pytest.mark.parametrize(
    ("column", "value", "fact"),
    [
        ("address", "'somewhere else'", "address"),
        ("latitude", "1.5", "address"),
        ("longitude", "null", "address"),
        ("zone", "'another'", "address"),
        ("current_school_id", "null", "current_school_id"),
        ("facts", "facts || '{\"iep\": null}'", "iep"),
        ("facts", "facts - 'english_learner'", "english_learner"),
    ],
)
def test_no_code_changes_a_value_past_the_database(child, column, value, fact):
    from citycompact.web.enrollment.models import Child
    from citycompact.web.site.trail import events

    if column == "current_school_id":
        from citycompact.web.city.models import School

        Child.objects.filter(pk=child.pk).update(
            current_school=School.objects.exclude(pk=child.current_school_id).first()
        )
        child.verifications.create(fact=fact, how="agency", at="long ago")
    with connection.cursor() as cursor:
        cursor.execute(f"update enrollment_child set {column} = {value} where applicant_id = %s", [child.pk])
    assert fact not in ways(child)
    assert ways(child).keys() == set(FACTS) - {fact}
    gone = [e["content"] for e in events(kind="verification", limit=500) if e["label"] == "delete"]
    assert {content["fact"] for content in gone if content["at"] == "long ago"} == {fact}


def test_what_is_no_fact_voids_nothing(child):
    child.given_name, child.birth_date = "Renamed", None
    child.save()
    assert ways(child) == dict.fromkeys(FACTS, ALL)


def test_merging_loses_no_verification_and_invents_none(application):
    from citycompact.web.enrollment.duplicates import merge
    from citycompact.web.enrollment.models import Child, Verification

    keep = application.child
    keep.verifications.all().delete()
    other = Child.objects.create(
        family_id="F",
        given_name="Twin",
        family_name="D",
        address=keep.address,
        latitude=keep.latitude,
        longitude=keep.longitude,
        zone=keep.zone,
        facts={**keep.facts, "low_income": not keep.facts["low_income"]},
    )
    keep.verifications.create(fact="iep", how="roster", at="2027-01-01")
    for fact, how in (("address", "document"), ("low_income", "agency"), ("iep", "roster")):
        Verification.objects.create(child=other, fact=fact, how=how, at="2027-02-02")
    merge(keep, other)
    assert ways(keep) == {"iep": {"roster"}, "address": {"document"}}
    assert keep.verifications.get(fact="iep").at == "2027-01-01"


def test_a_paper_application_is_the_familys_word_for_its_address(signed_in, closed):
    from citycompact.web.enrollment.models import Child

    data = {
        "channel": "paper",
        "given_name": "Otto",
        "family_name": "Paper",
        "birth_date": "2021-02-03",
        "grade": "K",
        "address": "5 Unknown Way",
        "choices": programs()[0],
    }
    signed_in("office").post("/office/applications/enter/", data)
    assert ways(Child.objects.get(family_name="Paper")) == {"address": {"self"}}


def test_the_package_has_the_rows_of_who_has_applied_and_of_nobody_else(application, round_):
    from citycompact.web.enrollment.models import Application, Child, Verification
    from citycompact.web.enrollment.rows import city_package

    city = city_package(round_)
    rows = city.table("verifications")
    applicants = set(city.table("applicants")["applicant_id"])
    assert rows.height == Verification.objects.filter(child__in=applicants).count() > 300
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

    built = build_demo_city(14, 300).table("verifications")
    kept = set(Verification.objects.values_list("child_id", "fact", "how", "at"))
    assert kept == set(built.select("applicant_id", "fact", "how", "at").iter_rows())


def test_an_unverified_school_guarantees_no_seat(application, round_):
    from citycompact.web.enrollment.drafts import guaranteed_program
    from citycompact.web.enrollment.models import Application

    rules = round_.rulebook.rules()
    sure = next(
        a
        for a in Application.objects.filter(round=round_, child__verifications__fact="current_school_id")
        if guaranteed_program(a, rules)
    )
    sure.child.verifications.filter(fact="current_school_id").delete()
    assert guaranteed_program(sure, rules) is None
    sure.child.verifications.create(fact="current_school_id", how="self")
    assert guaranteed_program(sure, rules) is None
    sure.child.verifications.create(fact="current_school_id", how="school")
    assert guaranteed_program(sure, rules) is not None


def test_a_family_reads_what_does_not_count_yet_and_what_would(signed_in, family, round_):
    client = signed_in("family")
    application = new_application(client)
    child = application.child

    def said(path, language="en"):
        client.cookies["django_language"] = language
        return client.get(path).content.decode()

    child.facts = {"low_income": True, "english_learner": False, "iep": True}
    child.save()
    review = f"/family/application/{application.pk}/review/"
    for path in ("/family/", review):
        assert "that your family has a low income" in said(path)
        assert "the list of an agency; " not in said(path)
        assert "a document that you show; the list of an agency" in said(path)
        assert "que su familia tiene bajos ingresos" in said(path, "es")
        # English learners are rewarded, and this child is not said to be one.
        assert "learning English" not in said("/family/")
    child.verifications.create(fact="low_income", how="self")
    assert "that your family has a low income" in said(review)
    child.verifications.create(fact="low_income", how="agency")
    assert "that your family has a low income" not in said(review)
    add(client, application, *programs()[:2])
    assert send(client, application).status_code == 302


def test_what_a_family_takes_home_has_its_verifications(signed_in, child):
    text = signed_in("family").get("/family/my-data/").content.decode()
    assert "verifications" in text
    assert "long ago" in text
