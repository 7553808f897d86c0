"""A second factor's secret is in the database only under the site's key."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters

from citycompact.web.site.kept_secrets import MfaAdapter

pytestmark = pytest.mark.django_db


def code(secret):
    return format_hotp_value(hotp_value(secret, next(counters())))


def test_what_the_database_holds_is_no_secret_and_another_sites_key_opens_nothing(family, settings):
    secret = generate_totp_secret()
    TOTP.activate(family, secret)
    kept = Authenticator.objects.get(user=family)
    assert secret not in str(kept.data)
    assert kept.wrap().validate_code(code(secret))
    settings.SECRET_KEY = "another site's key, after a restore without the first"
    assert not Authenticator.objects.get(user=family).wrap().validate_code(code(secret))


def test_what_was_kept_before_is_read_as_it_was():
    assert MfaAdapter().decrypt("JBSWY3DPEHPK3PXP") == "JBSWY3DPEHPK3PXP"
