"""What belongs to no room: the front page, accounts, and whether the site is well."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language
from pghistory.models import Context
from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinatePeriodicDefer,
    ProcrastinateWorker,
)

from citycompact.web.declarations import App, Foreign, Official, Personal, Route, Tracked, Untracked
from citycompact.web.declarations import Link as HeaderLink
from citycompact.web.roles import AUDITOR, EVERY_ROLE, OFFICE, SIGNED_IN, STAFF, STEWARD
from citycompact.web.site import account_pages, desk, idle, linking, nightly, observing, pages, trail_pages
from citycompact.web.site.models import (
    Forgetting,
    Head,
    Invitation,
    Link,
    Reading,
    Shape,
    SignIn,
    StaffRole,
    User,
)
from citycompact.web.site.retention import forget_accounts, forget_readings

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
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
)

APP = App(
    prefix="",
    namespace="",
    routes=(
        Route("home", "", pages.home, EVERY_ROLE, second_factor=False, before_city=True),
        Route("desk", "desk/", desk.first_page, STAFF, reads="nothing"),
        Route("help", "help/", pages.help_page, EVERY_ROLE, second_factor=False, before_city=True),
        Route("health", "health/", observing.health, EVERY_ROLE, second_factor=False, before_city=True),
        Route("metrics", "metrics/", observing.metrics, {OFFICE, AUDITOR}, reads="nothing", before_city=True),
        Route("session", "account/session/", idle.session, EVERY_ROLE, second_factor=False, before_city=True),
        Route("my_data", "family/my-data/", account_pages.my_data, SIGNED_IN, before_city=True),
        Route("profile", "family/profile/", account_pages.profile, SIGNED_IN, before_city=True),
        Route(
            "trail",
            "office/trail/",
            trail_pages.audit_trail,
            {OFFICE, AUDITOR, STEWARD},
            reads="children",
            before_city=True,
        ),
        Route(
            "trail_export",
            "office/trail.csv",
            trail_pages.trail_export,
            {AUDITOR},
            reads="children",
            before_city=True,
        ),
        Route("heads", "trail/heads/", trail_pages.heads, EVERY_ROLE, second_factor=False, before_city=True),
        Route("language", "language/", set_language, EVERY_ROLE, second_factor=False, before_city=True),
    ),
    links=(
        HeaderLink("desk", _("Today"), STAFF, 5),
        HeaderLink("trail", _("Audit trail"), {OFFICE, AUDITOR, STEWARD}, 70),
    ),
    foreign=(
        Foreign(
            path("account/", include("allauth.account.urls")),
            dict.fromkeys(_FOR_EVERYBODY, EVERY_ROLE) | dict.fromkeys(_WHO_IS_SIGNED_IN, SIGNED_IN),
            second_factor=False,
        ),
        Foreign(
            path("account/2fa/", include("allauth.mfa.urls")),
            dict.fromkeys(("mfa_authenticate", "mfa_login_webauthn"), EVERY_ROLE)
            | dict.fromkeys(_SECOND_FACTOR, SIGNED_IN),
            second_factor=False,
        ),
    ),
    trail={
        User: Tracked("account", {OFFICE}),
        StaffRole: Tracked("role", {OFFICE}),
        Invitation: Tracked("invitation", {OFFICE}, {"token_sha256": set()}),
        EmailAddress: Tracked("e-mail address", {OFFICE}),
        Authenticator: Tracked("second factor", {OFFICE}),
        SignIn: Tracked("sign-in", {OFFICE}),
        Reading: Tracked("reading", {OFFICE}),
        Forgetting: Tracked("forgetting", {OFFICE}),
        Context: Untracked("it says who acted; a row never changes, and is hashed with each of its events"),
        Link: Untracked("it is the chain over the trail, and no link ever changes"),
        Shape: Untracked("it is of the chain over the trail, and never changes"),
        Head: Untracked("a head never changes, and both sectors have each by mail"),
        EmailConfirmation: Untracked("addresses are confirmed by codes, so it stays empty"),
        Session: Untracked("a sign-in stands in the trail as such; a session only carries it on"),
        ContentType: Untracked("a list of tables, which rights of ours never rest on"),
        Permission: Untracked("rights are roles, which are in the trail; this table gives none"),
        Group: Untracked("rights are roles, which are in the trail; this table gives none"),
        Group.permissions.through: Untracked("rights are roles, which are in the trail"),
        ProcrastinateJob: Untracked("the queue of background jobs; what a job changes is in the trail"),
        ProcrastinateEvent: Untracked("the queue of background jobs; what a job changes is in the trail"),
        ProcrastinatePeriodicDefer: Untracked("the queue of background jobs, and when one is due"),
        ProcrastinateWorker: Untracked("the workers that are alive at this moment"),
    },
    bare={
        "django_migrations": "which versions of the tables there are",
        "cache": "what can be computed again at any time, and counts of failed sign-ins",
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
        Invitation: Personal(
            "invitations",
            "used_by",
            ("email", "role", "school", "operator", "sector", "made_at", "used_at"),
            root=User,
            history="used_by_id::text = any(%s)",
        ),
        EmailAddress: Personal(
            "email_addresses",
            "user",
            ("email", "verified", "primary"),
            root=User,
            history="user_id::text = any(%s)",
        ),
        Authenticator: Personal(
            "second_factors",
            "user",
            ("type", "created_at", "last_used_at"),
            root=User,
            history="user_id::text = any(%s)",
        ),
        EmailConfirmation: Official("addresses are confirmed by codes, so it stays empty"),
    },
    forget={User: forget_accounts, Reading: forget_readings},
    jobs=(nightly, linking),
)
