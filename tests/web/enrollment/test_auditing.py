"""Whom the draw asks for a proof, on the site: as anybody recomputes it, kept, and public once finished."""

from __future__ import annotations

import pytest

from web_draws import SEED

pytestmark = pytest.mark.django_db


def sample_of(run):
    return set(run.asked.values_list("fact", "child_id", "number"))


def recomputed(run):
    """The list as an auditor makes it of the frozen facts, the rules and the draw."""
    import tempfile
    from pathlib import Path

    from citycompact.city import read_city
    from citycompact.enrollment import audit_sample
    from citycompact.web.decisions.folders import KeptFolder

    with tempfile.TemporaryDirectory() as scratch:
        facts = read_city(KeptFolder.unpack(run.freeze.facts, Path(scratch)))
    return set(
        audit_sample(facts, run.rulebook.rules(), SEED).select("fact", "applicant_id", "number").rows()
    )


def test_the_list_is_that_of_the_draw_and_says_what_was_sent(drawn):
    from citycompact.web.enrollment.models import Application

    assert sample_of(drawn) == recomputed(drawn)
    assert drawn.asked.count() >= 20
    for asked in drawn.asked.select_related("child")[:5]:
        sent = Application.objects.get(child=asked.child, round="main").last_version.content
        assert asked.value == (sent["address"] or [sent[name] for name in ("latitude", "longitude", "zone")])


def test_a_what_if_run_asks_nobody(drawn):
    from citycompact.web.decisions import steps
    from citycompact.web.decisions.running import run_attempt

    run = steps.what_if(drawn.decision, "06 41 38 23 17 04", "another urn")
    run_attempt(run.pk)
    run.refresh_from_db()
    assert run.state == "done", run.error
    assert not run.asked.exists()


def test_the_office_works_through_it_and_what_it_found_is_in_the_trail(signed_in, drawn):
    from citycompact.web.enrollment.models import Asked

    office = signed_in("office")
    page = office.get("/office/audits/main/").content.decode()
    assert f"{drawn.asked.count()} children are not looked at yet" in page
    assert "propose to correct" not in page
    asked = drawn.asked.first()
    where = f"/office/audits/{asked.pk}/found/"
    for odd in (
        {},
        {"finding": "no_such", "reason": "x"},
        {"finding": "confirmed", "reason": "  "},
        {"finding": "confirmed", "reason": "x" * 301},
    ):
        assert office.post(where, odd).status_code == 302
        asked.refresh_from_db()
        assert asked.finding == ""
    office.post(where, {"finding": "not_confirmed", "reason": "A bill of another street, 14 March"})
    asked.refresh_from_db()
    assert (asked.finding, asked.found_by.email) == ("not_confirmed", "office@demo.example")
    page = office.get("/office/audits/main/").content.decode()
    assert "propose to correct the result" in page
    assert "A bill of another street" in page
    events = Asked.pgh_event_model.objects.filter(pgh_obj_id=asked.pk)
    assert list(events.order_by("pgh_id").values_list("finding", flat=True)) == ["", "not_confirmed"]


def test_others_read_it_or_see_nothing(signed_in, drawn):
    where = f"/office/audits/{drawn.asked.first().pk}/found/"
    noted = {"finding": "confirmed", "reason": "I said so"}
    assert signed_in("auditor").get("/office/audits/main/").status_code == 200
    assert "<form" not in signed_in("auditor").get("/office/audits/main/").content.decode().split("<h1>")[1]
    for key in ("auditor", "family", "school", "operator", "approver-district"):
        assert signed_in(key).post(where, noted).status_code in (302, 403, 404)
    assert not drawn.asked.exclude(finding="").exists()
    assert signed_in("family").get("/office/audits/main/").status_code in (302, 403, 404)


def test_before_the_draw_there_is_no_list(signed_in, closed):
    page = signed_in("office").get("/office/audits/main/").content.decode()
    assert "It is not drawn yet." in page
    assert signed_in("office").get("/office/audits/nothing/").status_code == 404


def test_a_correction_keeps_what_was_found_of_the_same_word_and_asks_anew_of_another(drawn):
    from citycompact.enrollment import audit_sample
    from citycompact.web.enrollment import auditing
    from citycompact.web.enrollment.models import Asked

    first, second = drawn.asked.all()[:2]
    Asked.objects.filter(pk__in=[first.pk, second.pk]).update(finding="confirmed", reason="A bill")
    Asked.objects.filter(pk=second.pk).update(value="another address than was sent")
    later = type(drawn).objects.create(
        decision=drawn.decision, freeze=drawn.freeze, rulebook=drawn.rulebook, seed=SEED, state="failed"
    )
    import tempfile
    from pathlib import Path

    from citycompact.city import read_city
    from citycompact.web.decisions.folders import KeptFolder

    with tempfile.TemporaryDirectory() as scratch:
        facts = read_city(KeptFolder.unpack(drawn.freeze.facts, Path(scratch)))
    auditing.ask(later, facts, drawn.rulebook.rules())
    assert sample_of(later) == sample_of(drawn)
    assert len(sample_of(later)) == audit_sample(facts, drawn.rulebook.rules(), SEED).height
    assert later.asked.get(child=first.child).finding == "confirmed"
    assert later.asked.get(child=second.child).finding == ""
