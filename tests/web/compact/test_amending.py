"""The terms of a promise change only when both sectors have approved it."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from citycompact.web.compact.models import Amendment, AmendmentProposal, Milestone, Promise, Target
from citycompact.web.office.models import City

pytestmark = pytest.mark.django_db


def propose(signed_in, promise, table, key, **given):
    """The steward's proposal, as the page takes it."""
    given = {"reason": "The state was late.", **given}
    response = signed_in("steward").post(f"/compact/promise/{promise}/terms/{table}/{key}/", given)
    assert response.status_code == 302, response.content.decode()
    return AmendmentProposal.objects.order_by("-pk").first()


def vote(client, proposal, approves=True):
    path = f"/compact/amendments/{proposal.pk}/"
    return client.post(path, {"approve": "1"} if approves else {}, follow=True).content.decode()


def dates(promise, **other):
    found = Promise.objects.get(pk=promise)
    return {"made_on": found.made_on.isoformat(), "due_on": found.due_on.isoformat(), **other}


def colours():
    rows = Client().get("/compact/progress.json").json()["tables"]["promises"]
    return {row["promise_id"]: row["colour"] for row in rows}


def test_a_date_changes_when_both_sectors_have_approved_and_the_public_reads_why(signed_in):
    later = (City.today() + datetime.timedelta(days=500)).isoformat()
    proposal = propose(signed_in, "space", "promises", "space", **dates("space", due_on=later))
    assert Promise.objects.get(pk="space").due_on.isoformat() != later
    assert "The state was late." not in Client().get("/compact/promise/space/").content.decode()
    vote(signed_in("approver-district"), proposal)
    assert Promise.objects.get(pk="space").due_on.isoformat() != later
    assert "in force" in vote(signed_in("approver-charter"), proposal)
    assert Promise.objects.get(pk="space").due_on.isoformat() == later
    page = Client().get("/compact/promise/space/").content.decode()
    assert "The state was late." in page
    assert "Approved by both sectors." in page
    assert Amendment.objects.get(promise="space").what.startswith("The promise: due on ")


def test_milestones_and_targets_come_change_and_go_by_amendment(signed_in):
    def approved(*given, **more):
        proposal = propose(signed_in, *given, **more)
        for who in ("approver-charter", "approver-district"):
            vote(signed_in(who), proposal)
        proposal.refresh_from_db()
        assert proposal.state == "applied"

    approved("space", "milestones", "new", number="7", what="All leased", due_on="2030-01-01")
    milestone = Milestone.objects.get(promise="space", number=7)
    approved("space", "milestones", milestone.pk, what="Most leased", due_on="2030-01-01")
    milestone.refresh_from_db()
    assert (milestone.what, milestone.number) == ("Most leased", 7)
    approved("space", "milestones", milestone.pk, remove="1")
    assert not Milestone.objects.filter(promise="space", number=7).exists()
    target = {
        "indicator": "expulsions",
        "group": "",
        "baseline": "3",
        "baseline_on": "2026-01-01",
        "target": "2",
    }
    approved("space", "targets", "new", **target)
    found = Target.objects.get(promise="space", indicator="expulsions")
    approved("space", "targets", found.pk, baseline="3", baseline_on="2026-01-01", target="1")
    found.refresh_from_db()
    assert (found.target, found.baseline) == (1.0, 3.0)
    approved("space", "targets", found.pk, remove="1")
    assert not Target.objects.filter(promise="space", indicator="expulsions").exists()


def test_one_sector_alone_and_one_person_twice_change_nothing(signed_in):
    later = (City.today() + datetime.timedelta(days=500)).isoformat()
    proposal = propose(signed_in, "space", "promises", "space", **dates("space", due_on=later))
    district = signed_in("approver-district")
    vote(district, proposal)
    assert "somebody else" in vote(district, proposal)
    assert (
        signed_in("steward").post(f"/compact/amendments/{proposal.pk}/", {"approve": "1"}).status_code == 403
    )
    from citycompact.web.accounts.models import StaffRole, User

    both = User.objects.get(email="district@demo.example")
    StaffRole.objects.create(user=both, role="approver", sector="charter")
    assert "somebody else" in vote(district, proposal)
    steward = User.objects.get(email="steward@demo.example")
    StaffRole.objects.create(user=steward, role="approver", sector="charter")
    assert "somebody else" in vote(signed_in("steward"), proposal)
    assert Promise.objects.get(pk="space").due_on.isoformat() != later


def test_what_one_sector_refuses_is_over(signed_in):
    later = (City.today() + datetime.timedelta(days=500)).isoformat()
    proposal = propose(signed_in, "space", "promises", "space", **dates("space", due_on=later))
    vote(signed_in("approver-district"), proposal, approves=False)
    assert "decided already" in vote(signed_in("approver-charter"), proposal)
    assert Promise.objects.get(pk="space").due_on.isoformat() != later


def test_terms_that_are_others_by_now_are_not_overwritten(signed_in):
    day = City.today()
    first, second = (
        propose(
            signed_in,
            "space",
            "promises",
            "space",
            **dates("space", due_on=(day + datetime.timedelta(days=n)).isoformat()),
        )
        for n in (400, 500)
    )
    for proposal in (first, second):
        vote(signed_in("approver-district"), proposal)
    vote(signed_in("approver-charter"), first)
    assert "others by now" in vote(signed_in("approver-charter"), second)
    assert Promise.objects.get(pk="space").due_on == day + datetime.timedelta(days=400)
    second.refresh_from_db()
    assert (second.state, second.votes.count()) == ("open", 1)


@pytest.mark.parametrize(
    ("table", "key", "given", "says"),
    [
        ("promises", "space", {}, "Nothing would change."),
        ("promises", "space", {"reason": "", "due_on": "2031-01-01"}, "This field is required."),
        ("promises", "space", {"due_on": "soon"}, "Enter a valid date."),
        ("milestones", "new", {"number": "1", "what": "M", "due_on": "2031-01-01"}, "contradicts"),
        (
            "targets",
            "new",
            {"indicator": "expulsions", "baseline": "2", "baseline_on": "2026-01-01", "target": "2"},
            "has to differ from the baseline",
        ),
    ],
)
def test_a_proposal_that_makes_no_sense_is_refused(signed_in, table, key, given, says):
    before = AmendmentProposal.objects.count()
    given = {**dates("space"), "reason": "Why.", **given}
    page = signed_in("steward").post(f"/compact/promise/space/terms/{table}/{key}/", given).content.decode()
    assert says in page
    assert AmendmentProposal.objects.count() == before


@pytest.mark.parametrize(
    "path", ["promises/guide/", "milestones/999999/", "milestones/x/", "posts/steward/", "promises/new/"]
)
def test_terms_that_are_not_there_are_not_found(signed_in, path):
    assert signed_in("steward").get(f"/compact/promise/space/terms/{path}").status_code == 404


def test_a_steward_alone_changes_no_colour_by_touching_terms(signed_in):
    """Every table, every row of terms, and every page of terms, with everything a form could carry."""
    steward, before = signed_in("steward"), colours()
    assert "red" in before.values()
    far = (City.today() + datetime.timedelta(days=3000)).isoformat()
    touched = {
        "due_on": far,
        "made_on": far,
        "target": "0",
        "target_on": far,
        "baseline": "0",
        "baseline_on": far,
        "what": "X",
    }
    rows = {
        "promises": Promise.objects.values_list("pk", flat=True),
        "milestones": Milestone.objects.values_list("pk", flat=True),
        "targets": Target.objects.values_list("pk", flat=True),
    }
    counts = {table: len(keys) for table, keys in rows.items()}
    for table, keys in rows.items():
        for key in [*keys]:
            path = f"/compact/desk/tables/{table}/{key}/"
            page = steward.get(path)
            given = {}
            if page.status_code == 200:
                given = {k: "" if v is None else v for k, v in page.context["form"].initial.items()}
            steward.post(path, {**given, **touched})
            steward.post(path, {"remove": "1"})
    new = {"promise": "space", "number": "9", "indicator": "expulsions", "group": "", **touched}
    for table in ("milestones", "targets"):
        assert steward.post(f"/compact/desk/tables/{table}/new/", new).status_code == 404
    for key in rows["promises"]:
        steward.post(f"/compact/promise/{key}/terms/promises/{key}/", {**touched, "reason": "Mine."})
    for proposal in AmendmentProposal.objects.all():
        steward.post(f"/compact/amendments/{proposal.pk}/", {"approve": "1"})
    assert colours() == before
    assert {
        table: type_.objects.count()
        for table, type_ in (("promises", Promise), ("milestones", Milestone), ("targets", Target))
    } == counts


def test_approvers_see_what_waits_and_the_steward_what_became_of_it(signed_in):
    district = signed_in("approver-district")
    page = district.get("/compact/amendments/").content.decode()
    assert "The forecast comes in spring." in page
    assert "Approve" in page
    steward = signed_in("steward").get("/compact/amendments/").content.decode()
    assert 'name="approve"' not in steward
    assert Client().get("/compact/amendments/").status_code == 302
