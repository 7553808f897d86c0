"""The list of applications to look at: counted, filtered, marked with who and why."""

from __future__ import annotations

import re

import pytest

from applying import says

pytestmark = pytest.mark.django_db

PAGE = "/office/applications/review/"


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def strange(application, family):
    says(application, family, current_school_id="S001")
    return application


def test_each_is_listed_with_its_reason_and_led_to(signed_in, strange):
    for who in ("office", "auditor"):
        page = text(signed_in(who).get(PAGE, {"reason": "not_on_roster"}))
        assert "has not listed it on a roster." in page
        assert "Something about these is unusual." in page
    from citycompact.web.enrollment.reviewing import unusual

    found = [item for item in unusual(strange.round) if "not_on_roster" in item.reasons]
    assert f"roster. ({len(found)})" in page
    number = [item.application_id for item in found].index(strange.pk) // 50 + 1
    page = text(signed_in("office").get(PAGE, {"reason": "not_on_roster", "page": number}))
    assert f"/office/application/{strange.pk}/" in page


def test_marked_with_who_and_why_and_kept_in_the_trail(signed_in, strange):
    office = signed_in("office")
    answer = office.post(PAGE, {"application": [strange.pk], "why": "called the school"}, follow=True)
    assert "1 application is marked as looked at." in text(answer)
    page = text(office.get(PAGE, {"looked": "1"}))
    assert "called the school" in page
    assert "office@demo.example" in page
    assert f"/office/application/{strange.pk}/" in page
    assert "called the school" in text(office.get(f"/office/application/{strange.pk}/"))
    trail = text(signed_in("auditor").get("/office/trail/", {"kind": "application looked at"}))
    assert "called the school" in trail


def test_without_a_reason_or_a_choice_nothing_is_marked_and_the_choice_stays(signed_in, strange):
    from citycompact.web.enrollment.models import Review
    from citycompact.web.enrollment.reviewing import unusual

    office = signed_in("office")
    place = [item.application_id for item in unusual(strange.round)].index(strange.pk) // 50 + 1
    address = f"{PAGE}?page={place}"
    answer = text(office.post(address, {"application": [strange.pk], "why": " "}))
    assert "Write what you have seen" in answer
    assert f'value="{strange.pk}" checked' in answer
    answer = text(office.post(address, {"why": "I saw it"}))
    assert "Choose at least one application." in answer
    assert 'value="I saw it"' in answer
    for odd in (["x"], ["9" * 40], ["\u00b2"], ["-1"]):
        assert "Choose at least one" in text(office.post(address, {"application": odd, "why": "seen"}))
    assert "Shorten" in text(office.post(address, {"application": [strange.pk], "why": "x" * 301}))
    assert not Review.objects.exists()


def test_the_auditor_reads_and_marks_nothing(signed_in, strange):
    from citycompact.web.enrollment.models import Review

    auditor = signed_in("auditor")
    assert 'name="application"' not in text(auditor.get(PAGE))
    assert auditor.post(PAGE, {"application": [strange.pk], "why": "x"}).status_code == 403
    for who in ("family", "school", "approver-charter"):
        assert signed_in(who).get(PAGE).status_code == 403
    assert not Review.objects.exists()


def test_odd_addresses_show_a_page(signed_in, strange):
    for query in (
        {"reason": "nothing"},
        {"page": "9" * 40},
        {"looked": "x"},
        {"reason": "<b>", "page": "-1"},
    ):
        answer = signed_in("office").get(PAGE, query)
        assert answer.status_code == 200
        assert "<b>" not in answer.content.decode().replace("<br>", "")


def test_in_spanish(signed_in, strange):
    office = signed_in("office")
    office.post("/language/", {"language": "es", "next": PAGE})
    page = text(office.get(PAGE))
    assert "Solicitudes por revisar" in page
    assert "Ninguna cuenta de madre, padre o tutor" in page
