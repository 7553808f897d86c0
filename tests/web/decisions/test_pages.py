"""The pages on which a decision is worked on, as the people who use them meet them."""

from __future__ import annotations

import pytest
from carrying import carry, result_proposal, stands
from django.core.files.uploadedfile import SimpleUploadedFile

from web_draws import SEED

pytestmark = pytest.mark.django_db

WORK = "/decisions/match/main/work/"


def said(response) -> str:
    """What a page says, followed to where it leads."""
    return response.content.decode()


def post(client, path, data=None):
    return said(client.post(f"/decisions/match/main/{path}/", data or {}, follow=True))


def test_a_refusal_says_why_and_the_office_asks_again(signed_in, decision):
    carry(decision, "decided")
    proposal = result_proposal(decision)
    charter, office = signed_in("approver-charter"), signed_in("office")
    page = said(charter.post(f"/decisions/proposal/{proposal.pk}/", {"word": "refuse"}, follow=True))
    assert "Say why; the reason is public." in page
    assert stands(decision) == "decided"
    page = said(
        charter.post(
            f"/decisions/proposal/{proposal.pk}/",
            {"word": "refuse", "reason": "<b>Two schools</b> are missing."},
            follow=True,
        )
    )
    assert "&lt;b&gt;Two schools&lt;/b&gt; are missing." in page
    assert "A sector has refused to publish it" in said(office.get(WORK))
    assert "Say why" in post(office, "ask-again")
    post(office, "ask-again", {"reason": "They closed."})
    assert stands(decision) == "decided"
    assert "Approve publication for my sector" in said(charter.get(WORK))


def test_an_approval_may_be_signed_and_says_with_which_key(signed_in, decision):
    from citycompact.record.approvals import approval_text, sign_approval
    from citycompact.rulebook import public_key_of
    from citycompact.rulebook.demo import demo_key

    carry(decision, "decided")
    proposal, key = result_proposal(decision), demo_key("district")
    district, address = signed_in("approver-district"), f"/decisions/proposal/{proposal.pk}/"

    def send(digest, sector, name="approval.json"):
        text = approval_text(sign_approval(digest, demo_key(sector), sector))
        file = SimpleUploadedFile(name, text.encode())
        return said(district.post(address, {"word": "approve", "signature": file}, follow=True))

    assert "under another digest" in send("0" * 64, "district")
    assert "for the charter sector" in send(proposal.sha256, "charter")
    rubbish = SimpleUploadedFile("approval.json", b"\x00\x01")
    page = said(district.post(address, {"word": "approve", "signature": rubbish}, follow=True))
    assert "is not an approval" in page
    large = SimpleUploadedFile("approval.json", b" " * 20_000)
    page = said(district.post(address, {"word": "approve", "signature": large}, follow=True))
    assert "This is not the file of an approval." in page
    assert proposal.verdicts.count() == 0
    assert public_key_of(key) in send(proposal.sha256, "district")
    verdict = proposal.verdicts.get()
    assert (verdict.public_key, verdict.digest) == (public_key_of(key), proposal.sha256)


@pytest.mark.parametrize("word", ["", "perhaps", "APPROVE"])
def test_a_word_that_is_neither_yes_nor_no_is_none(signed_in, decision, word):
    carry(decision, "decided")
    proposal = result_proposal(decision)
    answer = signed_in("approver-district").post(f"/decisions/proposal/{proposal.pk}/", {"word": word})
    assert (answer.status_code, proposal.verdicts.count()) == (404, 0)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"seed": SEED},
        {"seed": " ", "source": " "},
        {"seed": "x" * 401, "source": "dice"},
    ],
)
def test_an_odd_draw_is_refused_and_nothing_is_drawn(signed_in, decision, data):
    carry(decision, "frozen")
    assert "Give the seed and the public event it comes from." in post(signed_in("office"), "draw", data)
    assert stands(decision) == "frozen"


@pytest.mark.parametrize("rulebook", ["", "0", "999999", "x", "1; drop table", "9" * 40])
def test_an_odd_rulebook_in_a_what_if_run_is_none(signed_in, decision, rulebook):
    carry(decision, "drawn")
    signed_in("office").post("/decisions/match/main/what-if/", {"rulebook": rulebook, "seed": " s "})
    run = decision.attempts.filter(official=False).get()
    assert run.rulebook == decision.attempts.get(official=True).rulebook


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("draw", {"seed": "\x00", "source": "dice"}),
        ("what-if", {"seed": "a\x00"}),
        ("propose", {"to": "open", "reason": "\x00"}),
        ("freeze", {"why": "\x00"}),
        ("publish", {"\x00": "1"}),
    ],
)
def test_the_character_that_no_text_has_is_refused_everywhere(signed_in, decision, path, data):
    carry(decision, "frozen")
    answer = signed_in("office").post(f"/decisions/match/main/{path}/", data)
    assert (answer.status_code, b"We could not read that" in answer.content) == (400, True)
    assert stands(decision) == "frozen"


def test_correcting_keeps_what_is_published_until_another_is(signed_in, decision, application):
    carry(decision, "published")
    office = signed_in("office")
    results = f"/family/application/{application.pk}/results/"
    assert signed_in("family").get(results).status_code == 200
    page = post(office, "propose", {"to": "open", "reason": "A school gave a wrong number."})
    assert "Proposed step: facts open" in page
    proposal = decision.proposals.get(to_state="open", measure="")
    # Everybody reads that it is proposed, and why.
    assert "A school gave a wrong number." in said(office.get("/decisions/match/main/"))
    for who in ("approver-district", "approver-charter"):
        signed_in(who).post(f"/decisions/proposal/{proposal.pk}/", {"word": "approve"})
    assert stands(decision) == "open"
    assert signed_in("family").get(results).status_code == 200
    page = said(office.get(WORK))
    assert "The draw stays as it was: “04 17 23 38 41 06”" in page
    # Families do not apply anew while a result is corrected.
    assert b"No round is open" in signed_in("family").get("/family/add/", follow=True).content


def test_a_void_result_is_shown_to_nobody_and_families_read_why(signed_in, decision, application):
    carry(decision, "published")
    results = f"/family/application/{application.pk}/results/"
    post(signed_in("office"), "propose", {"to": "void", "reason": "The drum was not closed."})
    proposal = decision.proposals.get(to_state="void")
    for who in ("approver-district", "approver-charter"):
        signed_in(who).post(f"/decisions/proposal/{proposal.pk}/", {"word": "approve"})
    assert signed_in("family").get(results).status_code == 404
    page = said(signed_in("family").get("/family/"))
    assert "declared void" in page
    assert results not in page
    assert "The drum was not closed." in said(signed_in("family").get("/decisions/match/main/"))
    assert signed_in("school").get("/schools/roster/").status_code == 200


def test_an_edit_that_waits_for_the_freeze_thaws_nothing(signed_in, decision, closed, monkeypatch):
    from citycompact.web.decisions import steps
    from citycompact.web.enrollment.pages import rounds

    asked = rounds.stays

    def frozen_meanwhile(number):
        # Between the page's look and its lock somebody else freezes the round.
        steps.freeze(decision, None)
        return asked(number)

    monkeypatch.setattr(rounds, "stays", frozen_meanwhile)
    day = "%Y-%m-%dT%H:%M"
    page = said(
        signed_in("office").post(
            "/office/round/main/edit/",
            {
                "name": "Another name",
                "opens_at": closed.opens_at.strftime(day),
                "closes_at": closed.closes_at.strftime(day),
                "grades": ["K"],
                "rulebook": closed.rulebook_id,
                "open": "1",
            },
            follow=True,
        )
    )
    assert "The round was frozen meanwhile; nothing was changed." in page
    now = type(closed).objects.get(pk=closed.pk)
    assert (now.state, now.name, now.grades) == ("frozen", closed.name, closed.grades)


def test_earlier_addresses_lead_to_the_present_ones(signed_in, decision):
    carry(decision, "frozen")
    office = signed_in("office")
    for old, new in (
        ("/office/round/main/", WORK),
        ("/office/round/main/commitment.json", "/decisions/match/main/commitment.json"),
        ("/office/round/main/package.zip", "/decisions/match/main/package.zip"),
        ("/office/run/1/", "/decisions/run/1/"),
        ("/office/run/1/report/", "/decisions/run/1/report/"),
    ):
        answer = office.get(old)
        assert (answer.status_code, answer["Location"]) == (301, new)
