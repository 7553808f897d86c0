"""The terms of a promise change only when both sectors have approved it."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from citycompact.web.city.models import City
from citycompact.web.compact.models import Amendment, AmendmentProposal, Milestone, Promise, Target

pytestmark = pytest.mark.django_db


TARGET = {"indicator": "expulsions", "baseline": "2", "baseline_on": "2026-01-01", "target": "1"}


def propose(signed_in, promise, table, key, **given):
    """The steward's proposal, as the page takes it."""
    given = {"reason": "The state was late.", **given}
    response = signed_in("steward").post(f"/compact/promise/{promise}/terms/{table}/{key}/", given)
    assert response.status_code == 302, response.content.decode()
    return AmendmentProposal.objects.order_by("-pk").first()


def vote(client, proposal, approves=True):
    path = f"/compact/amendments/{proposal.pk}/"
    return client.post(path, {"approve" if approves else "refuse": "1"}, follow=True).content.decode()


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
    from citycompact.web.site.models import StaffRole, User

    # Also where the same person has changed sides since.
    StaffRole.objects.filter(user__email="district@demo.example", role="approver").update(sector="charter")
    assert "somebody else" in vote(district, proposal)
    steward = User.objects.get(email="steward@demo.example")
    StaffRole.objects.create(user=steward, role="approver", sector="charter")
    assert "somebody else" in vote(signed_in("steward"), proposal)
    assert Promise.objects.get(pk="space").due_on.isoformat() != later


def test_a_vote_counts_for_the_change_that_it_was_given_on(signed_in):
    later = (City.today() + datetime.timedelta(days=500)).isoformat()
    proposal = propose(signed_in, "space", "promises", "space", **dates("space", due_on=later))
    vote(signed_in("approver-district"), proposal)
    type(proposal).objects.filter(pk=proposal.pk).update(
        after={**proposal.after, "due_on": (City.today() + datetime.timedelta(days=900)).isoformat()}
    )
    assert "The terms are others by now" in vote(signed_in("approver-charter"), proposal)
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
        ("promises", "space", {"made_on": "9999-12-31"}, "Write a day from 1900-01-01 to 2200-12-31."),
        ("promises", "space", {"made_on": "2199-01-01", "due_on": ""}, "This day has not come yet."),
        ("promises", "space", {"due_on": "1999-01-01"}, "This is before the day “made on”."),
        ("milestones", "new", {"number": "9", "what": "M", "due_on": "0031-01-01"}, "Write a day from"),
        ("milestones", "new", {"number": "9", "what": "M" * 201, "due_on": "2031-01-01"}, "at most 200"),
        ("targets", "new", {**TARGET, "baseline": "0.12345678901234567"}, "15 significant digits"),
        ("targets", "new", {**TARGET, "target": "1e13"}, "at most 1,000,000,000,000"),
        ("targets", "new", {**TARGET, "group": "distrct"}, "not one of the available choices"),
        ("targets", "new", {**TARGET, "target_on": "2025-12-31"}, "This is before the day"),
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
            path = f"/tables/{table}/row/{key}/"
            page = steward.get(path)
            given = {}
            if page.context["form"] is not None:
                given = {k: "" if v is None else v for k, v in page.context["form"].initial.items()}
            steward.post(path, {**given, **touched})
            steward.post(path, {"remove": "1"})
    new = {"promise": "space", "number": "9", "indicator": "expulsions", "group": "", **touched}
    for table in ("milestones", "targets"):
        assert steward.post(f"/tables/{table}/new/", new).status_code == 404
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


def test_a_vote_without_a_word_and_one_with_both_count_for_nothing(signed_in):
    later = (City.today() + datetime.timedelta(days=500)).isoformat()
    proposal = propose(signed_in, "space", "promises", "space", **dates("space", due_on=later))
    district = signed_in("approver-district")
    for words in ({}, {"approve": ""}, {"approve": "1", "refuse": "1"}):
        page = district.post(f"/compact/amendments/{proposal.pk}/", words, follow=True).content.decode()
        assert "say whether you approve or refuse" in page
    proposal.refresh_from_db()
    assert (proposal.state, proposal.votes.count()) == ("open", 0)


def test_who_proposed_an_amendment_withdraws_it_and_nobody_else(signed_in):
    from citycompact.web.site.models import StaffRole, User

    later = (City.today() + datetime.timedelta(days=500)).isoformat()
    proposal = propose(signed_in, "space", "promises", "space", **dates("space", due_on=later))
    path = f"/compact/amendments/{proposal.pk}/withdraw/"
    district = signed_in("approver-district")
    assert "Withdraw it" not in district.get("/compact/amendments/").content.decode()
    assert district.post(path).status_code == 403
    StaffRole.objects.create(user=User.objects.get(email="district@demo.example"), role="steward")
    assert "Only who proposed" in district.post(path, follow=True).content.decode()
    steward = signed_in("steward")
    assert "Withdraw it" in steward.get("/compact/amendments/").content.decode()
    page = steward.post(path, follow=True).content.decode()
    assert "The amendment is withdrawn." in page
    assert ">Withdrawn<" in page
    assert "decided already" in vote(signed_in("approver-charter"), proposal)
    assert "decided already" in steward.post(path, follow=True).content.decode()
    assert Promise.objects.get(pk="space").due_on.isoformat() != later


def test_both_sectors_approvers_get_a_letter_and_the_last_one_another(signed_in):
    from citycompact.web.outbox.models import Message
    from citycompact.web.site.models import User

    User.objects.filter(email="charter@demo.example").update(language="es")
    later = (City.today() + datetime.timedelta(days=500)).isoformat()
    proposal = propose(signed_in, "space", "promises", "space", **dates("space", due_on=later))
    letters = Message.objects.filter(key__startswith=f"amendment:{proposal.pk}:")
    assert set(letters.values_list("recipient", flat=True)) == {
        "district@demo.example",
        "charter@demo.example",
    }
    english, spanish = (letters.get(recipient=f"{who}@demo.example") for who in ("district", "charter"))
    assert english.subject == "An amendment waits for your sector"
    assert "The state was late." in english.body
    assert spanish.subject == "Una enmienda espera a su sector"
    assert "vence el" in spanish.body
    vote(signed_in("approver-district"), proposal)
    assert letters.filter(recipient="charter@demo.example").count() == 2
    assert letters.filter(recipient="district@demo.example").count() == 1


def test_the_desk_counts_what_waits(signed_in):
    steward = signed_in("steward")
    assert "1 amendment waits for the sectors" in steward.get("/compact/desk/").content.decode()
    later = (City.today() + datetime.timedelta(days=500)).isoformat()
    propose(signed_in, "space", "promises", "space", **dates("space", due_on=later))
    assert "2 amendments wait for the sectors" in steward.get("/compact/desk/").content.decode()
    AmendmentProposal.objects.update(state="withdrawn")
    assert "for the sectors" not in steward.get("/compact/desk/").content.decode()


def test_an_approver_sees_every_digit_and_the_words_as_they_are_typed(signed_in):
    given = {**TARGET, "group": "charter", "baseline": "0.123456789012345", "target": "1234567.0625"}
    propose(signed_in, "space", "targets", "new", **given)
    propose(signed_in, "space", "milestones", "new", number="8", what="20270101", due_on="2030-01-01")
    page = signed_in("approver-district").get("/compact/amendments/").content.decode()
    assert "0.123456789012345" in page
    assert "1,234,567.0625" in page
    assert "“20270101”" in page


def test_a_proposal_of_before_the_rule_does_not_get_past_it(signed_in):
    proposal = propose(signed_in, "space", "targets", "new", **TARGET)
    proposal.after = {**proposal.after, "baseline": 0.12345678901234567}
    proposal.save()
    vote(signed_in("approver-district"), proposal)
    assert "15 significant digits" in vote(signed_in("approver-charter"), proposal)
    assert not Target.objects.filter(promise="space", indicator="expulsions").exists()
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_every_sector_that_signs_the_rules_has_its_word_and_no_other(signed_in, monkeypatch):
    """Where three sectors signed the rules of progress, two of them change no term."""
    from citycompact.web.compact import amending

    monkeypatch.setattr(amending, "approving_sectors", lambda _: ("district", "charter", "partnership"))
    later = (City.today() + datetime.timedelta(days=500)).isoformat()
    proposal = propose(signed_in, "space", "promises", "space", **dates("space", due_on=later))
    for who in ("approver-district", "approver-charter"):
        vote(signed_in(who), proposal)
    assert Promise.objects.get(pk="space").due_on.isoformat() != later
    # Where the charters are the only sector, the district has no word.
    monkeypatch.setattr(amending, "approving_sectors", lambda _: ("charter",))
    other = propose(signed_in, "space", "promises", "space", **dates("space", due_on=later))
    assert "no word on this" in vote(signed_in("approver-district"), other)
    vote(signed_in("approver-charter"), other)
    assert Promise.objects.get(pk="space").due_on.isoformat() == later
