"""The office's pages of applications: found, entered on paper, merged."""

from __future__ import annotations

import pytest

from web_measures import decide

pytestmark = pytest.mark.django_db


def paper(client, **more):
    from citycompact.web.city.models import Program

    data = {
        "channel": "paper",
        "given_name": "Otto",
        "family_name": "Paper",
        "birth_date": "2021-02-03",
        "grade": "K",
        "address": "5 Unknown Way",
        "choices": "\n".join(Program.objects.filter(grade="K").values_list("pk", flat=True)[:2]),
        "why": "came by mail",
    }
    return client.post("/office/applications/enter/", {**data, **more})


def test_a_paper_application_is_entered_also_late_but_not_after_the_freeze(signed_in, closed):
    from citycompact.web.enrollment.models import Application

    office = signed_in("office")
    # Nobody decides alone that late ones are taken.
    assert "The deadline has passed." in paper(office).content.decode()
    decide(closed, "late", "2027-02-20T16:00", "A storm closed the offices on the last day.")
    assert paper(office).status_code == 302
    application = Application.objects.latest("pk")
    assert (application.state, application.late, application.versions.get().channel) == (
        "submitted",
        True,
        "paper",
    )
    office.post(f"/decisions/match/{closed.pk}/freeze/")
    assert (
        b"No round is open" in paper(office, given_name="Later").client.get("/office/applications/").content
    )


def test_every_fault_of_a_paper_application_is_named_at_once(signed_in, round_):
    page = paper(signed_in("office"), choices="NOPE\nNADA\nNOPE", birth_date="").content.decode()
    for words in (
        "NOPE is no program in this grade.",
        "NADA is no program",
        "NOPE is listed twice.",
        "This field is required.",
    ):
        assert words in page


def test_whoever_knows_a_childs_name_becomes_no_guardian_of_it_by_a_merge(signed_in, application, client):
    from citycompact.web.enrollment.models import Child, Guardian
    from citycompact.web.site.models import User

    child = application.child
    stranger = User.objects.create(email="stranger@example.org")
    client.force_login(stranger)
    again = {
        "given_name": child.given_name,
        "family_name": child.family_name,
        "birth_date": str(child.birth_date),
        "grade": application.grade,
    }
    assert client.post("/family/add/", again).status_code == 302
    twin = Child.objects.exclude(pk=child.pk).get(guardians__user=stranger)
    page = signed_in("office").get("/office/applications/duplicates/").content.decode()
    assert "stranger@example.org" in page
    assert "parent@demo.example" in page
    signed_in("office").post("/office/applications/merge/", {"keep": child.pk, "other": twin.pk, "why": "x"})
    assert Child.objects.get(pk=twin.pk).merged_into_id == child.pk
    assert not Guardian.objects.filter(child=child, user=stranger).exists()
    assert application.last_version.content["address"] not in client.get("/family/my-data/").content.decode()
    assert client.post(f"/family/application/{application.pk}/withdraw/").status_code in (403, 404)
    application.refresh_from_db()
    assert application.state == "submitted"


def test_an_application_is_found_by_name_and_by_number(signed_in, application):
    child = application.child
    for who in ("office", "auditor"):
        for words in (child.given_name, f"{child.given_name} {child.family_name[:3]}", child.pk.lower()):
            page = signed_in(who).get("/office/applications/", {"q": words})
            assert page.status_code == 200
            assert child.pk in page.content.decode(), words
        assert child.pk not in signed_in(who).get("/office/applications/?q=nobodyatall").content.decode()


def test_a_duplicate_is_suggested_and_merged_only_on_a_persons_word(signed_in, application):
    from citycompact.web.enrollment.duplicates import suggestions
    from citycompact.web.enrollment.models import Child
    from citycompact.web.enrollment.rows import city_package

    child = application.child
    paper(
        signed_in("office"),
        given_name=child.given_name,
        family_name=child.family_name + "o",
        birth_date=str(child.birth_date),
    )
    again = Child.objects.get(family_name=child.family_name + "o")
    pairs = [{p.first, p.second} for p in suggestions()]
    assert {child.pk, again.pk} in pairs
    assert Child.objects.get(pk=again.pk).merged_into is None
    signed_in("office").post(
        "/office/applications/merge/", {"keep": child.pk, "other": again.pk, "why": "same child"}
    )
    again.refresh_from_db()
    assert again.merged_into_id == child.pk
    assert again.pk not in set(city_package(application.round).table("applicants")["applicant_id"])
