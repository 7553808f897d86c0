"""The office looks at two entries and says what they are; nothing that it typed is lost."""

from __future__ import annotations

import re

import pytest

from applying import new_application, programs, says

pytestmark = pytest.mark.django_db

PAGE = "/office/applications/duplicates/"


@pytest.fixture
def pair(client, application, family):
    """The demo family's child, and the same child entered by a stranger; both were sent."""
    from citycompact.web.site.models import User

    stranger = User.objects.create(email="stranger@example.org")
    client.force_login(stranger)
    child = application.child
    born = child.birth_date.isoformat()
    names = {"given_name": child.given_name.upper(), "family_name": child.family_name, "birth_date": born}
    theirs = new_application(client, **names, grade=application.grade)
    says(theirs, stranger, choices=programs(application.grade)[:1], address="77 Secret Street")
    return application, theirs


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def whole(client):
    """All pages of the list as one text."""
    found = [text(client.get(PAGE, {"page": n})) for n in range(1, 4)]
    return " ".join(found)


def test_both_are_shown_with_what_was_sent_by_whom_when_and_how(signed_in, pair):
    page = whole(signed_in("office"))
    mine, theirs = pair
    assert "Name and date of birth are the same." in page
    for words in (mine.child_id, theirs.child_id, "parent@demo.example", "stranger@example.org"):
        assert words in page
    for words in (
        "77 Secret Street",
        "on the site",
        "(sent last)",
        f"They are one child; keep {mine.child_id}",
    ):
        assert words in page
    assert f"They are one child; keep {theirs.child_id}" in page
    assert f'name="counts-main" value="{theirs.pk}" checked' in page
    assert f'name="counts-main" value="{mine.pk}" checked' not in page


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_reason_is_in_the_language_of_the_page(signed_in, pair, language):
    client = signed_in("office")
    client.post("/language/", {"language": language, "next": PAGE})
    due = {
        "en": "Name and date of birth are the same.",
        "es": "El nombre y la fecha de nacimiento son iguales.",
    }
    assert due[language] in whole(client)


@pytest.mark.parametrize("stays", [0, 1])
@pytest.mark.parametrize("counts", [0, 1, None])
def test_either_stays_and_either_application_counts(signed_in, pair, stays, counts):
    from citycompact.web.enrollment.models import Child

    data = {
        "first": pair[0].child_id,
        "second": pair[1].child_id,
        "keep": pair[stays].child_id,
        "why": "seen",
    }
    if counts is not None:
        data["counts-main"] = pair[counts].pk
    due = pair[1 if counts is None else counts].last_version.content["choices"]
    assert signed_in("office").post("/office/applications/merge/", data).status_code == 302
    pair[stays].refresh_from_db()
    assert pair[stays].last_version.content["choices"] == due
    assert Child.objects.get(pk=pair[1 - stays].child_id).merged_into_id == pair[stays].child_id


def test_without_a_reason_nothing_happens_and_what_was_chosen_stays(signed_in, pair):
    from citycompact.web.enrollment.models import Child, ToldApart

    both = {"first": pair[0].child_id, "second": pair[1].child_id, "counts-main": pair[0].pk}
    office = signed_in("office")
    for button in ({"keep": pair[0].child_id}, {"apart": "1"}):
        for why, words in (("  ", "Write the reason"), ("x" * 301, "Shorten the reason to 300")):
            answer = office.post("/office/applications/merge/", {**both, **button, "why": why})
            assert words in text(answer)
            assert f'value="{pair[0].pk}" checked' in text(answer)
            assert f'value="{why.strip()}"' in text(answer)
    assert not Child.objects.filter(merged_into__isnull=False).exists()
    assert not ToldApart.objects.exists()


def test_two_children_are_told_apart_for_good_and_it_is_taken_back_with_a_reason(signed_in, pair):
    from citycompact.web.enrollment.models import ToldApart

    office = signed_in("office")
    both = {
        "first": pair[0].child_id,
        "second": pair[1].child_id,
        "apart": "1",
        "why": "two cousins, both seen",
    }
    page = text(office.post("/office/applications/merge/", both, follow=True))
    assert "Kept: they are two children" in page
    assert "They are one child; keep " + pair[1].child_id not in whole(office)
    assert "two cousins, both seen" in page
    assert "office@demo.example" in page
    number = ToldApart.objects.get().pk
    office.post("/office/applications/two-children/", {"number": number})
    assert ToldApart.objects.exists()
    office.post("/office/applications/two-children/", {"number": number, "why": "one was made up"})
    assert "They are one child; keep " + pair[1].child_id in whole(office)
    trail = text(signed_in("auditor").get("/office/trail/", {"kind": "children told apart"}))
    assert "two cousins, both seen" in trail
    assert "one was made up" in trail
    again = office.post("/office/applications/two-children/", {"number": number, "why": "x"}, follow=True)
    assert "taken back already" in text(again)


def test_odd_requests_get_a_sentence(signed_in, pair):
    from citycompact.web.enrollment.models import Child

    office = signed_in("office")
    one, other = pair[0].child_id, pair[1].child_id
    merged = Child.objects.create(family_id="F", given_name="A", family_name="B", merged_into=pair[0].child)
    for data, words in (
        ({"keep": one, "other": one}, "one entry, not two"),
        ({"keep": one}, "no such applicant number"),
        ({"keep": "NOBODY", "other": other}, "no such applicant number"),
        ({"keep": "x" * 9000, "other": other}, "no such applicant number"),
        ({}, "no such applicant number"),
        ({"keep": one, "other": merged.pk}, "put together with another entry already"),
        ({"keep": merged.pk, "other": one}, "put together with another entry already"),
        ({"first": one, "second": merged.pk, "apart": "1"}, "put together with another entry already"),
        ({"keep": one, "other": "a\0b"}, "We could not read that"),
    ):
        answer = office.post("/office/applications/merge/", {"why": "seen", **data}, follow=True)
        assert words in text(answer), data
        assert answer.status_code < 500
    for number in ("", "x", "9" * 30, "\u0663"):
        answer = office.post(
            "/office/applications/two-children/", {"number": number, "why": "x"}, follow=True
        )
        assert answer.status_code == 200
    odd = {"keep": one, "other": other, "why": "x", "counts-main": ["9" * 30, "\u00b2", "x"]}
    assert office.post("/office/applications/merge/", odd).status_code == 302
    assert Child.objects.get(pk=other).merged_into_id == one


@pytest.mark.parametrize("who", ["family", "school", "operator", "auditor", "approver-charter"])
def test_it_is_the_offices_work(signed_in, pair, who):
    client = signed_in(who)
    assert client.get(PAGE).status_code == 403
    assert client.post("/office/applications/merge/", {}).status_code == 403
    assert client.post("/office/applications/two-children/", {}).status_code == 403


def test_an_odd_page_number_shows_a_page(signed_in, pair):
    for number in ("0", "-1", "x", "9" * 40):
        assert signed_in("office").get(PAGE, {"page": number}).status_code == 200
