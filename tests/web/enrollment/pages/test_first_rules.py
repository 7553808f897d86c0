"""An office without a programmer makes its first rulebook from a few answers."""

from __future__ import annotations

import html

import pytest

pytestmark = pytest.mark.django_db
PAGE = "/office/first-rulebook/"
SAID = {
    "name": "Port Ellery common enrollment",
    "version": "2029-30",
    "round_name": "Main round",
    "round_id": "first-one",
    "opens": "2028-11-16",
    "closes": "2029-02-12T23:59",
    "draw_at": "2029-03-12T10:00",
    "draw_event": "Public drawing, council chamber",
    "results": "2029-03-19",
    "maximum": "8",
    "stay": "on",
    "first_1": "sibling_attending",
    "first_2": "zone",
    "charters_differ": "on",
    "charter_1": "near",
}


def test_answers_become_sentences_and_a_draft_that_is_kept(signed_in):
    from citycompact.web.rulebooks.models import RulebookVersion

    office = signed_in("office")
    assert PAGE in office.get("/office/rulebook/").content.decode()
    page = html.unescape(office.post(PAGE, SAID).content.decode())
    assert "closes on February 12, 2029 at 23:59" in page
    assert "Priority at charter schools: “near”, then everyone." in page
    text = page.partition('<textarea name="text"')[2].partition(">")[2].partition("</textarea>")[0].strip()
    assert 'id = "first-one"' in text
    before = RulebookVersion.objects.count()
    # A browser ends lines with two characters.
    kept = office.post("/office/rulebook/write/", {"text": text.replace("\n", "\r\n")}, follow=True)
    assert RulebookVersion.objects.count() == before + 1
    assert "Port Ellery common enrollment" in kept.content.decode()
    office.post("/office/rulebook/write/", {"text": text})
    assert RulebookVersion.objects.count() == before + 1
    assert RulebookVersion.objects.latest("pk").rules().round_ids == ("first-one",)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"first_2": "sibling_attending"}, "Each of them has one place."),
        ({"closes": "2028-02-12T23:59"}, "This comes before what has to come first."),
        ({"results": "2029-01-01"}, "This comes before what has to come first."),
        ({"closes": "tomorrow"}, "Enter a valid date/time."),
        ({"maximum": "0"}, "greater than or equal to 1"),
        ({"round_id": "a b|c"}, "Enter a valid"),
        ({"draw_event": ""}, "This field is required."),
        ({"name": "x" * 121}, "at most 120 characters"),
    ],
)
def test_every_fault_is_said_and_what_was_typed_stays(signed_in, changed, words):
    answer = signed_in("office").post(PAGE, {**SAID, **changed})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert words in page
    assert 'value="Main round"' in page
    assert "<textarea" not in page


def test_a_fault_of_what_is_written_is_named_with_its_line_and_the_text_stays(signed_in):
    answer = signed_in("office").post("/office/rulebook/write/", {"text": "[rulebook]\nname = 7\n"})
    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    assert "name = 7" in page
    assert "line 2" in page


def test_only_the_office_writes_rulebooks(signed_in):
    for role in ("auditor", "approver-district", "school", "family"):
        assert signed_in(role).get(PAGE).status_code == 403
        assert signed_in(role).post("/office/rulebook/write/", {"text": "x"}).status_code == 403
