"""The office's list of applications: found, narrowed, merged."""

from __future__ import annotations

import pytest

from applying import entered

pytestmark = pytest.mark.django_db


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


def searched(client, words, **by):
    return client.post("/office/applications/", {"q": words, **by}, follow=True)


def test_an_application_is_found_by_name_and_by_number(signed_in, application):
    child = application.child
    for who in ("office", "auditor"):
        client = signed_in(who)
        for words in (child.given_name, f"{child.given_name} {child.family_name[:3]}", child.pk.lower()):
            page = searched(client, words)
            assert page.status_code == 200
            assert child.pk in page.content.decode(), words
            # Whom somebody looked for stands in no address, and so in no log.
            assert child.given_name.casefold() not in page.redirect_chain[-1][0].casefold()
            assert f'value="{words}"' in page.content.decode()
        page = searched(client, "nobodyatall").content.decode()
        assert child.pk not in page
        assert "No application fits." in page


def test_two_searches_stand_side_by_side_and_a_forgotten_one_is_said(signed_in, application):
    office = signed_in("office")
    first = searched(office, application.child_id).redirect_chain[-1][0]
    second = searched(office, "nobodyatall").redirect_chain[-1][0]
    assert application.child_id in office.get(first).content.decode()
    assert application.child_id not in office.get(second).content.decode()
    for n in range(25):
        searched(office, f"nobody{n}")
    assert "This search is no longer kept." in office.get(first).content.decode()
    # Somebody else's key opens nothing.
    third = searched(office, application.child_id).redirect_chain[-1][0]
    assert "This search is no longer kept." in signed_in("auditor").get(third).content.decode()


def test_what_narrows_the_list_stands_in_its_address_and_goes_on_to_the_next_page(signed_in, round_):
    page = searched(signed_in("office"), "", round="main", state="submitted", grade="K")
    address = page.redirect_chain[-1][0]
    assert address.endswith("?round=main&state=submitted&grade=K")
    text = page.content.decode()
    assert '<option value="K" selected' in " ".join(text.split())
    from citycompact.web.enrollment.models import Sent

    count = Sent.objects.filter(round="main", state="submitted", content__grade="K").count()
    assert 0 < count < 300
    assert f"{count} applications" in text


def test_pages_of_a_search_keep_it(signed_in, round_):
    office = signed_in("office")
    page = searched(office, "", round="main", state="submitted").content.decode()
    assert (
        "?page=2&amp;round=main&amp;state=submitted" in page or "?page=2&round=main&state=submitted" in page
    )
    assert (
        "Page 2 of" in office.get("/office/applications/?page=2&round=main&state=submitted").content.decode()
    )


def test_a_duplicate_is_suggested_and_merged_only_on_a_persons_word(signed_in, application):
    from citycompact.web.enrollment.duplicates import suggestions
    from citycompact.web.enrollment.models import Child
    from citycompact.web.enrollment.rows import city_package

    child = application.child
    entered(
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
