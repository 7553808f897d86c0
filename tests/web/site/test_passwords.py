"""Staff have long passwords, also those who had a short one before they were staff."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from citycompact.web.site.models import StaffRole, User

pytestmark = pytest.mark.django_db
SHORT, LONG = "dutiful otter", "dutiful otter and a pear"


def test_a_family_may_have_a_shorter_password_than_staff(family):
    validate_password(SHORT, family)
    validate_password(SHORT, User(email="new@example.org"))
    office = User.objects.get(email="office@demo.example")
    with pytest.raises(ValidationError, match="at least 15 characters"):
        validate_password(SHORT, office)
    with pytest.raises(ValidationError):
        validate_password("fourteen chars", office)
    validate_password("fifteen charact", office)
    assert any("staff" in text for text in password_validators_help_texts())


def test_who_becomes_staff_with_a_short_password_changes_it_before_any_page_of_staff(family):
    family.set_password(SHORT)
    family.save()
    StaffRole.objects.create(user=family, role="office")
    client = Client()
    client.post("/account/login/", {"login": family.email, "password": SHORT})
    from allauth.mfa.models import Authenticator

    from second_factors import pass_second_factor

    Authenticator.objects.create(user=family, type="totp", data={"secret": "x"})
    pass_second_factor(client, family)
    change = "/account/password/change/"
    assert client.get("/office/")["Location"] == change
    form = {"oldpassword": SHORT, "password1": SHORT[::-1], "password2": SHORT[::-1]}
    assert b"15" in client.post(change, form).content
    assert client.get("/office/")["Location"] == change
    client.post(change, form | {"password1": LONG, "password2": LONG})
    assert client.get("/office/").status_code == 200
