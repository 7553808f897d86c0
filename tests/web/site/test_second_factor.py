"""A second factor opens the session that it was shown in, and no other."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction
from django.test import Client

from citycompact.web.outbox.models import Message
from citycompact.web.site.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a long password of the office"
SHOW_AGAIN = "/account/2fa/reauthenticate/"


def code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def office():
    """The office's account, which signs in for itself; its second factor's secret is ``office.secret``."""
    user = User.objects.get(email="office@demo.example")
    user.set_password(PASSWORD)
    user.save()
    Authenticator.objects.filter(user=user).delete()
    user.secret = generate_totp_secret()
    TOTP.activate(user, user.secret)
    return user


def half_way(user):
    """A session from before the second factor was asked for."""
    client = Client()
    client.force_login(user)
    return client


def test_having_a_second_factor_opens_nothing_to_a_session_that_did_not_show_it(office):
    client = half_way(office)
    answer = client.get("/office/")
    assert answer.status_code == 302
    assert answer["Location"] == f"{SHOW_AGAIN}?next=%2Foffice%2F"
    asked = client.get(answer["Location"])
    assert asked.status_code == 200
    wrong = client.post(answer["Location"], {"code": "000000"})
    assert wrong.status_code == 200
    assert client.get("/office/").status_code == 302
    back = client.post(answer["Location"], {"code": code(office.secret)})
    assert back["Location"] == "/office/"
    assert client.get("/office/").status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        "/account/2fa/",
        "/account/2fa/totp/deactivate/",
        "/account/2fa/recovery-codes/",
        "/account/2fa/webauthn/add/",
        "/account/email/",
        "/account/password/change/",
        "/family/profile/",
        "/family/my-data/",
    ],
)
def test_who_knows_a_password_alone_cannot_take_the_second_factor_away(office, page):
    assert half_way(office).get(page)["Location"].startswith(SHOW_AGAIN)
    for public in ("/help/", "/health/", "/trail/heads/"):
        assert half_way(office).get(public).status_code == 200


def test_another_accounts_second_factor_in_the_same_browser_is_not_this_ones(office):
    client = half_way(office)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
    session["account_authentication_methods_user"] = str(User.objects.get(email="auditor@demo.example").pk)
    session.save()
    assert client.get("/office/").status_code == 302


def test_a_code_by_mail_does_not_take_the_place_of_the_second_factor(office):
    client = Client()
    client.post("/account/login/code/", {"email": office.email})
    mailed = Message.objects.filter(recipient=office.email).latest("pk").body
    typed = next(line.strip() for line in mailed.splitlines() if re.fullmatch(r"\s*[A-Z0-9-]{6,9}\s*", line))
    answer = client.post("/account/login/code/confirm/", {"code": typed})
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert client.get("/office/")["Location"].startswith("/account/login/")
    shown = client.post("/account/2fa/authenticate/", {"code": code(office.secret)})
    assert shown.status_code == 302, shown.content.decode()
    assert client.get("/office/").status_code == 200, shown["Location"]


def test_enrolling_and_removing_end_every_other_session_of_the_account(office, monkeypatch):
    Authenticator.objects.filter(user=office).delete()
    stranger = Client()
    stranger.force_login(User.objects.get(email="parent@demo.example"))
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post("/account/login/", {"login": office.email, "password": PASSWORD})
        assert client.get("/account/2fa/totp/activate/").status_code == 302, "who enrolls says who they are"
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        assert client.get("/account/2fa/totp/activate/").status_code == 200
    page = here.get("/account/2fa/totp/activate/")
    # A test is one transaction; on the site the library's ends within the request.
    monkeypatch.setattr(transaction, "on_commit", lambda then, **_: then())
    done = here.post("/account/2fa/totp/activate/", {"code": code(page.context["form"].secret)})
    assert done.status_code == 302, page.content
    assert here.get("/office/").status_code == 200, "who enrolled has just shown it"
    assert elsewhere.get("/office/")["Location"].startswith("/account/login/")
    assert stranger.get("/family/profile/").status_code == 200
    elsewhere.post("/account/login/", {"login": office.email, "password": PASSWORD})
    Authenticator.objects.filter(user=office).update(last_used_at=None)
    from django.core.cache import cache

    cache.clear()
    secret = page.context["form"].secret
    elsewhere.post("/account/2fa/authenticate/", {"code": code(secret)})
    assert elsewhere.get("/office/").status_code == 200
    here.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=office).exists()
    assert elsewhere.get("/office/")["Location"].startswith("/account/login/")
    assert here.get("/office/")["Location"] == "/account/2fa/totp/activate/"
