"""Who acts is an account and its address at the time, whatever it calls itself, and is never rewritten."""

from __future__ import annotations

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from tampering import as_nobody

from citycompact.web.site.trail import events
from second_factors import pass_second_factor

pytestmark = pytest.mark.django_db


def account(email):
    from citycompact.web.site.models import User

    return User.objects.get(email=email)


def rename(client, name):
    client.post("/family/profile/", {"name": name, "language": "en", "phone": ""})


def test_a_clerk_who_renames_himself_to_the_auditor_changes_nothing(signed_in):
    clerk, auditor = account("office@demo.example"), account("auditor@demo.example")
    client, auditors = signed_in("office"), signed_in("auditor")
    rename(client, "First name")
    before = [(e["who"], e["email"]) for e in events(kind="account", limit=1)]
    rename(client, auditor.name)
    as_nobody()
    type(clerk).objects.filter(pk=clerk.pk).update(email="auditor2@demo.example")
    rename(client, f"{auditor.name} (auditor)")
    found = list(events(kind="account", person=str(clerk.pk), limit=10))
    assert before == [(str(clerk.pk), "office@demo.example")]
    assert [(e["who"], e["email"]) for e in found if e["who"]] == [
        (str(clerk.pk), "auditor2@demo.example"),
        (str(clerk.pk), "office@demo.example"),
        (str(clerk.pk), "office@demo.example"),
    ]
    page = auditors.get("/office/trail/", {"person": str(clerk.pk)}).content.decode()
    assert str(clerk.pk) in page
    assert "office@demo.example" in page
    assert f"calls itself {auditor.name} (auditor) now" in page
    assert str(auditor.pk) not in page


def test_who_took_over_an_address_is_told_from_who_had_it(signed_in):
    """The address that another had is searched for: both accounts are offered, each with what it did."""
    clerk, auditor = account("office@demo.example"), account("auditor@demo.example")
    rename(signed_in("auditor"), "Of old")
    model = type(clerk)
    model.objects.filter(pk=auditor.pk).update(email="moved@demo.example")
    model.objects.filter(pk=clerk.pk).update(email="auditor@demo.example")
    client = Client()
    client.force_login(account("auditor@demo.example"))
    pass_second_factor(client, account("auditor@demo.example"))
    rename(client, "Of late")
    found = [e["who"] for e in events(kind="account", person="Auditor@demo.example", limit=9)]
    assert set(found) == {str(clerk.pk), str(auditor.pk)}
    auditors = Client()
    auditors.force_login(account("moved@demo.example"))
    pass_second_factor(auditors, account("moved@demo.example"))
    page = auditors.get("/office/trail/", {"person": "auditor@demo.example"}).content.decode()
    for person in (clerk, auditor):
        assert f'<a href="?person={person.pk}">' in page


@pytest.mark.parametrize(
    "statement",
    [
        'update pghistory_context set metadata = metadata || \'{"email": "x"}\'',
        "delete from pghistory_context",
        "insert into pghistory_context (id, metadata, created_at, updated_at) select id, '{}', now(), now() "
        "from pghistory_context limit 1 on conflict (id) do update set metadata = excluded.metadata",
    ],
)
def test_who_acted_cannot_be_rewritten(signed_in, statement):
    rename(signed_in("office"), "A")
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_change_by_nobody_says_so_with_the_role_of_the_database(signed_in, round_):
    as_nobody()
    with connection.cursor() as cursor:
        cursor.execute("select session_user")
        (role,) = cursor.fetchone()
        cursor.execute("update enrollment_round set name = 'By hand' where round_id = %s", [round_.pk])
    event = next(events(kind="round"))
    assert (event["who"], event["email"], event["database_role"]) == (None, None, role)
    page = signed_in("auditor").get("/office/trail/", {"kind": "round"}).content.decode()
    assert "nobody who was signed in" in page
    assert f"database role {role}" in page


def test_the_role_of_the_database_is_not_what_a_statement_says_it_is(round_):
    with connection.cursor() as cursor:
        cursor.execute("select session_user")
        (role,) = cursor.fetchone()
        cursor.execute(
            "select set_config('pghistory.context_id', gen_random_uuid()::text, true), "
            "set_config('pghistory.context_metadata', '{\"database_role\": \"the worker\"}', true)"
        )
        cursor.execute("update enrollment_round set name = 'Forged' where round_id = %s", [round_.pk])
    assert next(events(kind="round"))["database_role"] == role


def test_a_request_that_says_more_of_itself_later_leaves_what_it_said_before():
    import pghistory

    from citycompact.web.city.models import City

    city = City.objects.get()
    with pghistory.context(user="u", email="u@x.example"):
        city.name = "First"
        city.save()
        pghistory.context(why="then")
        city.name = "Second"
        city.save()
    found = {e["content"]["name"]: e["why"] for e in events(kind="city", limit=2)}
    assert found == {"First": None, "Second": "then"}


def test_events_of_before_show_the_account_and_that_its_address_was_not_kept(signed_in, round_):
    import pghistory

    clerk = account("office@demo.example")
    with pghistory.context(user=str(clerk.pk)):
        round_.name = "As it was"
        round_.save()
    page = signed_in("auditor").get("/office/trail/", {"kind": "round"}).content.decode()
    assert "address: not kept then" in page
    assert str(clerk.pk) in page


def test_a_passwords_change_a_new_address_and_a_second_factor_stand_in_the_trail_without_secrets(signed_in):
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator

    from citycompact.web.site.models import StaffRole

    approver = StaffRole.objects.filter(role="approver").first().user
    approver.set_password("taken over by the clerk")
    approver.save()
    EmailAddress.objects.create(user=approver, email="clerk@demo.example", verified=True)
    factor = Authenticator.objects.get(user=approver)
    factor.data = {"secret": "zzsecret"}
    factor.save()
    factor.delete()
    found = list(events(limit=20, person=str(approver.pk)))
    for kind in ("e-mail address", "second factor"):
        found += events(kind=kind, limit=3)
    done = {(e["kind"], e["label"]) for e in found}
    assert done >= {
        ("account", "password"),
        ("e-mail address", "insert"),
        ("second factor", "secret"),
        ("second factor", "delete"),
    }
    said = str([e["content"] for e in found])
    assert "zzsecret" not in said
    assert approver.password not in said
    assert "clerk@demo.example" in said
