"""Who signed in, and where somebody tried to, is known; what was typed is not kept."""

from __future__ import annotations

import pytest
from django.test import Client

from citycompact.web.site.models import User
from citycompact.web.site.trail import events

pytestmark = pytest.mark.django_db
PASSWORD = "a long password of the test"


@pytest.fixture
def parent(family):
    family.set_password(PASSWORD)
    family.save()
    return family


def sign_in(email, password):
    return Client().post("/account/login/", {"login": email, "password": password})


def found():
    return [(e["label"], e["object"]) for e in events(kind="sign-in", limit=20)]


def test_signing_in_is_written_down_as_the_accounts_own_act(parent):
    assert sign_in(parent.email, PASSWORD).status_code == 302
    (event,) = events(kind="sign-in", limit=20)
    assert (event["label"], event["object"]) == ("signed in", str(parent.pk))
    assert (event["who"], event["email"]) == (str(parent.pk), parent.email)


def test_a_wrong_password_is_counted_for_the_account_and_not_quoted(parent):
    sign_in(parent.email, "zzwrong password")
    sign_in("nobody-zz@demo.example", "zzwrong password")
    assert sorted(found(), key=str) == sorted([("failed", str(parent.pk)), ("failed", None)], key=str)
    said = str(list(events(kind="sign-in", limit=20)))
    assert "zz" not in said


@pytest.mark.parametrize("typed", ["", "x" * 10_000, "%@_.example", "ñandú@éxample.com", "a\\@b.example"])
def test_odd_addresses_are_refused_and_nothing_breaks(typed):
    assert sign_in(typed, "some password").status_code in (200, 302)


def test_a_wrong_second_factor_is_written_down(parent):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(parent, generate_totp_secret())
    client = Client()
    client.post("/account/login/", {"login": parent.email, "password": PASSWORD})
    client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert ("wrong code", str(parent.pk)) in found()
    assert ("signed in", str(parent.pk)) not in found()
    assert next(events(kind="second factor"))["label"] == "insert"
    assert Authenticator.objects.filter(user=parent).exists()


def test_an_act_of_the_request_that_signs_in_is_the_accounts(parent):
    before = User.objects.count()
    sign_in(parent.email, PASSWORD)
    assert User.objects.count() == before
