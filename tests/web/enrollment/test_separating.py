"""Two children who were put together by mistake: each gets back its own, and nothing sent since is lost."""

from __future__ import annotations

import pytest

from applying import new_application, programs, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(client):
    from citycompact.web.site.models import User

    made = User.objects.create(email="stranger@example.org", language="es")
    client.force_login(made)
    return made


@pytest.fixture
def theirs(client, stranger):
    """A child of another family, who was sent with one choice."""
    made = new_application(client, given_name="Nia", family_name="Fremd", birth_date="2021-05-01")
    says(made, stranger, choices=programs()[:1], address="77 Secret Street")
    return made


def in_match(round_):
    from citycompact.web.enrollment.rows import city_package

    table = city_package(round_).table("choices")
    found = {}
    for child, program in table.select("applicant_id", "program_id").iter_rows():
        found.setdefault(child, []).append(program)
    return found


def everything(*children):
    """Every row of these children that counts, as plain values."""
    from citycompact.web.enrollment.models import Application, Child, Claim, Score, Verification

    return [
        list(Child.objects.filter(pk__in=children).order_by("pk").values("pk", "merged_into_id")),
        list(
            Application.objects.filter(child__in=children)
            .order_by("pk")
            .values("pk", "child_id", "grade", "state", "draft", "late")
        ),
        list(
            Application.objects.filter(child__in=children)
            .order_by("pk", "choices__rank")
            .values("pk", "choices__program_id")
        ),
        list(Claim.objects.filter(child__in=children).order_by("pk").values()),
        list(Verification.objects.filter(child__in=children).order_by("pk").values()),
        list(Score.objects.filter(child__in=children).order_by("pk").values()),
    ]


def put_together(keep, other, by, counts=()):
    from citycompact.web.enrollment.merging import merge
    from citycompact.web.enrollment.models import Merge

    merge(keep.child, other.child, by, counts, "they looked alike")
    return Merge.objects.get(other=other.child)


def apart(done, by):
    from citycompact.web.enrollment.separating import separate

    separate(done, by, "both came with their passports")


@pytest.fixture
def facts(application, theirs, school, family):
    """Claims, verifications and scores of both, such that each of them is given over or overwritten."""
    from citycompact.web.enrollment.models import Claim, Score
    from citycompact.web.enrollment.verifying import verify

    verify(application.child, "current_school_id", "roster", "X")
    verify(theirs.child, "current_school_id", "roster", school.pk)
    verify(theirs.child, "low_income", "agency", True)
    says(theirs, current_school_id=school.pk)
    Claim.objects.create(child=application.child, round_id="main", school=school, claim="staff_child")
    Claim.objects.create(
        child=theirs.child,
        round_id="main",
        school=school,
        claim="staff_child",
        state="approved",
        decided_by=family,
    )
    Claim.objects.create(
        child=theirs.child, round_id="main", school=school, claim="sibling", note="a brother"
    )
    Score.objects.create(child=theirs.child, program_id=programs()[0], score=71.5)


@pytest.mark.parametrize("counts", ["mine", "theirs"])
@pytest.mark.parametrize("stays", ["mine", "theirs"])
def test_told_apart_each_is_what_it_was(application, theirs, facts, round_, stranger, stays, counts):
    rows = {"mine": application, "theirs": theirs}
    keep, other = rows.pop(stays), next(iter(rows.values()))
    rows = {"mine": application, "theirs": theirs}
    both = (keep.child_id, other.child_id)
    before, sent = everything(*both), in_match(round_)
    done = put_together(keep, other, stranger, [rows[counts].pk])
    assert everything(*both) != before
    apart(done, stranger)
    assert everything(*both) == before
    assert in_match(round_) == sent


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_a_draft_is_a_draft_again_and_counts_for_nobody(client, application, theirs, round_, stranger, state):
    from citycompact.web.enrollment.models import Application

    Application.objects.filter(pk=theirs.pk).update(state=state)
    theirs.choices.all().delete()
    both = (application.child_id, theirs.child_id)
    before = everything(*both)
    apart(put_together(theirs, application, stranger), stranger)
    assert everything(*both) == before
    assert theirs.child_id not in in_match(round_)


def test_an_entry_without_an_application_has_none_again(application, theirs, round_, stranger):
    from citycompact.web.enrollment.merging import merge
    from citycompact.web.enrollment.models import Application, Merge

    kept = theirs.child
    Application.objects.filter(pk=theirs.pk).delete()
    sent = in_match(round_)
    merge(kept, application.child, stranger)
    assert list(in_match(round_)) != list(sent)
    apart(Merge.objects.get(), stranger)
    assert in_match(round_) == sent
    assert not kept.applications.exists()


def test_what_was_sent_since_stays_with_whom_it_was_sent_for(application, theirs, round_, stranger):
    """The kept entry had no application; its family sends another list before both are told apart."""
    from citycompact.web.enrollment.merging import merge
    from citycompact.web.enrollment.models import Application, Merge

    kept = theirs.child
    Application.objects.filter(pk=theirs.pk).delete()
    was = in_match(round_)[application.child_id]
    merge(kept, application.child, stranger)
    application.refresh_from_db()
    assert application.child_id == kept.pk
    says(application, stranger, choices=programs()[2:4])
    apart(Merge.objects.get(), stranger)
    found = in_match(round_)
    assert found[kept.pk] == programs()[2:4]
    assert found[_other(kept)] == was


def _other(kept):
    from citycompact.web.enrollment.models import ToldApart

    pair = ToldApart.objects.get()
    return next(name for name in (pair.first_id, pair.second_id) if name != kept.pk)


def test_a_list_sent_for_the_entry_that_stayed_counts_on(application, theirs, round_, family, stranger):
    done = put_together(application, theirs, stranger, [theirs.pk])
    application.refresh_from_db()
    says(application, family, choices=programs(application.grade)[1:3])
    apart(done, stranger)
    found = in_match(round_)
    assert found[application.child_id] == programs(application.grade)[1:3]
    assert found[theirs.child_id] == programs()[:1]


def test_what_is_begun_since_and_not_sent_is_not_lost(application, theirs, round_, stranger):
    from citycompact.web.enrollment.merging import merge
    from citycompact.web.enrollment.models import Application, Merge

    kept = theirs.child
    Application.objects.filter(pk=theirs.pk).delete()
    merge(kept, application.child, stranger)
    application.refresh_from_db()
    application.draft = {**application.draft, "choices": programs()[3:4]}
    application.save()
    apart(Merge.objects.get(), stranger)
    begun = kept.applications.get()
    assert (begun.state, begun.draft["choices"]) == ("draft", programs()[3:4])
    assert kept.pk not in in_match(round_)
    assert _other(kept) in in_match(round_)


def test_what_a_school_found_since_goes_with_its_child(application, theirs, facts, school, stranger):
    from citycompact.web.enrollment.models import Claim

    done = put_together(application, theirs, stranger)
    Claim.objects.filter(child=application.child, claim="sibling").update(state="rejected", reason="unknown")
    apart(done, stranger)
    assert theirs.child.claims.get(claim="sibling").state == "rejected"
    assert not application.child.claims.filter(claim="sibling").exists()


def test_both_are_told_apart_for_good_and_each_family_reads_of_its_own(application, theirs, stranger, family):
    from citycompact.web.enrollment.models import ToldApart
    from citycompact.web.outbox.models import Message

    apart(put_together(application, theirs, stranger), stranger)
    assert ToldApart.objects.get().why == "both came with their passports"
    letters = Message.objects.filter(key__startswith="separated:", channel="email")
    mine, other = letters.get(user=family).body, letters.get(user=stranger).body
    assert "two children after all" in mine
    assert application.child_id in mine
    assert "son dos niños" in other
    for secret in ("Fremd", theirs.child_id, "Secret"):
        assert secret not in mine
    for secret in (application.child.family_name, application.child_id):
        assert secret not in other


def test_what_is_sealed_stays_and_a_third_comes_first(client, application, theirs, closed, stranger):
    from citycompact.web.decisions import steps
    from citycompact.web.enrollment.models import Child, Merge
    from citycompact.web.enrollment.separating import CannotSeparate
    from citycompact.web.site.models import User

    third = Child.objects.create(family_id="F", given_name="A", family_name="B")
    done = put_together(application, theirs, stranger)
    Child.objects.filter(pk=application.child_id).update(merged_into=third)
    with pytest.raises(CannotSeparate, match=third.pk):
        apart(done, stranger)
    Child.objects.filter(pk=application.child_id).update(merged_into=None)
    steps.freeze(closed.decision, User.objects.get(email="office@demo.example"))
    with pytest.raises(CannotSeparate, match="sealed"):
        apart(done, stranger)
    assert Merge.objects.filter(pk=done.pk).exists()
    assert Child.objects.get(pk=theirs.child_id).merged_into_id == application.child_id
