"""What belongs to no room: the front page, accounts, and whether the site is well."""

from allauth.account.models import EmailAddress
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language

from citycompact.web.declarations import App, Foreign, Link, Personal, Route, Tracked
from citycompact.web.roles import AUDITOR, EVERY_ROLE, OFFICE, SIGNED_IN, STEWARD
from citycompact.web.site import account_pages, nightly, observing, pages, trail_pages
from citycompact.web.site.models import StaffRole, User
from citycompact.web.site.retention import forget_accounts

_FOR_EVERYBODY = (
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
)
_WHO_IS_SIGNED_IN = (
    "account_email",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
)
_SECOND_FACTOR = (
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
)

APP = App(
    prefix="",
    namespace="",
    routes=(
        Route("home", "", pages.home, EVERY_ROLE, second_factor=False),
        Route("help", "help/", pages.help_page, EVERY_ROLE, second_factor=False),
        Route("health", "health/", observing.health, EVERY_ROLE, second_factor=False),
        Route("metrics", "metrics/", observing.metrics, {OFFICE, AUDITOR}),
        Route("my_data", "family/my-data/", account_pages.my_data, SIGNED_IN),
        Route("profile", "family/profile/", account_pages.profile, SIGNED_IN),
        Route("trail", "office/trail/", trail_pages.audit_trail, {OFFICE, AUDITOR, STEWARD}),
        Route("trail_export", "office/trail.csv", trail_pages.trail_export, {AUDITOR}),
        Route("language", "language/", set_language, EVERY_ROLE, second_factor=False),
    ),
    links=(Link("trail", _("Audit trail"), {OFFICE, AUDITOR, STEWARD}, 70),),
    foreign=(
        Foreign(
            path("account/", include("allauth.account.urls")),
            dict.fromkeys(_FOR_EVERYBODY, EVERY_ROLE) | dict.fromkeys(_WHO_IS_SIGNED_IN, SIGNED_IN),
            second_factor=False,
        ),
        Foreign(
            path("account/2fa/", include("allauth.mfa.urls")),
            {"mfa_authenticate": EVERY_ROLE, **dict.fromkeys(_SECOND_FACTOR, SIGNED_IN)},
            second_factor=False,
        ),
    ),
    trail={
        User: Tracked("account", {OFFICE}),
        StaffRole: Tracked("role", {OFFICE}),
    },
    personal={
        User: Personal(
            "account",
            "pk",
            ("email", "name", "phone", "language", "date_joined", "last_login"),
            root=User,
            history="pgh_obj_id::text = any(%s)",
        ),
        StaffRole: Personal(
            "roles",
            "user",
            ("role", "school", "operator", "sector"),
            root=User,
            history="user_id::text = any(%s)",
        ),
        EmailAddress: Personal("email_addresses", "user", ("email", "verified", "primary"), root=User),
    },
    forget={User: forget_accounts},
    jobs=(nightly,),
)
