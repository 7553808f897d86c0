"""The office tells entries apart again that were put together; nothing that it typed is lost."""

from __future__ import annotations

import re

import pytest

from applying import new_application, programs, says

pytestmark = pytest.mark.django_db

PAGE = "/office/applications/together/"
POST = "/office/applications/separate/"


@pytest.fixture
def done(signed_in, client, application):
    """The demo family's child and a stranger's, put together by the office on its page."""
    from citycompact.web.enrollment.models import Merge
    from citycompact.web.site.models import User

    stranger = User.objects.create(email="stranger@example.org")
    client.force_login(stranger)
    child = application.child
    names = {"given_name": child.given_name, "family_name": child.family_name}
    born = child.birth_date.isoformat()
    theirs = new_application(client, **names, birth_date=born, grade=application.grade)
    says(theirs, stranger, choices=programs(application.grade)[:1])
    data = {"first": application.child_id, "second": theirs.child_id, "keep": application.child_id}
    answer = signed_in("office").post("/office/applications/merge/", {**data, "why": "same birthday"})
    assert answer.status_code == 302
    return Merge.objects.get(other=theirs.child_id)


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize(
    ("language", "due"),
    [("en", "Told apart: each has its own"), ("es", "Separadas: cada una tiene su propia")],
)
def test_told_apart_on_the_page_both_take_part_again(signed_in, done, language, due):
    from citycompact.web.enrollment.models import Child, Merge

    office = signed_in("office")
    office.post("/language/", {"language": language, "next": PAGE})
    page = text(office.get(PAGE))
    for words in (done.keep_id, done.other_id, "same birthday", "office@demo.example"):
        assert words in page
    answer = text(office.post(POST, {"number": done.pk, "why": "two passports"}, follow=True))
    assert due in answer
    assert not Merge.objects.exists()
    assert Child.objects.get(pk=done.other_id).merged_into_id is None
    trail = text(signed_in("auditor").get("/office/trail/", {"kind": "children told apart"}))
    assert "two passports" in trail


def test_without_a_reason_nothing_happens_and_what_was_typed_stays(signed_in, done):
    from citycompact.web.enrollment.models import Merge

    office = signed_in("office")
    for why, words in (("  ", "Write the reason"), ("x" * 301, "Shorten the reason to 300")):
        answer = office.post(POST, {"number": done.pk, "why": why})
        assert answer.status_code == 422
        assert words in text(answer)
        assert f'value="{why.strip()}"' in text(answer)
    assert Merge.objects.filter(pk=done.pk).exists()


def test_odd_requests_get_a_sentence(signed_in, done):
    office = signed_in("office")
    for number in ("", "x", "9" * 30, "٣", "0"):
        answer = office.post(POST, {"number": number, "why": "x"}, follow=True)
        assert "told apart already" in text(answer), number
    for number in ("0", "-1", "x", "9" * 40):
        assert office.get(PAGE, {"page": number}).status_code == 200


def test_it_is_the_offices_work(signed_in, done):
    for who in ("family", "school", "operator", "auditor", "approver-charter"):
        client = signed_in(who)
        assert client.get(PAGE).status_code == 403
        assert client.post(POST, {}).status_code == 403
