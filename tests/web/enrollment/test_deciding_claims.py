"""A school's word on a claim: until the facts are frozen, and the family reads what, when and where."""

from __future__ import annotations

import html

import pytest

from applying import says
from web_tables import send

pytestmark = pytest.mark.django_db
TOO_LATE = "The facts of the round are frozen"


@pytest.fixture
def frozen(closed, claim):
    from citycompact.web.decisions import steps
    from citycompact.web.site.models import User

    steps.freeze(closed.decision, User.objects.get(email="office@demo.example"))
    return closed


def letter(family):
    from citycompact.web.outbox.models import Message

    return Message.objects.filter(user=family, key__startswith="claim:").latest("pk")


@pytest.mark.parametrize(
    ("language", "claimed", "until"),
    [("en", "A brother or sister", "Feb. 12, 2027"), ("es", "Un hermano o hermana", "12 de febrero de 2027")],
)
def test_the_letter_names_child_claim_and_school_and_what_to_do_until_when_and_where(
    signed_in, claim, family, language, claimed, until
):
    family.language = language
    family.save()
    signed_in("school").post(f"/schools/claims/{claim.pk}/", {"state": "asked", "reason": "Show a letter."})
    body = letter(family).body
    number = claim.child.applications.get(round="main").pk
    for words in (claim.child, claim.school, claimed, until, "Show a letter."):
        assert str(words) in body
    assert f"http://localhost:8000/family/application/{number}/claims/" in body
    assert "sibling" not in body


def test_whose_claim_is_confirmed_has_nothing_to_do(signed_in, claim, family):
    signed_in("school").post(f"/schools/claims/{claim.pk}/", {"state": "approved"})
    assert "This is confirmed now." in letter(family).body
    assert "http" not in letter(family).body


def test_a_claim_of_frozen_facts_is_refused_in_words_and_waits_for_nobody(signed_in, claim, frozen, family):
    from citycompact.web.outbox.models import Message

    client, address = signed_in("school"), f"/schools/claims/{claim.pk}/"
    page = client.post(address, {"state": "approved"}, follow=True).content.decode()
    assert page.count(TOO_LATE) == 2, "as an answer, and on the page"
    assert 'value="approved"' not in client.get(address).content.decode()
    sheet = [["claim_id", "state"], [claim.pk, "approved"]]
    assert TOO_LATE in html.unescape(send(client, "/schools/import/claims/", "csv", sheet).content.decode())
    claim.refresh_from_db()
    assert claim.state == "waiting"
    assert not Message.objects.filter(key__startswith="claim:").exists()
    assert "too late: the facts are frozen" in client.get("/schools/claims/").content.decode()
    assert "claim waits for you" not in client.get("/tables/seats/").content.decode()


def test_facts_that_were_frozen_after_the_preview_are_not_changed(signed_in, claim, closed):
    from citycompact.web.decisions import steps
    from citycompact.web.site.models import User

    client = signed_in("school")
    page = send(client, "/schools/import/claims/", "csv", [["claim_id", "state"], [claim.pk, "approved"]])
    steps.freeze(closed.decision, User.objects.get(email="office@demo.example"))
    answer = client.post("/schools/import/claims/", {"confirm": page.context["token"]}).content.decode()
    assert TOO_LATE in html.unescape(answer)
    claim.refresh_from_db()
    assert claim.state == "waiting"


def test_until_the_freeze_the_claim_waits_and_is_answered(signed_in, claim):
    client = signed_in("school")
    assert "claim waits for you" in " ".join(client.get("/tables/seats/").content.decode().split())
    assert "too late" not in client.get("/schools/claims/").content.decode()


def test_a_claim_that_stands_in_no_sent_application_is_no_schools_matter(signed_in, claim, application):
    says(application, claims=[])
    assert signed_in("school").get(f"/schools/claims/{claim.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "does not confirm this any more: It was another child."),
        ("es", "ya no lo confirma: It was another"),
    ],
)
def test_what_was_confirmed_is_taken_back_at_any_time_and_the_family_reads_why(
    signed_in, claim, closed, family, language, said
):
    from citycompact.web.decisions import steps
    from citycompact.web.enrollment.models import Claim
    from citycompact.web.site.models import User

    Claim.objects.filter(pk=claim.pk).update(state="approved")
    steps.freeze(closed.decision, User.objects.get(email="office@demo.example"))
    family.language = language
    family.save()
    client, address = signed_in("school"), f"/schools/claims/{claim.pk}/"
    page = client.get(address).content.decode()
    assert "Take it back" in page
    assert 'value="approved"' not in page, "nothing is confirmed after the freeze"
    client.post(address, {"state": "rejected", "reason": ""})
    claim.refresh_from_db()
    assert claim.state == "approved"
    client.post(address, {"state": "rejected", "reason": "It was another child."})
    claim.refresh_from_db()
    assert claim.state == "rejected"
    assert said in letter(family).body
    assert str(claim.child) in letter(family).body
    client.post(address, {"state": "approved"})
    claim.refresh_from_db()
    assert claim.state == "rejected", "what was taken back after the freeze is not given again"


@pytest.mark.parametrize("said", ["asked", "rejected"])
def test_a_familys_new_document_brings_its_claim_back_to_the_school_with_what_was_said(
    signed_in, claim, said
):
    from django.core.files.uploadedfile import SimpleUploadedFile

    school, address = signed_in("school"), f"/schools/claims/{claim.pk}/"
    school.post(address, {"state": said, "reason": "The letter is of last year."})
    assert str(claim.child) not in school.get("/schools/claims/").content.decode()
    number = claim.child.applications.get(round="main").pk
    upload = f"/family/application/{number}/claims/{claim.pk}/upload/"
    # What is not taken brings nothing back.
    signed_in("family").post(upload, {"document": SimpleUploadedFile("a.exe", b"MZ")})
    assert str(claim.child) not in school.get("/schools/claims/").content.decode()
    signed_in("family").post(upload, {"document": SimpleUploadedFile("a.pdf", b"%PDF-1.7 this year")})
    assert str(claim.child) in school.get("/schools/claims/").content.decode()
    page = school.get(address).content.decode()
    assert "Before, the school said: The letter is of last year." in page
    assert "waiting for the school" in page


def test_a_document_does_not_undo_what_is_confirmed_nor_what_is_frozen(signed_in, claim, closed):
    from citycompact.web.decisions import steps
    from citycompact.web.enrollment.deciding_claims import show_again
    from citycompact.web.enrollment.models import Claim
    from citycompact.web.site.models import User

    Claim.objects.filter(pk=claim.pk).update(state="approved")
    show_again(Claim.objects.get(pk=claim.pk))
    assert Claim.objects.get(pk=claim.pk).state == "approved"
    Claim.objects.filter(pk=claim.pk).update(state="asked")
    steps.freeze(closed.decision, User.objects.get(email="office@demo.example"))
    show_again(Claim.objects.get(pk=claim.pk))
    assert Claim.objects.get(pk=claim.pk).state == "asked"


def test_a_claim_confirmed_this_year_is_asked_anew_next_year(signed_in, claim, application):
    from citycompact.web.enrollment.drafts import set_claims
    from citycompact.web.enrollment.models import Application, Claim
    from citycompact.web.enrollment.rows import city_package
    from next_rounds import further_round

    school = signed_in("school")
    school.post(f"/schools/claims/{claim.pk}/", {"state": "approved", "reason": ""})
    following = further_round()
    again = Application.objects.create(
        child=claim.child, round=following, grade=application.grade, draft={**application.draft}
    )
    set_claims(again, [("sibling", claim.school_id)])
    says(again)
    ours = "applicant_id", claim.child_id

    def verified(round_):
        table = city_package(round_).table("claims")
        return table.filter(table[ours[0]] == ours[1])["verified"].to_list()

    assert (verified(application.round), verified(following)) == ([True], [False])
    new = Claim.objects.get(round=following, child=claim.child)
    page = school.get("/schools/claims/").content.decode()
    assert f"/schools/claims/{new.pk}/" in page
    assert "<td>School year 2028-29</td>" in page
    assert "School year 2028-29" in school.get(f"/schools/claims/{new.pk}/").content.decode()
    school.post(f"/schools/claims/{new.pk}/", {"state": "approved", "reason": ""})
    assert verified(following) == [True]
    school.post(f"/schools/claims/{new.pk}/", {"state": "rejected", "reason": "not this year"})
    assert (verified(application.round), verified(following)) == ([True], [False])


def test_claims_of_before_there_were_rounds_for_them_are_kept_for_each_in_which_they_stand(
    claim, application
):
    """What the migration does, on the rows that this city has; it is undone with the test."""
    from importlib import import_module

    from django.db import connection

    from citycompact.web.enrollment.models import Application, Claim

    migration = import_module("citycompact.web.enrollment.migrations.0012_claims_by_round")
    says(Application.objects.get(child=claim.child, round="last-year"), claims=[["sibling", claim.school_id]])
    Claim.objects.filter(pk=claim.pk).update(state="approved", reason="seen")
    Claim.objects.exclude(pk=claim.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for table in ("enrollment_claim", "enrollment_claimevent"):
            cursor.execute(f"alter table {table} alter column round_id drop not null")
        cursor.execute("update enrollment_claim set round_id = null")
        cursor.execute(migration.GIVE_ROUNDS)
        assert list(Claim.objects.values_list("pk", "round")) == [(claim.pk, "main")], (
            "the newest has its row"
        )
        cursor.execute("select count(*) from enrollment_claimevent where round_id is null")
        assert cursor.fetchone() == (0,)
        cursor.execute(migration.COPY_TO_EARLIER_ROUNDS)
        assert sorted(Claim.objects.values_list("round", "state", "reason")) == [
            ("last-year", "approved", "seen"),
            ("main", "approved", "seen"),
        ]
        cursor.execute(migration.TAKE_COPIES_AWAY)
        assert list(Claim.objects.values_list("pk", flat=True)) == [claim.pk]
