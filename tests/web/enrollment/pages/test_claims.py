"""Claims are decided one by one or by a spreadsheet, and each family is told."""

from __future__ import annotations

import pytest

from applying import says
from web_tables import send

pytestmark = pytest.mark.django_db


def test_a_claim_is_confirmed_and_the_family_told(signed_in, claim, family):
    from citycompact.web.outbox.models import Message

    signed_in("school").post(f"/schools/claims/{claim.pk}/", {"state": "approved"})
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by.email) == ("approved", "secretary@demo.example")
    assert Message.objects.filter(user=family, key__startswith=f"claim:{claim.pk}:").exists()


@pytest.mark.parametrize("state", ["rejected", "asked"])
def test_a_claim_is_not_turned_down_without_a_reason(signed_in, claim, state):
    client = signed_in("school")
    client.post(f"/schools/claims/{claim.pk}/", {"state": state})
    claim.refresh_from_db()
    assert claim.state == "waiting"
    client.post(f"/schools/claims/{claim.pk}/", {"state": state, "reason": "No such person works here."})
    claim.refresh_from_db()
    assert (claim.state, claim.reason) == (state, "No such person works here.")


def test_only_a_confirmed_claim_counts_in_the_match(claim, round_):
    from citycompact.web.enrollment.rows import city_package

    def verified():
        rows = city_package(round_).table("claims")
        return rows.filter((rows["applicant_id"] == claim.child_id) & (rows["claim"] == "sibling"))[
            "verified"
        ].to_list()

    assert verified() == [False]
    claim.state = "approved"
    claim.save()
    assert verified() == [True]


def test_decisions_come_in_from_a_spreadsheet_and_each_family_is_told_once(signed_in, claim, family):
    from citycompact.web.outbox.models import Message

    client = signed_in("school")
    family.language = "es"
    family.save()
    letters = Message.objects.filter(key__startswith=f"claim:{claim.pk}:")
    rows = [["claim_id", "state", "reason"], [claim.pk, "approved", ""]]
    page = send(client, "/schools/import/claims/", "xlsx", rows)
    assert "1 claim will be decided" in page.content.decode()
    assert not letters.exists(), "a preview tells nobody"
    client.post("/schools/import/claims/", {"confirm": page.context["token"]})
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by.email) == ("approved", "secretary@demo.example")
    letter = letters.get(user=family)
    assert letter.subject == "Una escuela confirmó su prioridad"
    client.post("/schools/import/claims/", {"confirm": page.context["token"]})
    again = send(client, "/schools/import/claims/", "csv", rows).content.decode()
    assert "Nothing changes" in again
    assert letters.count() == 1


def test_exported_claims_that_come_back_unchanged_decide_nothing(signed_in, claim):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in("school")
    claim.state, claim.reason = "asked", "=the letter, please"
    claim.save()
    for ending in ("csv", "xlsx"):
        content = client.get(f"/schools/export/claims.{ending}").content
        file = SimpleUploadedFile(f"c.{ending}", content)
        assert "Nothing changes" in client.post("/schools/import/claims/", {"file": file}).content.decode()


def test_every_fault_of_a_file_of_claims_is_named_and_nothing_is_decided(signed_in, claim):
    from citycompact.web.enrollment.models import Claim
    from citycompact.web.outbox.models import Message

    other = Claim.objects.exclude(school=claim.school).first() or Claim.objects.create(
        child=claim.child, round_id="main", school=_another(claim.school), claim="staff_child"
    )
    rows = [
        ["claim_id", "state", "reason"],
        [claim.pk, "rejected", ""],
        [other.pk, "approved", ""],
        [claim.pk, "approved", ""],
        ["x", "approved", ""],
    ]
    client, told = signed_in("school"), Message.objects.count()
    page = send(client, "/schools/import/claims/", "csv", rows).content.decode()
    assert "4 problems; nothing was changed" in page
    for words in ("Write the reason", "no claim at your schools", "Repeats row 2."):
        assert words in page
    faults = ([claim.pk, "maybe", ""], [claim.pk, "asked", "x" * 301], [claim.pk, "asked", "a\0b"])
    for fault, words in zip(faults, ("no decision", "Has 301 characters", "NUL"), strict=True):
        page = send(client, "/schools/import/claims/", "csv", [rows[0], fault]).content.decode()
        assert words in page
    assert client.post("/schools/import/claims/", {"confirm": ""}).status_code == 200
    claim.refresh_from_db()
    assert (claim.state, Message.objects.count()) == ("waiting", told)


def test_a_claim_that_was_decided_meanwhile_is_not_decided_again(signed_in, claim):
    from citycompact.web.outbox.models import Message

    client = signed_in("school")
    page = send(client, "/schools/import/claims/", "csv", [["claim_id", "state"], [claim.pk, "approved"]])
    claim.state, claim.reason = "rejected", "No such person works here."
    claim.save()
    answer = client.post("/schools/import/claims/", {"confirm": page.context["token"]}).content.decode()
    assert "decided on this claim meanwhile" in answer
    claim.refresh_from_db()
    assert claim.state == "rejected"
    assert not Message.objects.filter(key__startswith=f"claim:{claim.pk}:").exists()


def _another(school):
    from citycompact.web.city.models import School

    return School.objects.exclude(operator=school.operator).first()


def test_what_the_rules_leave_to_the_operator_no_school_confirms(signed_in, application, claim):
    from citycompact.web.enrollment.models import Claim
    from citycompact.web.site.models import StaffRole

    at = claim.school
    StaffRole.objects.filter(role="operator").update(operator=at.operator)
    says(application, claims=[["sibling", at.pk], ["staff_child", at.pk]])
    staff = Claim.objects.create(child=application.child, round_id="main", school=at, claim="staff_child")
    school, operator = signed_in("school"), signed_in("operator")
    page, confirm = f"/schools/claims/{staff.pk}/", {"state": "approved"}
    assert school.get(page).status_code == school.post(page, confirm).status_code == 404
    listed = school.get("/schools/claims/").content.decode()
    assert f"/schools/claims/{claim.pk}/" in listed
    assert page not in listed
    assert f"\n{staff.pk}," not in school.get("/schools/export/claims.csv").content.decode()
    sheet = [["claim_id", "state"], [staff.pk, "approved"]]
    assert (
        "no claim at your schools" in send(school, "/schools/import/claims/", "csv", sheet).content.decode()
    )
    # Whoever runs the school confirms that one, and a sibling too.
    assert page in operator.get("/schools/claims/").content.decode()
    operator.post(page, confirm)
    operator.post(f"/schools/claims/{claim.pk}/", confirm)
    assert {item.state for item in Claim.objects.filter(pk__in=[staff.pk, claim.pk])} == {"approved"}


def test_without_a_word_of_the_rules_the_school_confirms(signed_in, application, claim, round_):
    from citycompact.web.rulebooks.models import RulebookVersion

    claim.claim = "staff_child"
    claim.save()
    says(application, claims=[["staff_child", claim.school_id]])
    text = round_.rulebook.text.replace('staff_child = ["operator"]\n', "")
    round_.rulebook = RulebookVersion.objects.create(text=text, sha256="0" * 64, name="R", version="2")
    round_.save()
    signed_in("school").post(f"/schools/claims/{claim.pk}/", {"state": "approved"})
    claim.refresh_from_db()
    assert claim.state == "approved"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "A brother or sister goes to this school"), ("es", "Un hermano o hermana va a esta escuela")],
)
def test_whoever_reads_of_a_claim_reads_it_in_words(signed_in, claim, application, language, words):
    pages = []
    for who, where in (
        ("school", "/schools/claims/"),
        ("school", f"/schools/claims/{claim.pk}/"),
        ("office", f"/office/application/{application.pk}/"),
    ):
        client = signed_in(who)
        client.post("/language/", {"language": language, "next": where})
        pages.append(client.get(where).content.decode())
    client = signed_in("school")
    client.post("/language/", {"language": language, "next": "/schools/"})
    rows = [["claim_id", "state", "reason"], [claim.pk, "approved", ""]]
    pages.append(send(client, "/schools/import/claims/", "xlsx", rows).content.decode())
    for page in pages:
        shown = page.split("<h1>")[1]
        assert words in shown
        assert "sibling" not in shown, "that is its name in a file"


def test_a_school_finds_the_sibling_by_what_the_family_says_and_by_who_is_entered_too(
    signed_in, claim, application
):
    import datetime

    from citycompact.web.enrollment.models import Child

    other = Child.objects.create(
        family_id=application.child.family_id,
        given_name="Renata",
        family_name="Delgado",
        birth_date=datetime.date(2015, 4, 9),
    )
    number = application.pk
    said = {"claim-sibling": claim.school_id, "who-sibling": "  Renata, born April 9, 2015, grade 5 "}
    signed_in("family").post(f"/family/application/{number}/claims/", said)
    page = signed_in("school").get(f"/schools/claims/{claim.pk}/").content.decode()
    assert "Renata, born April 9, 2015, grade 5" in page
    assert "Renata Delgado, April 9, 2015" in " ".join(page.split())
    assert str(other) in page
    # Whom another school confirms sees nothing of it.
    claim.school = type(claim.school).objects.exclude(pk=claim.school_id).first()
    claim.save()
    assert signed_in("school").get(f"/schools/claims/{claim.pk}/").status_code == 404


def test_whom_a_claim_is_about_stays_when_another_field_is_saved_and_is_no_longer_than_it_may_be(
    signed_in, claim, application
):
    from citycompact.web.enrollment.models import Claim

    family, path = signed_in("family"), f"/family/application/{application.pk}/claims/"
    family.post(path, {"claim-sibling": claim.school_id, "who-sibling": "Ünal " * 100})
    note = Claim.objects.get(pk=claim.pk).note
    assert note == ("Ünal " * 100)[:300].strip() or note == ("Ünal " * 100).strip()[:300]
    assert "Ünal" in family.get(path).content.decode()
