"""What is unusual about an application is found, and is looked at by somebody else than who sent it."""

from __future__ import annotations

import pytest

from applying import new_application, programs, says
from web_measures import decide

pytestmark = pytest.mark.django_db


def reasons(application):
    from citycompact.web.enrollment.models import Round
    from citycompact.web.enrollment.reviewing import unusual

    found = {item.application_id: item for item in unusual(Round.objects.get(pk="main"))}
    return set(found[application.pk].reasons) if application.pk in found else set()


def account(client, *families, given="Kim"):
    """An account with a child of each family name, all sent."""
    from citycompact.web.site.models import User

    user = User.objects.create(email="many@example.org")
    client.force_login(user)
    made = []
    for n, name in enumerate(families):
        made.append(new_application(client, given_name=f"{given}{n}", family_name=name))
        says(made[-1], user, choices=programs()[:1])
    return made


def test_a_known_childs_application_is_not_listed(application, family):
    from citycompact.web.enrollment.verifying import verify

    says(application, family, current_school_id="S001")
    assert reasons(application) == {"not_on_roster"}
    verify(application.child, "current_school_id", "roster", "S001")
    assert reasons(application) == set()
    verify(application.child, "current_school_id", "roster", "S002")
    assert reasons(application) == {"not_on_roster"}
    says(application, family, current_school_id=None)
    assert reasons(application) == set(), "a roster has the child"
    application.child.verifications.all().delete()
    assert reasons(application) == {"on_no_roster"}
    application.child.guardians.all().delete()
    assert reasons(application) == {"on_no_roster", "no_account"}


def test_a_draft_a_withdrawn_or_a_merged_child_is_not_listed(client, application, family):
    (one,) = account(client, "Solis")
    draft = new_application(client, given_name="Draft")
    assert reasons(draft) == set()
    assert reasons(one) == {"on_no_roster"}
    type(one).objects.filter(pk=one.pk).update(state="withdrawn")
    assert reasons(one) == set()
    type(one).objects.filter(pk=one.pk).update(state="submitted")
    type(one.child).objects.filter(pk=one.child_id).update(merged_into=application.child)
    assert reasons(one) == set()


@pytest.mark.parametrize(
    ("families", "unusual"),
    [
        (("Cruz", "Cruz"), False),
        (("Cruz Vega", "Vega", "Vega Ruiz"), False),
        (("Núñez", "NUNEZ"), False),
        (("Cruz", "Nguyen"), True),
        (("Cruz", "Cruz", "Smith"), True),
    ],
)
def test_children_of_other_surnames_in_one_account(client, families, unusual):
    assert [("surnames" in reasons(one)) for one in account(client, *families)] == [unusual] * len(families)


def test_many_applications_of_one_account(client):
    made = account(client, *["Cruz"] * 5)
    assert all("many" in reasons(one) for one in made)
    type(made[0]).objects.filter(pk=made[0].pk).update(state="withdrawn")
    assert not any("many" in reasons(one) for one in made)


def paper(client):
    from citycompact.web.enrollment.models import Application

    data = {
        "channel": "paper",
        "given_name": "Otto",
        "family_name": "Paper",
        "birth_date": "2021-02-03",
        "grade": "K",
        "address": "5 Unknown Way",
        "choices": programs()[0],
    }
    assert client.post("/office/applications/enter/", data).status_code == 302
    return Application.objects.latest("pk")


def test_what_the_office_enters_late_or_mends_is_listed(signed_in, application, round_, monkeypatch):
    from citycompact.web.enrollment.pages.office_forms import MendForm

    office = signed_in("office")
    in_time = paper(office)
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-13T09:00")
    decide(round_, "late", "2027-02-20T16:00")
    late = paper(office)
    assert "late" not in reasons(in_time)
    assert "late" in reasons(late)
    content = application.last_version.content
    data = {
        key: value
        for key, value in MendForm.initial_of(content, application.child).items()
        if value not in (None, False)
    }
    assert "mended" not in reasons(application)
    office.post(f"/office/application/{application.pk}/mend/", {**data, "why": "a friend"})
    assert "mended" in reasons(application)


def test_looked_at_holds_until_something_more_is_unusual(application, round_, family):
    from citycompact.web.enrollment.models import Review
    from citycompact.web.enrollment.reviewing import look_at, unusual
    from citycompact.web.site.models import User

    office = User.objects.get(email="office@demo.example")

    def waits():
        return application.pk in {item.application_id for item in unusual(round_) if not item.looked_at}

    says(application, family, current_school_id="S001")
    assert waits()
    assert look_at(round_, {application.pk}, office, "the school called back") == (1, 0)
    assert not waits()
    assert look_at(round_, {application.pk}, office, "again") == (0, 0)
    application.child.guardians.all().delete()
    assert waits(), "a further reason"
    look_at(round_, {application.pk}, office, "moved away")
    assert (Review.objects.get().why, waits()) == ("moved away", False)
    says(application, family, current_school_id="S002")
    assert waits(), "a further version"


def test_nobody_looks_at_what_they_sent_themselves(signed_in, round_):
    from citycompact.web.enrollment.reviewing import look_at
    from citycompact.web.site.models import User

    mine = paper(signed_in("office"))
    assert look_at(round_, {mine.pk}, User.objects.get(email="office@demo.example"), "fine") == (0, 1)
    other = User.objects.create(email="other@office.example")
    assert look_at(round_, {mine.pk}, other, "came with a birth certificate") == (1, 0)


def test_before_the_freeze_the_office_is_told_and_may_pass_it_over(closed):
    from citycompact.web.enrollment.match import blockers
    from citycompact.web.enrollment.reviewing import unusual

    count = len(unusual(closed))
    (found,) = [item for item in blockers(closed.decision) if "nobody has looked at" in item.sentence]
    assert found.sentence.startswith(f"{count} applications")
    assert not found.hard
    assert [address for _words, address in found.links] == ["/office/applications/review/?round=main"]
