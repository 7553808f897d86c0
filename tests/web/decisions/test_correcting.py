"""A wrong result is corrected in the open: the draw stays, both sectors agree, those concerned are told."""

from __future__ import annotations

import html
import re

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

    for claim in Claim.objects.filter(round="main", state="approved", claim="sibling"):
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
    for words in (
        "This result was corrected",
        WHY,
        "The draw stayed as it was.",
        "1 record of an applicant differs.",
    ):
        assert words in text.replace("&#x27;", "'"), words
    client = Client()
    client.cookies["django_language"] = "es"
    assert "Este resultado fue corregido" in client.get(PAGE).content.decode()


def test_whom_it_affects_is_listed_before_the_sectors_approve(signed_in, decision, wrong):
    from citycompact.web.enrollment.models import Outcome

    before = decision.attempts.get(official=True)
    run = corrected(decision, signed_in, until="decided")
    told = [
        {
            row.child_id: (
                row.program_id,
                row.choice_rank,
                {m["program_id"]: m["waitlist_position"] for m in row.missed if m["waitlist_position"]},
            )
            for row in Outcome.objects.filter(attempt=a)
        }
        for a in (before, run)
    ]
    due = {child for child in told[0] if told[0][child] != told[1][child]}
    page = signed_in("approver-district").get(CORRECT).content.decode()
    assert all(child in page for child in due)
    listed = set(re.findall(r'<th scope="row">([^<]+)</th>', page))
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
    notice = text[text.index("This result was corrected") :][:1500]
    assert WHY in notice
    assert "1 record of an applicant differs" in notice
    assert "typing error" not in notice
    for letter in Message.objects.filter(key__startswith="corrected:"):
        assert "typing error" not in letter.body


def back(decision, signed_in, to, reason):
    """Both sectors agree to a step back."""
    signed_in("office").post(f"{PAGE}propose/", {"to": to, "reason": reason})
    agree(decision, to_state=to, measure="")
    assert stands(decision) == to


def alone_on_a_waitlist(run):
    """Two children with seats who alone wait for a program, in their order, and its id."""
    from citycompact.web.enrollment.models import Outcome

    waiting = {}
    for row in Outcome.objects.filter(attempt=run):
        for missed in row.missed:
            waiting.setdefault(missed["program_id"], {})[missed["waitlist_position"]] = row
    for program, rows in sorted(waiting.items()):
        if rows.keys() == {1, 2} and all(row.program for row in rows.values()):
            return rows[1], rows[2], program
    raise AssertionError("nobody is second of two")


def page_of(child, user, client):
    """A family's page of the result of a child, in words."""
    from citycompact.web.enrollment.models import Application, Guardian

    Guardian.objects.get_or_create(child=child, user=user, defaults={"kind": Guardian.Kind.OWNER})
    application = Application.objects.get(child=child, round="main")
    answer = client.get(f"/family/application/{application.pk}/results/")
    return " ".join(re.sub("<[^>]+>", " ", html.unescape(answer.content.decode())).split())


@pytest.fixture
def moved(decision, signed_in):
    """A published round in which who waits first for a program had never listed it."""
    from applying import says

    carry(decision, "published")
    tell_of_publication(decision.pk)
    first, second, program = alone_on_a_waitlist(decision.attempts.get(official=True))
    application = first.child.applications.get(round="main")
    says(application, choices=[c for c in application.last_version.content["choices"] if c != program])
    return second, next(m["program_name"] for m in second.missed if m["program_id"] == program)


def test_a_place_on_a_waitlist_that_moves_is_counted_told_and_shown_though_the_seat_stays(
    signed_in, decision, moved, family
):
    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.outbox.models import Message
    from citycompact.web.site.models import User

    row, program = moved
    for language in ("en", "es"):
        user = User.objects.create_user(f"{language}@example.org", language=language)
        Guardian.objects.create(child=row.child, user=user)
    corrected(decision, signed_in, until="decided")
    page = html.unescape(signed_in("approver-charter").get(CORRECT).content.decode())
    listed = page[page.index(f'<th scope="row">{row.child_id}</th>') :][:600]
    assert f"<td>number 2 on the waitlist of {program}</td>" in listed
    assert f"<td>number 1 on the waitlist of {program}</td>" in listed
    agree(decision, to_state="approved")
    signed_in("office").post(f"{PAGE}publish/")
    tell_of_publication(decision.pk)
    text = Client().get(PAGE).content.decode()
    assert "The results of fewer than 10 changed. Another seat counts as a change" in text
    letters = {
        m.user.language: m.body
        for m in Message.objects.filter(key__startswith="corrected:", channel="email").select_related("user")
        if m.user.email.endswith("@example.org")
    }
    assert "The seat stays as it was" in letters["en"]
    assert "A place on a waitlist changed." in letters["en"]
    assert "1 record of an applicant differs." in letters["en"]
    assert "El lugar queda como estaba" in letters["es"]
    assert "Cambió un puesto en una lista de espera." in letters["es"]
    assert "Difiere 1 registro de solicitante." in letters["es"]
    shown = page_of(row.child, family, signed_in("family"))
    assert f"another one before: number 2 on the waitlist of {program}" in shown
    assert f"After it: number 1 on the waitlist of {program}" in shown

    # A further correction that changes nothing takes no word of it away.
    corrected(decision, signed_in)
    text = html.unescape(Client().get(PAGE).content.decode())
    notice = text[text.index("This result was corrected") : text.index("What is counted")]
    assert notice.index("Nobody's result changed") < notice.index("The results of fewer than 10 changed")
    assert notice.index("No record of an applicant differs.") < notice.index("1 record of an applicant")
    shown = page_of(row.child, family, signed_in("family"))
    assert f"another one before: number 2 on the waitlist of {program}" in shown
    assert "For your child the seat and every place on a waitlist stayed as they were." in shown


def test_a_correction_of_seats_alone_says_that_seats_differ(signed_in, decision, family):
    from citycompact.web.city.models import Program
    from citycompact.web.enrollment.models import Outcome

    carry(decision, "published")
    waited = {
        m["program_id"] for row in Outcome.objects.filter(attempt__decision=decision) for m in row.missed
    }
    empty = Program.objects.exclude(pk__in=waited).exclude(reserves__isnull=False).first()
    Program.objects.filter(pk=empty.pk).update(seats=empty.seats + 1)
    corrected(decision, signed_in, until="decided")
    assert "Seats differ" in signed_in("approver-district").get(CORRECT).content.decode()
    agree(decision, to_state="approved")
    signed_in("office").post(f"{PAGE}publish/")
    text = Client().get(PAGE).content.decode()
    assert text.count("Seats differ, for whom they are set aside") == 2, "the notice, and what was fixed"
    assert "The rules differ" not in text
    mine = Outcome.objects.filter(attempt=decision.attempts.first(), child__guardians__user=family).first()
    shown = page_of(mine.child, family, signed_in("family"))
    assert "Seats differ" in shown
    assert "no application has changed" not in shown


def test_no_result_is_made_to_vanish_by_way_of_declaring_it_void(signed_in, decision, wrong, family):
    """Declared void, taken up again, published: what was published is told, and can be taken."""
    from citycompact.web.enrollment.models import Outcome
    from citycompact.web.outbox.models import Message

    earlier = decision.steps.get(to_state="published")
    back(decision, signed_in, "void", "A list was wrong.")
    text = Client().get(PAGE).content.decode()
    assert "A list was wrong." in text[text.index("A published result was declared void") :][:900]
    assert "No other one has been published since." in text
    frozen = decision.steps.filter(to_state="frozen").last()
    command = re.search(r"<code>(python3 verify.py .*?)</code>", text)[1]
    assert command == f"python3 verify.py --commitment {frozen.commitment_file} --receipt receipt.json"
    back(decision, signed_in, "open", "Taken up again.")
    office = signed_in("office")
    office.post(f"{PAGE}freeze/")
    second = decision.steps.filter(to_state="frozen").last()
    run_attempt(decision.attempts.first().pk)
    text = Client().get(PAGE).content.decode()
    command = re.search(r"<code>(python3 verify.py .*?)</code>", text)[1]
    assert "--record-sha256" not in command
    assert "--bundle" not in command
    assert f"--commitment {second.commitment_file} --corrected {frozen.commitment_file}" in command
    agree(decision, to_state="approved")
    office.post(f"{PAGE}publish/")
    text = Client().get(PAGE).content.decode()
    notice = text[text.index("A published result was declared void") : text.index("What is counted")]
    for words in ("A list was wrong.", "Another one was published on", "The draw stayed as it was."):
        assert words in notice
    assert "1 record of an applicant differs." in notice
    assert re.search("The results of (fewer than 10|[0-9]+) changed|Nobody's result changed", notice)
    assert f'href="{PAGE}published-{earlier.number}.zip"' in notice
    mine = Outcome.objects.filter(attempt=decision.attempts.first(), child__guardians__user=family).first()
    shown = page_of(mine.child, family, signed_in("family"))
    assert "was declared void on" in shown
    assert "A list was wrong." in shown
    tell_of_publication(decision.pk)
    letters = Message.objects.filter(key__startswith="results:main:2:", channel="email", user=family)
    assert letters
    assert all("which was declared void" in letter.body for letter in letters)


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
