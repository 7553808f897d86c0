"""Two rows of one child put together: which application counts, what goes over, what families read."""

from __future__ import annotations

import pytest

from applying import add, new_application, programs, says, send
from web_measures import decide

pytestmark = pytest.mark.django_db


def paper(client, **more):
    from citycompact.web.enrollment.models import Child

    data = {
        "channel": "paper",
        "given_name": "Lucia",
        "family_name": "Marin",
        "birth_date": "2021-06-06",
        "grade": "K",
        "address": "5 Unknown Way",
        "choices": "\n".join(programs()[:3]),
        "why": "came by mail",
        **more,
    }
    answer = client.post("/office/applications/enter/", data)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return Child.objects.latest("updated_at").applications.get()


def lucia(client):
    return new_application(client, given_name="Lucia", family_name="Marin", birth_date="2021-06-06")


@pytest.fixture
def stranger(client):
    from citycompact.web.site.models import User

    made = User.objects.create(email="stranger@example.org", language="es")
    client.force_login(made)
    return made


def with_an_account(child):
    """Let somebody act for a child that came on paper."""
    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.site.models import User

    Guardian.objects.create(child=child, user=User.objects.create(email="mother@example.org"))


def in_match(round_):
    from citycompact.web.enrollment.rows import city_package

    table = city_package(round_).table("choices")
    found = {}
    for child, program in table.select("applicant_id", "program_id").iter_rows():
        found.setdefault(child, []).append(program)
    return found


@pytest.mark.parametrize("stays", ["draft", "submitted"])
def test_the_submitted_application_counts_whichever_row_stays(signed_in, client, stranger, round_, stays):
    from citycompact.web.enrollment.merging import merge

    draft = lucia(client)
    sent = paper(signed_in("office"))
    with_an_account(sent.child)
    keep, other = (draft, sent) if stays == "draft" else (sent, draft)
    merge(keep.child, other.child, stranger)
    found = in_match(round_)
    assert found[keep.child_id] == programs()[:3]
    assert other.child_id not in found
    keep.refresh_from_db()
    assert keep.state == "submitted"


@pytest.mark.parametrize("choice", [None, "first", "second"])
@pytest.mark.parametrize("stays", ["first", "second"])
def test_of_two_that_were_sent_the_last_counts_or_the_chosen(
    signed_in, client, stranger, round_, choice, stays
):
    from citycompact.web.enrollment.merging import merge

    first = lucia(client)
    says(first, stranger, choices=programs()[:1])
    first.refresh_from_db()
    second = paper(signed_in("office"), choices=programs()[1])
    with_an_account(second.child)
    rows = {"first": first, "second": second}
    keep = rows[stays]
    other = rows["second" if stays == "first" else "first"]
    merge(keep.child, other.child, stranger, [] if choice is None else [rows[choice].pk])
    due = {None: [programs()[1]], "first": [programs()[0]], "second": [programs()[1]]}[choice]
    assert in_match(round_)[keep.child_id] == due
    assert other.child_id not in in_match(round_)


def letters(user):
    from citycompact.web.outbox.models import Message

    return [message.body for message in Message.objects.filter(user=user, key__startswith="merged:")]


def test_both_families_read_which_application_counts_and_nothing_of_each_other(
    signed_in, client, stranger, application, family
):
    from citycompact.web.enrollment.merging import merge

    theirs = new_application(client, given_name="Nia", family_name="Fremd", birth_date="2021-05-01")
    says(theirs, stranger, choices=programs()[:1], address="77 Secret Street")
    merge(application.child, theirs.child, stranger, [application.pk])
    (mine,), (other,) = letters(family), letters(stranger)
    assert f"Applicant number from now on: {application.child_id}" in mine
    assert "Two entries of one child were put together" in mine
    assert "The application of your entry counts" in mine
    assert "call the enrollment office" in mine
    assert "La solicitud de la otra entrada" in other
    for secret in ("Secret", "Fremd", theirs.child_id, "stranger@"):
        assert secret not in mine
    for secret in (application.child.family_name, application.child_id, "parent@", "Avenue"):
        assert secret not in other


def test_one_family_with_both_rows_gets_one_letter(signed_in, family, application):
    from citycompact.web.enrollment.merging import merge

    again = new_application(signed_in("family"), given_name="Nina")
    merge(application.child, again.child, family)
    (body,) = letters(family)
    assert application.child_id in body
    assert again.child_id in body


def test_what_was_verified_of_what_counts_goes_over_and_a_schools_word_too(
    client, stranger, application, school
):
    from citycompact.web.enrollment.merging import merge
    from citycompact.web.enrollment.models import Claim
    from citycompact.web.enrollment.verifying import verify

    theirs = new_application(client)
    claims = [["staff_child", school.pk]]
    says(application, current_school_id="X", claims=claims)
    says(theirs, stranger, current_school_id=school.pk, choices=programs()[:1], claims=claims)
    application.child.verifications.all().delete()
    verify(application.child, "current_school_id", "roster", "X")
    verify(theirs.child, "current_school_id", "roster", school.pk)
    Claim.objects.create(child=application.child, round_id="main", school=school, claim="staff_child")
    Claim.objects.create(
        child=theirs.child, round_id="main", school=school, claim="staff_child", state="approved"
    )
    merge(application.child, theirs.child, stranger, [theirs.pk])
    assert application.child.verifications.get(fact="current_school_id").value == school.pk
    assert application.child.claims.get(claim="staff_child").state == "approved"


def test_what_is_sealed_for_its_draw_is_not_put_together(signed_in, client, stranger, closed):
    from citycompact.web.enrollment.merging import CannotMerge, merge
    from citycompact.web.enrollment.models import Child

    decide(closed, "late", "2027-02-20T16:00")
    one, two = paper(signed_in("office")), paper(signed_in("office"), given_name="Lucía")
    signed_in("office").post(f"/decisions/match/{closed.pk}/freeze/", {"why": "time"})
    closed.refresh_from_db()
    assert closed.state == "frozen"
    with pytest.raises(CannotMerge, match="sealed"):
        merge(one.child, two.child, stranger)
    assert Child.objects.get(pk=two.child_id).merged_into_id is None
    two.refresh_from_db()
    assert two.state == "submitted"


def test_odd_pairs_are_refused_in_words(stranger, application):
    from citycompact.web.enrollment.merging import CannotMerge, merge
    from citycompact.web.enrollment.models import Child

    child = application.child
    with pytest.raises(CannotMerge, match="one entry"):
        merge(child, child, stranger)
    merged = Child.objects.create(family_id="F", given_name="A", family_name="B", merged_into=child)
    for pair in ((child, merged), (merged, child)):
        with pytest.raises(CannotMerge, match="already"):
            merge(*pair, stranger)


def test_a_family_sends_on_after_its_entry_was_joined_by_one_from_paper(signed_in, client, stranger, round_):
    from citycompact.web.enrollment.merging import merge

    mine = lucia(client)
    other = paper(signed_in("office"))
    merge(mine.child, other.child, stranger)
    mine.refresh_from_db()
    add(client, mine, programs()[4])
    send(client, mine)
    assert in_match(round_)[mine.child_id] == [*programs()[:3], programs()[4]]


def test_nobody_becomes_a_guardian_and_no_family_loses_its_entry(signed_in, client, stranger):
    """Whoever knows a child's name and birthday enters it once more; the office puts both together."""
    from citycompact.web.enrollment.merging import CannotMerge, merge
    from citycompact.web.enrollment.models import Guardian

    mine = lucia(client)
    other = paper(signed_in("office"))
    with pytest.raises(CannotMerge, match="An account acts for the other entry"):
        merge(other.child, mine.child, stranger)
    assert not Guardian.objects.filter(child=other.child).exists()
    assert client.get(f"/family/application/{other.pk}/receipt/").status_code == 404
    merge(mine.child, other.child, stranger)
    assert Guardian.objects.filter(child=mine.child).count() == 1
