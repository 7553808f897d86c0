"""Invitations: who may invite whom, and that a link is worth something to its address alone, once."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from emptied_site import member

pytestmark = pytest.mark.django_db
PAGE = "/office/setup/people/"


def sent_to(email):
    from citycompact.web.outbox.models import Message

    return Message.objects.filter(recipient=email).latest("pk")


def link_of(email):
    return next(line for line in sent_to(email).body.splitlines() if "/invitation/" in line)


def path_of(email):
    return "/" + link_of(email).split("/", 3)[3]


@pytest.fixture
def office(signed_in):
    return signed_in("office")


def test_the_office_invites_a_school_and_its_letter_is_in_the_persons_language(office):
    from citycompact.web.city.models import School

    school = School.objects.first()
    data = {"email": "New@School.example", "role": "school", "school": school.pk, "language": "es"}
    page = office.post(PAGE, data, follow=True).content.decode()
    assert "on its way to" in page
    assert "new@school.example" in page
    letter = sent_to("new@school.example")
    assert "Se le invita" in letter.body
    assert school.name in letter.body
    assert link_of("new@school.example").startswith("http")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"email": "no address", "role": "office", "language": "en"}, "valid email"),
        ({"email": "a@b.example", "role": "school", "language": "en"}, "Choose one."),
        ({"email": "a@b.example", "role": "operator", "language": "en"}, "Choose one."),
        ({"email": "a@b.example", "role": "approver:charter", "language": "en"}, "Select a valid choice"),
        ({"email": "a@b.example", "role": "approver", "language": "en"}, "Select a valid choice"),
        ({"email": "a@b.example", "role": "king", "language": "en"}, "Select a valid choice"),
        ({"email": "a" * 300 + "@b.example", "role": "office", "language": "en"}, "at most 254"),
    ],
)
def test_what_does_not_fit_is_said_and_nobody_is_invited(office, data, said):
    from citycompact.web.site.models import Invitation

    page = office.post(PAGE, data).content.decode()
    assert said in page
    assert not Invitation.objects.exists()


def test_an_approver_invites_to_the_own_sector_alone(signed_in):
    from citycompact.web.site.models import Invitation

    charter = signed_in("approver-charter")
    data = {"email": "second@x.example", "role": "approver:district", "language": "en"}
    charter.post(PAGE, data)
    charter.post(PAGE, {**data, "role": "office"})
    assert not Invitation.objects.exists()
    charter.post(PAGE, {**data, "role": "approver:charter"})
    assert Invitation.objects.get().sector == "charter"
    assert signed_in("school").get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def test_a_link_is_worth_something_to_its_address_alone_and_once(office):
    from citycompact.web.site.models import StaffRole

    office.post(PAGE, {"email": "audit@x.example", "role": "auditor", "language": "en"})
    link = path_of("audit@x.example")
    # A mail scanner opens it; somebody else has an account, and the person one that is not confirmed.
    assert Client().get(link).status_code == 200
    _other, stranger = member("stranger@x.example", "")
    assert "Sign out" in stranger.get(link).content.decode()
    stranger.post(link)
    person, client = member("audit@x.example", "")
    person.emailaddress_set.update(verified=False)
    assert "confirm it first" in client.post(link).content.decode()
    assert not StaffRole.objects.filter(user__email__in=["audit@x.example", "stranger@x.example"]).exists()
    person.emailaddress_set.update(verified=True)
    assert "Accept the role" in client.get(link).content.decode()
    client.post(link)
    assert person.staff_roles.get().role == "auditor"
    person.staff_roles.all().delete()
    again = client.post(link)
    assert (again.status_code, person.staff_roles.count()) == (404, 0)
    assert "was used or has ended" in again.content.decode()


def test_an_invitation_ends_and_the_next_one_ends_it(office):
    from citycompact.web.site.models import Invitation

    data = {"email": "audit@x.example", "role": "auditor", "language": "en"}
    office.post(PAGE, data)
    first = path_of("audit@x.example")
    office.post(PAGE, data)
    second = path_of("audit@x.example")
    assert [Client().get(link).status_code for link in (first, second)] == [404, 200]
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert Client().get(second).status_code == 404


def test_what_stands_in_the_database_opens_nothing(office):
    from citycompact.web.site.models import Invitation

    office.post(PAGE, {"email": "audit@x.example", "role": "auditor", "language": "en"})
    token = path_of("audit@x.example").strip("/").split("/")[-1]
    row = Invitation.objects.get()
    assert token not in (row.token_sha256, str(row.pk))
    assert Client().get(f"/invitation/{row.token_sha256}/").status_code == 404


def test_a_sectors_approvers_are_told_who_has_got_a_role_in_it(office):
    from citycompact.web.city.models import Operator
    from citycompact.web.outbox.models import Message

    operator = Operator.objects.filter(sector="charter").first()
    data = {"email": "op@x.example", "role": "operator", "operator": operator.pk, "language": "en"}
    office.post(PAGE, data)
    _person, client = member("op@x.example", "")
    client.post(path_of("op@x.example"))
    told = Message.objects.filter(key__startswith="role:")
    assert [message.recipient for message in told] == ["charter@demo.example"]
    assert "op@x.example" in told[0].body
    assert "office@demo.example" in told[0].body
    assert operator.name in told[0].body


def test_nobody_approves_for_two_sectors(signed_in):
    from citycompact.web.site.models import User

    district = signed_in("approver-district")
    data = {"email": "charter@demo.example", "role": "approver:district", "language": "en"}
    district.post(PAGE, data)
    page = signed_in("approver-charter").post(path_of("charter@demo.example"), follow=True).content.decode()
    assert "Nobody approves for two sectors" in page
    roles = User.objects.get(email="charter@demo.example").staff_roles
    assert [role.sector for role in roles.filter(role="approver")] == ["charter"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no-address", "office"], "is no e-mail address"),
        (["a@x.example", "king"], "is no role"),
        (["a@x.example", "approver"], "does not go with this role"),
        (["a@x.example", "office", "--sector", "charter"], "does not go with this role"),
        (["a@x.example", "operator", "--operator", "NOBODY"], "does not go with this role"),
        (["a@x.example", "school"], "does not go with this role"),
        (["a@x.example", "office", "--language", "xx"], "no language"),
    ],
)
def test_the_command_refuses_what_does_not_fit_in_one_sentence(monkeypatch, words, said):
    from citycompact.cli import app
    from citycompact.web.site.models import Invitation

    for name in ("set_up", "prepare_database"):
        monkeypatch.setattr(f"citycompact.ops.set_up.{name}", lambda: True)
    done = CliRunner().invoke(app, ["site", "invite", *words])
    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert "Traceback" not in done.output
    assert not Invitation.objects.exists()
    assert mail.outbox == []
