"""The steward's desk: changes of status, versions of the text, the beginning."""

from __future__ import annotations

import pytest
from django.test import Client

from citycompact.web.city.models import City

pytestmark = pytest.mark.django_db


class TestStatus:
    """A status is never just typed."""

    path = "/compact/promise/all_charters/status/"

    def post(self, signed_in, **more):
        return signed_in("steward").post(
            self.path, {"on": City.today().isoformat(), "kind": "document", **more}
        )

    def test_it_needs_evidence(self, signed_in):
        from citycompact.web.compact.models import StatusChange

        before = StatusChange.objects.count()
        page = self.post(signed_in, status="done").content.decode()
        assert "A status is never just typed" in page
        assert StatusChange.objects.count() == before

    @pytest.mark.parametrize(
        ("status", "kind", "says"),
        [
            ("done", "meeting", "“Done” may rest only on"),
            ("dropped", "document", "“Dropped” may rest only on: resolution"),
        ],
    )
    def test_it_needs_evidence_of_an_accepted_kind(self, signed_in, status, kind, says):
        page = self.post(signed_in, status=status, kind=kind, title="T").content.decode()
        assert says in page

    def test_it_cannot_cite_evidence_of_another_promise_or_of_a_later_day(self, signed_in):
        page = self.post(signed_in, status="done", evidence="guide-1").content.decode()
        assert "Select a valid choice" in page
        page = self.post(
            signed_in, status="stalled", evidence="all_charters-2", on="2001-01-01"
        ).content.decode()
        assert "later day" in page

    def test_with_evidence_the_public_page_changes_and_the_trail_says_who_and_why(self, signed_in):
        from citycompact.web.site.trail import events

        before = Client().get("/compact/progress.json").json()
        response = self.post(
            signed_in,
            status="done",
            title="Rulebook signed by all",
            source="https://example.org/r",
            reason="All signed",
        )
        assert response.status_code == 302
        after = Client().get("/compact/progress.json").json()
        status = {c["promise_id"]: c["status"] for c in after["tables"]["promises"]}
        assert status["all_charters"] == "done"
        assert after["record"]["result_sha256"] != before["record"]["result_sha256"]
        assert after["record"]["certificate"]["holds"]
        (event,) = events(kind="status of a promise", limit=1)
        assert event["name_now"] == "Naomi Feld"
        assert event["content"]["status"] == "done"
        assert "Rulebook signed by all" in Client().get("/compact/promise/all_charters/").content.decode()

    def test_a_recorded_status_cannot_be_rewritten_in_a_table(self, signed_in):
        assert signed_in("steward").get("/tables/status_changes/").status_code == 404


def test_a_new_version_begins_with_templates_and_old_signatures_do_not_carry_over(signed_in):
    from citycompact.web.compact.models import AgreementVersion

    client = signed_in("steward")
    page = client.post(
        "/compact/agreement/new-version/", {"begin": "1", "areas": ["transport"], "text_en": "Mine."}
    ).content.decode()
    assert "Mine." in page
    assert "Every child who is placed outside walking distance may ride" in page
    client.post(
        "/compact/agreement/new-version/",
        {"text_en": "Only this.", "text_es": "", "adopted_on": "2026-11-20", "note": "Short"},
    )
    newest = AgreementVersion.objects.first()
    assert (newest.number, newest.signatures.count()) == (3, 0)
    assert "Has not signed this version" in Client().get("/compact/agreement/").content.decode()


def test_a_city_without_a_compact_begins_one(signed_in):
    from citycompact.web.compact import models

    for model in (models.Resolution, models.Milestone, models.StatusChange, models.Evidence, models.Promise):
        model.objects.all().delete()
    models.Compact.objects.all().delete()
    assert "There is no compact yet" in Client().get("/compact/").content.decode()
    assert Client().get("/compact/barriers/").status_code == 404
    client = signed_in("steward")
    assert "Begin the compact" in client.get("/compact/desk/").content.decode()
    given = {"state": "State", "signed_on": "2026-01-01", "term_until": "2031-01-01"}
    assert client.post("/compact/desk/begin/", given).status_code == 302
    assert client.get("/compact/desk/").status_code == 200
    assert client.post("/compact/desk/begin/", given).status_code == 404
    assert "have made 0 promises" in Client().get("/compact/").content.decode()
    new = {
        "promise_id": "first",
        "area": "transport",
        "pledge": "Run one bus.",
        "side": "both",
        "district_part": "Drives.",
        "charter_part": "Pay.",
        "owner_post": "steward",
        "made_on": "2026-02-01",
    }
    assert client.post("/tables/promises/new/", new).status_code == 302
    assert "Run one bus." in Client().get("/compact/").content.decode()
    models.AgreementSignature.objects.all().delete()
    models.AgreementVersion.objects.all().delete()
    assert "No text has been adopted yet." in Client().get("/compact/agreement/").content.decode()
