"""A family reads what does not count yet, who does what about it, until when, and what follows."""

from __future__ import annotations

import pytest

from applying import add, new_application, programs, says, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def stated(application):
    """The demo family's application, which states everything, and of which nothing is verified."""
    from citycompact.web.city.models import School

    application.child.verifications.all().delete()
    application.child.claims.all().delete()
    facts = {"low_income": True, "english_learner": True, "iep": True}
    says(application, current_school_id=School.objects.first().pk, facts=facts)
    return application


def page(client, path, language="en"):
    client.cookies["django_language"] = language
    return " ".join(client.get(path).content.decode().split())


def test_a_family_reads_what_does_not_count_yet_and_who_does_what(signed_in, family, stated):
    client = signed_in("family")
    english = page(client, "/family/")
    for words in (
        "Not verified yet, and so it does not count:",
        "that your family has a low income",
        "You need not do anything: the agency that keeps the list is asked.",
        "the school your child attends now",
        "the schools&#x27; own lists are compared with what you sent. You can ask the school that your child",
        "by the deadline (Feb. 12, 2027, 11:59 p.m.) is in time",
        "sealed for the draw (March 12, 2027, 10 a.m.).",
        "takes part all the same, but without the priority or right",
    ):
        assert words in english, words
    # An address counts on the family's word; of the IEP no rule takes notice.
    assert "your home address" not in english
    assert "(IEP)" not in english
    spanish = page(client, "/family/", "es")
    for words in ("que su familia tiene bajos ingresos", "12 de febrero de 2027", "12 de marzo de 2027"):
        assert words in spanish, words
    assert "Not verified" not in spanish
    review = page(client, f"/family/application/{stated.pk}/review/")
    assert "the agency that keeps the list is asked" in review
    stated.child.verifications.create(fact="low_income", how="document", value=True)
    assert "that your family has a low income" in page(client, "/family/"), "a document does not count"
    stated.child.verifications.create(fact="low_income", how="agency", value=True)
    assert "that your family has a low income" not in page(client, "/family/")


def test_of_what_was_sent_the_sent_counts_and_of_a_draft_the_draft(signed_in, stated):
    from citycompact.web.enrollment.answers import change

    client = signed_in("family")
    change(stated, facts={"low_income": False})
    assert "that your family has a low income" in page(client, "/family/")
    assert "that your family has a low income" not in page(client, f"/family/application/{stated.pk}/review/")
    another = new_application(client)
    change(another, facts={"low_income": True})
    assert "that your family has a low income" in page(client, f"/family/application/{another.pk}/review/")


@pytest.mark.parametrize(
    ("name", "state", "reason", "words"),
    [
        ("sibling", "waiting", "", "the school is asked. A document that you add helps"),
        ("staff_child", "waiting", "", "whoever runs the school is asked"),
        ("sibling", "asked", "Which grade?", "The school asks you for more: Which grade?"),
        ("sibling", "rejected", "Not here.", "It was not confirmed: Not here. If that is not right"),
    ],
)
def test_a_claim_that_waits_or_was_refused_is_told(signed_in, stated, claim, name, state, reason, words):
    says(stated, claims=[[name, claim.school_id]])
    claim.claim, claim.state, claim.reason = name, state, reason
    claim.save()
    said = page(signed_in("family"), "/family/")
    assert words in said
    assert claim.school.name in said
    claim.state = "approved"
    claim.save()
    assert words not in page(signed_in("family"), "/family/")


def test_after_closing_the_seal_is_the_end_and_after_it_nothing_is_promised(signed_in, stated, closed):
    said = page(signed_in("family"), "/family/")
    assert "The deadline (Feb. 12, 2027, 11:59 p.m.) has passed." in said
    assert "sealed for the draw (March 12, 2027, 10 a.m.), which may be any day." in said


def test_the_receipt_says_it_on_its_page_in_its_pdf_and_in_the_letter(signed_in, family):
    from citycompact.web.enrollment.answers import change
    from citycompact.web.outbox.models import Message

    client = signed_in("family")
    application = new_application(client)
    change(application, address="5 Unknown Way", facts={"low_income": True})
    add(client, application, *programs()[:2])
    send(client, application)
    line = "- that your family has a low income"
    letter = Message.objects.filter(user=family, key__startswith="receipt:").latest("pk")
    assert line in letter.body
    assert "takes part all the same" in letter.body
    assert line in client.get(f"/family/application/{application.pk}/receipt/").content.decode()
    assert client.get(f"/family/application/{application.pk}/receipt.pdf").content.startswith(b"%PDF")
    application.child.verifications.create(fact="low_income", how="agency", value=True)
    assert line not in client.get(f"/family/application/{application.pk}/receipt/").content.decode()
