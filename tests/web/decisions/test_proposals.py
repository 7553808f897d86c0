"""The word of every sector: who may give it, on what it counts, and what follows from it."""

from __future__ import annotations

import pytest
from carrying import approver, carry, person, result_proposal, stands

from citycompact.facts import FactsError
from citycompact.web.decisions import steps
from citycompact.web.decisions.drawing import kept_draw
from citycompact.web.decisions.models import Attempt, Proposal, Verdict
from citycompact.web.decisions.proposals import give_verdict, missing_sectors, open_proposals, propose
from citycompact.web.decisions.running import run_attempt
from citycompact.web.decisions.steps import NotNow
from citycompact.web.enrollment.models import Round
from citycompact.web.site.models import StaffRole, User
from web_draws import NEXT_DRAW, OTHER_SEED, SEED, signed_version

pytestmark = pytest.mark.django_db


def fresh(row):
    return type(row)._base_manager.get(pk=row.pk)


def back(decision, to, reason="a mistake in the seats", **more):
    """Propose a step back and have both sectors approve it."""
    proposal = propose(decision, to, person("office"), reason, **more)
    for sector in ("district", "charter"):
        give_verdict(proposal, approver(sector), True)
    return proposal


def test_the_last_approval_takes_the_step_and_the_step_keeps_them(decision):
    carry(decision, "decided")
    proposal = result_proposal(decision)
    give_verdict(proposal, approver("district"), True)
    assert (stands(decision), missing_sectors(fresh(proposal))) == ("decided", ["charter"])
    give_verdict(proposal, approver("charter"), True)
    step = decision.steps.last()
    assert step.to_state == "approved"
    assert [(item["sector"], item["account"]) for item in step.approvals] == [
        (sector, str(approver(sector).pk)) for sector in ("district", "charter")
    ]
    assert {item["digest"] for item in step.approvals} == {fresh(proposal).sha256}


def test_two_approvers_of_one_sector_are_not_enough(decision):
    carry(decision, "decided")
    colleague = User.objects.create_user("colleague@demo.example")
    StaffRole.objects.create(user=colleague, role="approver", sector="district")
    give_verdict(result_proposal(decision), approver("district"), True)
    with pytest.raises(NotNow, match="Your sector has approved"):
        give_verdict(result_proposal(decision), colleague, True)


def test_one_person_who_changes_sides_is_one_person(decision):
    carry(decision, "decided")
    both = approver("district")
    give_verdict(result_proposal(decision), both, True)
    StaffRole.objects.filter(user=both, role="approver").update(sector="charter")
    with pytest.raises(NotNow, match="somebody else"):
        give_verdict(result_proposal(decision), both, True)


def test_those_sectors_that_sign_approve_and_not_any_two(decision):
    carry(decision, "decided")
    proposal = result_proposal(decision)
    outsider = User.objects.create_user("partnership@demo.example")
    StaffRole.objects.create(user=outsider, role="approver", sector="partnership")
    with pytest.raises(NotNow, match="does not sign these rules"):
        give_verdict(proposal, outsider, True)
    give_verdict(proposal, approver("district"), True)
    # Even a row that came in some other way does not stand for the charter sector.
    Verdict.objects.create(
        proposal=proposal, user=outsider, sector="partnership", approves=True, digest=proposal.sha256
    )
    assert missing_sectors(fresh(proposal)) == ["charter"]
    with pytest.raises(NotNow, match="charter"):
        steps.publish(decision, person("office"))


def test_an_approval_counts_for_the_record_that_it_was_given_on(decision):
    carry(decision, "approved")
    attempt = decision.attempts.get()
    # Whoever can write to the database puts another result in the place of the one that was approved.
    Attempt.objects.filter(pk=attempt.pk).update(record={**attempt.record, "results_root": "0" * 64})
    with pytest.raises(NotNow, match="district, charter"):
        steps.publish(decision, person("office"))
    assert stands(decision) == "approved"


def test_nobody_approves_a_result_whose_certificate_does_not_hold(decision):
    carry(decision, "decided")
    attempt = decision.attempts.get()
    record = {**attempt.record, "certificate": {"holds": False, "findings": {}}}
    Attempt.objects.filter(pk=attempt.pk).update(record=record)
    with pytest.raises(NotNow, match="certificate does not hold"):
        give_verdict(result_proposal(decision), approver("district"), True)


def test_a_refusal_needs_a_reason_and_ends_the_asking(decision):
    carry(decision, "decided")
    proposal = result_proposal(decision)
    give_verdict(proposal, approver("district"), True)
    with pytest.raises(NotNow, match="Say why"):
        give_verdict(proposal, approver("charter"), False, "  ")
    give_verdict(proposal, approver("charter"), False, "Two schools are missing.")
    assert (stands(decision), open_proposals(decision)) == ("refused", [])


def test_a_withdrawal_opens_the_facts_again_and_the_draw_stays(decision):
    carry(decision, "decided")
    drawn = kept_draw(decision)
    with pytest.raises(NotNow, match="Say why"):
        propose(decision, "open", person("office"), "")
    back(decision, "open")
    assert stands(decision) == "open"
    # The earlier commitment stays readable, and the next freeze names what it takes the place of.
    frozen = steps.freeze(decision, person("office"))
    assert frozen.content["follows"]
    assert stands(decision) == "drawn"
    again = decision.attempts.first()
    assert (again.seed, again.seed_source) == (drawn["seed"], drawn["source"])
    with pytest.raises(NotNow, match="is never drawn twice"):
        steps.draw(decision, OTHER_SEED, "x", person("office"))


def test_a_corrected_result_says_that_its_draw_is_older_than_its_facts(decision):
    carry(decision, "published")
    back(decision, "open", "a school's seats were wrong")
    assert fresh(decision).status.published == decision.attempts.last()
    steps.freeze(decision, person("office"))
    again = decision.attempts.first()
    run_attempt(again.pk)
    assert fresh(again).record["draw"]["committed_before"] is False
    assert decision.attempts.last().record["draw"]["committed_before"] is True
    for sector in ("district", "charter"):
        give_verdict(result_proposal(decision), approver(sector), True)
    steps.publish(decision, person("office"))
    assert fresh(decision).status.published == again


def test_only_a_draw_that_is_void_is_drawn_again(decision):
    carry(decision, "decided")
    back(decision, "open", "a ball was missing", draw_void=True)
    assert kept_draw(decision) is None
    # The draw of the rules is over: a new one is signed before anything is frozen again.
    with pytest.raises(NotNow, match="would bind nothing"):
        steps.freeze(decision, person("office"))
    Round.objects.filter(pk="main").update(rulebook=signed_version(NEXT_DRAW))
    steps.freeze(decision, person("office"))
    assert stands(decision) == "frozen"
    with pytest.raises(FactsError, match="2027-03-17T10:00"):
        steps.draw(decision, OTHER_SEED, "drawn again, on video", person("office"))
    steps.move_clock(decision)
    again = steps.draw(decision, OTHER_SEED, "drawn again, on video", person("office"))
    assert kept_draw(decision)["seed"] == OTHER_SEED
    run_attempt(again.pk)
    # This draw did follow its commitment.
    assert fresh(again).record["draw"]["committed_before"] is True
    assert fresh(again).record["commitment"]["at"] == "2027-03-12T10:00"


def test_one_sector_alone_takes_nothing_back(decision):
    carry(decision, "published")
    proposal = propose(decision, "void", approver("district"), "we lost")
    give_verdict(proposal, approver("district"), True)
    assert stands(decision) == "published"
    give_verdict(proposal, approver("charter"), False, "Nothing was wrong.")
    assert (stands(decision), open_proposals(decision)) == ("published", [])
    back(decision, "void", "the rules were not those signed")
    assert stands(decision) == "void"


def test_a_proposal_of_before_the_next_step_is_worth_nothing(decision):
    carry(decision, "decided")
    early = propose(decision, "open", person("office"), "a school asks for it")
    for sector in ("district", "charter"):
        give_verdict(result_proposal(decision), approver(sector), True)
    with pytest.raises(NotNow, match="decided already"):
        give_verdict(early, approver("district"), True)
    assert stands(decision) == "approved"


def test_who_froze_it_does_not_approve_it_too(decision):
    """One person with both roles would be office and sector at once."""
    StaffRole.objects.create(user=approver("district"), role="office")
    steps.freeze(decision, approver("district"))
    steps.move_clock(decision)
    attempt = steps.draw(decision, SEED, "balls", person("office"))
    run_attempt(attempt.pk)
    with pytest.raises(NotNow, match="somebody else gives your sector's word"):
        give_verdict(result_proposal(decision), approver("district"), True)
    give_verdict(result_proposal(decision), approver("charter"), True)


@pytest.mark.parametrize("to", ["approved", "published", "frozen", "nonsense", ""])
def test_only_steps_back_are_proposed_by_hand(decision, to):
    carry(decision, "decided")
    with pytest.raises(NotNow):
        propose(decision, to, person("office"), "because")
    assert Proposal.objects.filter(decision=decision, measure="").count() == 1
