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
        assert office.post(where, odd).status_code == 422
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


def test_what_the_office_typed_stays_where_something_is_missing(signed_in, drawn):
    asked = drawn.asked.first()
    answer = signed_in("office").post(
        f"/office/audits/{asked.pk}/found/", {"finding": "", "reason": 'A bill, "14 March"'}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count("Choose what was found.") == 2, "above, and at the field"
    assert 'value="A bill, &quot;14 March&quot;"' in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Please show a document"), ("es", "Por favor, muestre un documento")],
)
def test_whoever_is_asked_is_written_to_at_publication_and_reads_it_with_the_result(
    signed_in, drawn, family, closed, language, words
):
    from citycompact.web.decisions import steps
    from citycompact.web.decisions.models import JointDecision
    from citycompact.web.decisions.proposals import give_verdict
    from citycompact.web.enrollment.match import tell_families
    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.outbox.models import Message
    from citycompact.web.site.models import User

    User.objects.filter(pk=family.pk).update(language=language)
    asked, seen, other = drawn.asked.all()[:3]
    for item in (asked, seen):
        Guardian.objects.create(child=item.child, user=family)
    drawn.asked.filter(pk=seen.pk).update(finding="confirmed", reason="A bill")
    stranger = User.objects.create(email="stranger@example.org")
    Guardian.objects.create(child=drawn.asked.exclude(child=other.child).last().child, user=stranger)

    letters = Message.objects.filter(key__startswith="proof:", channel="email")
    tell_families(JointDecision.objects.get(pk=drawn.decision_id))
    assert not letters.exists(), "before publication nobody hears of a result"
    for sector in ("district", "charter"):
        user = User.objects.get(email=f"{sector}@demo.example")
        give_verdict(drawn.decision.proposals.get(to_state="approved"), user, True)
    steps.publish(drawn.decision, User.objects.get(email="office@demo.example"))
    for _again in range(2):
        tell_families(JointDecision.objects.get(pk=drawn.decision_id))
    (letter,) = letters.filter(user=family)
    assert letter.subject.startswith(words)
    assert str(asked.child) in letter.body
    assert str(asked.value) not in letter.body, "a mail is read by others; the site says what was said"
    assert str(seen.child) not in letter.body, "what was seen is not asked for again"
    assert letters.get(user=stranger)

    client = signed_in("family")
    client.post("/language/", {"language": language, "next": "/family/"})
    pages = {}
    for item in (asked, seen):
        number = item.child.applications.get(round=closed).pk
        pages[item] = client.get(f"/family/application/{number}/results/").content.decode()
        assert words in pages[item]
    done = {"en": "The office has seen it", "es": "La oficina ya lo ha visto"}[language]
    assert done in pages[seen]
    assert done not in pages[asked]
