"""The audit trail: every change, by whatever code, with who and why."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction

pytestmark = pytest.mark.django_db


def test_a_change_by_a_person_has_who_where_and_why(signed_in, round_):
    from citycompact.web.office.trail import events

    office = signed_in("office")
    data = {
        "name": "Renamed",
        "opens_at": "2026-11-01T08:00",
        "closes_at": "2027-02-01T23:59",
        "grades": ["K"],
        "rulebook": round_.rulebook_id,
        "why": "typo in the name",
    }
    office.post(f"/office/round/{round_.pk}/edit/", data)
    event = next(events(kind="round"))
    assert (event["person"], event["why"], event["route"]) == (
        "Amina Yusuf",
        "typo in the name",
        "office:edit_round",
    )
    assert event["content"]["name"] == "Renamed"
    page = office.get("/office/trail/?q=typo").content.decode()
    assert "typo in the name" in page


def test_a_change_that_goes_past_the_application_is_in_the_trail_too(application):
    from citycompact.web.office.trail import events

    with connection.cursor() as cursor:
        cursor.execute(
            "update families_child set given_name = 'Changed' where applicant_id = %s", [application.child_id]
        )
        cursor.execute("delete from families_guardian where child_id = %s", [application.child_id])
    found = list(events(application.child_id, limit=10))
    assert ("child", "update") in {(e["kind"], e["label"]) for e in found}
    assert any(e["kind"] == "guardian" and e["label"] == "delete" for e in events(kind="guardian", limit=5))


@pytest.mark.parametrize(
    "statement", ["delete from families_childevent", "update families_childevent set given_name = 'x'"]
)
def test_the_trail_itself_cannot_be_changed(statement, application):
    application.child.save()
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_submitted_version_cannot_be_changed(application):
    with pytest.raises(Error), transaction.atomic():
        application.versions.update(content={})


def test_the_auditor_takes_the_whole_trail_and_can_change_nothing(signed_in, round_):
    auditor = signed_in("auditor")
    lines = b"".join(auditor.get("/office/trail.csv").streaming_content).decode().splitlines()
    assert lines[0].startswith("at,kind,label,object,who")
    assert len(lines) > 300
    for path in ("freeze/", "seed/", "what-if/", "edit/"):
        assert auditor.post(f"/office/round/{round_.pk}/{path}").status_code == 403
    assert signed_in("office").get("/office/trail.csv").status_code == 403
