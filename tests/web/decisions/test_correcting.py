"""A wrong result is corrected in the open: the draw stays, both sectors agree, those concerned are told."""

from __future__ import annotations

import pytest
from carrying import approver, carry, person, stands
from django.test import Client

from citycompact.web.decisions import steps
from citycompact.web.decisions.proposals import give_verdict
from citycompact.web.decisions.running import run_attempt, tell_of_publication
from web_draws import SEED

pytestmark = pytest.mark.django_db

PAGE, CORRECT = "/decisions/match/main/", "/decisions/match/main/correct/"
WHY = "A school had confirmed a parent on its staff who never worked there."


def placed_by_claim(run):
    """A child whose confirmed claim gave it the seat that it has, as far as the check can tell: without it
    another child has the seat."""
    from citycompact.web.enrollment.models import Claim, Outcome

    for claim in Claim.objects.filter(state="approved", claim="sibling"):
        seat = Outcome.objects.filter(attempt=run, child=claim.child, program__school=claim.school).first()
        if seat is not None and seat.missed == [] and seat.choice_rank == 1:
            yield claim, seat


def agree(decision, **which):
    proposal = decision.proposals.filter(**which).first()
    for sector in ("district", "charter"):
        give_verdict(proposal, approver(sector), True)


def corrected(decision, signed_in, until="published"):
    """Carry a correction through its pages; the facts were changed before."""
    office = signed_in("office")
    office.post(f"{PAGE}propose/", {"to": "open", "reason": WHY})
    agree(decision, to_state="open", measure="")
    office.post(f"{PAGE}freeze/")
    assert stands(decision) == "drawn"
    run = decision.attempts.first()
    run_attempt(run.pk)
    if until == "decided":
        return run
    agree(decision, to_state="approved")
    office.post(f"{PAGE}publish/")
    tell_of_publication(decision.pk)
    return run


@pytest.fixture
def wrong(decision, signed_in):
    """A published round with a claim that its school takes back, by which the result was another."""
    from citycompact.web.enrollment.deciding_claims import decide

    carry(decision, "published")
    tell_of_publication(decision.pk)
    decision = type(decision).objects.get(pk=decision.pk)
    claim, seat = next(placed_by_claim(decision.status.published))
    decide(claim, "rejected", "No brother or sister goes here.", person("school"))
    return claim, seat


def test_a_claim_taken_back_after_publication_is_listed_and_changes_nothing_yet(
    signed_in, decision, wrong, family
):
    claim, seat = wrong
    page = signed_in("office").get(CORRECT).content.decode()
    assert claim.child_id in page
    assert "what a school confirms" in page
    seat.refresh_from_db()
    assert seat.program is not None
    # The approvers see it too; families and schools do not.
    assert claim.child_id in signed_in("approver-charter").get(CORRECT).content.decode()
    for who in ("family", "school"):
        assert signed_in(who).get(CORRECT).status_code == 403
    assert Client().get(CORRECT).status_code == 302


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_family_is_told_that_its_result_stays_until_both_sectors_decide(decision, language):
    from citycompact.web.enrollment.deciding_claims import decide
    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.outbox.models import Message
    from citycompact.web.site.models import User

    carry(decision, "published")
    decision = type(decision).objects.get(pk=decision.pk)
    claim, _seat = next(placed_by_claim(decision.status.published))
    parent = User.objects.create_user("their@example.org", language=language)
    Guardian.objects.create(child=claim.child, user=parent)
    decide(claim, "rejected", "No brother or sister goes here.", person("school"))
    letter = Message.objects.get(user=parent).body
    said = {"en": "Your published result stays as it is", "es": "Su resultado publicado queda como está"}
    assert said[language] in letter
    assert "No brother or sister goes here." in letter


def test_the_correction_keeps_the_draw_and_names_what_it_takes_the_place_of(signed_in, decision, wrong):
    run = corrected(decision, signed_in)
    first, second = decision.steps.filter(to_state="frozen")
    from citycompact.record import commitment_sha256

    assert second.commitment["corrects"] == commitment_sha256(first.commitment)
    assert second.commitment["changed"] == 1
    assert [s.content["seed"] for s in decision.steps.filter(to_state="drawn")] == [SEED, SEED]
    run.refresh_from_db()
    assert run.certificate_holds
    text = Client().get(PAGE).content.decode()
    for words in ("This result was corrected", WHY, "The draw stayed as it was; 1 record changed."):
        assert words in text.replace("&#x27;", "'"), words
    client = Client()
    client.cookies["django_language"] = "es"
    assert "Este resultado fue corregido" in client.get(PAGE).content.decode()


def test_whom_it_affects_is_listed_before_the_sectors_approve(signed_in, decision, wrong):
    from citycompact.web.enrollment.models import Outcome

    before = decision.attempts.get(official=True)
    run = corrected(decision, signed_in, until="decided")
    seats = [
        dict(Outcome.objects.filter(attempt=a).values_list("child_id", "program_id")) for a in (before, run)
    ]
    due = {child for child in seats[0] if seats[0][child] != seats[1][child]}
    page = signed_in("approver-district").get(CORRECT).content.decode()
    assert all(child in page for child in due)
    listed = set(__import__("re").findall(r'<th scope="row">([^<]+)</th>', page))
    assert listed == due


def test_only_those_whose_result_changed_get_a_letter_with_the_reason(signed_in, decision, wrong, family):
    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.outbox.models import Message
    from citycompact.web.site.models import User

    claim, _seat = wrong
    changed = User.objects.create_user("changed@example.org", language="es")
    Guardian.objects.create(child=claim.child, user=changed)
    run = corrected(decision, signed_in)
    from citycompact.web.enrollment.correcting import affected

    before = decision.attempts.filter(official=True).last()
    due = {item.who for item in affected(before, run)}
    letters = Message.objects.filter(key__startswith="corrected:")
    theirs = set(
        Guardian.objects.filter(child__in=due, user__isnull=False).values_list("child_id", flat=True)
    )
    assert {message.key.split(":")[2] for message in letters} == theirs
    if claim.child_id in due:
        letter = letters.get(user=changed, channel="email")
        assert WHY in letter.body
        assert "El sorteo quedó como estaba." in letter.body
    mine = Guardian.objects.get(user=family, child__applications__round="main", child__outcomes__attempt=run)
    assert letters.filter(user=family).exists() == (mine.child_id in due)
    # However often the job runs, nobody is told twice.
    number = Message.objects.count()
    tell_of_publication(decision.pk)
    assert Message.objects.count() == number


def test_a_correction_that_is_frozen_twice_says_what_changed_of_what_was_published(
    signed_in, decision, wrong, family
):
    """A withdrawal in between makes the number no smaller, and gives no other reason."""
    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.outbox.models import Message

    claim, _seat = wrong
    Guardian.objects.create(child=claim.child, user=family)
    office = signed_in("office")
    office.post(f"{PAGE}propose/", {"to": "open", "reason": WHY})
    agree(decision, to_state="open", measure="")
    office.post(f"{PAGE}freeze/")
    run_attempt(decision.attempts.first().pk)
    office.post(f"{PAGE}propose/", {"to": "open", "reason": "A typing error in the run's note."})
    agree(decision, to_state="open", measure="")
    assert claim.child_id in office.get(CORRECT).content.decode(), "it is still another than published"
    office.post(f"{PAGE}freeze/")
    run_attempt(decision.attempts.first().pk)
    agree(decision, to_state="approved")
    office.post(f"{PAGE}publish/")
    tell_of_publication(decision.pk)
    assert decision.steps.filter(to_state="frozen").last().commitment["changed"] == 1
    text = Client().get(PAGE).content.decode()
    notice = text[text.index("This result was corrected") :][:900]
    assert WHY in notice
    assert "1 record changed" in notice
    assert "typing error" not in notice
    for letter in Message.objects.filter(key__startswith="corrected:"):
        assert "typing error" not in letter.body


def test_without_both_sectors_nothing_is_opened(signed_in, decision, wrong):
    office = signed_in("office")
    office.post(f"{PAGE}propose/", {"to": "open", "reason": WHY})
    give_verdict(decision.proposals.get(to_state="open", measure=""), approver("district"), True)
    assert stands(decision) == "published"
    assert "is not as it was frozen" in office.get(CORRECT).content.decode()


def test_a_seed_typed_wrong_is_voided_and_a_new_draw_needs_a_signed_one(signed_in, decision):
    """The office types another result than the one that was drawn; it is seen before publication."""
    carry(decision, "drawn")
    office = signed_in("office")
    data = {"to": "open", "reason": "Two numbers were typed the wrong way round.", "draw_void": "1"}
    office.post(f"{PAGE}propose/", data)
    agree(decision, to_state="open", measure="")
    assert steps.last_step(decision).content == {"draw_void": True}
    text = Client().get(PAGE).content.decode()
    assert "The draw was declared void." in text
    assert "Two numbers were typed the wrong way round." in text
    page = office.post(f"{PAGE}freeze/", follow=True).content.decode()
    assert "a commitment now would bind nothing" in page, "the signed draw is over"
    assert stands(decision) == "open"


def test_before_a_publication_there_is_nothing_to_correct(signed_in, decision):
    page = signed_in("office").get(CORRECT).content.decode()
    assert 'aria-current="step"' not in page
    assert "Propose the correction" not in page
