"""Who may open what: one table for the whole site.

Every route stands here once. A route that does not stand here opens for nobody, and a test walks all
routes as all roles and compares. Which *rows* a role sees is narrowed further in the views.
"""

from __future__ import annotations

ANYONE = "anyone"
FAMILY = "family"
SCHOOL, OPERATOR, OFFICE, APPROVER, AUDITOR = "school", "operator", "office", "approver", "auditor"
STEWARD = "steward"
STAFF = frozenset({SCHOOL, OPERATOR, OFFICE, APPROVER, AUDITOR, STEWARD})
EVERY_ROLE = frozenset({ANYONE, FAMILY}) | STAFF
SIGNED_IN = EVERY_ROLE - {ANYONE}

_OFFICE = frozenset({OFFICE})
_OFFICE_READ = frozenset({OFFICE, APPROVER, AUDITOR})
_STEWARD = frozenset({STEWARD})
_STEWARD_READ = frozenset({STEWARD, AUDITOR})
_SCHOOLS = frozenset({SCHOOL, OPERATOR})

PERMISSIONS: dict[str, frozenset[str]] = {
    "home": EVERY_ROLE,
    "health": EVERY_ROLE,
    "metrics": frozenset({OFFICE, AUDITOR}),
    "language": EVERY_ROLE,
    "help": EVERY_ROLE,
    # families
    "families:children": SIGNED_IN,
    "families:add_child": SIGNED_IN,
    "families:start": SIGNED_IN,
    "families:share": SIGNED_IN,
    "families:accept": SIGNED_IN,
    "families:step": SIGNED_IN,
    "families:autosave": SIGNED_IN,
    "families:add_choice": SIGNED_IN,
    "families:move_choice": SIGNED_IN,
    "families:order_choices": SIGNED_IN,
    "families:upload": SIGNED_IN,
    "families:document": SIGNED_IN,
    "families:submit": SIGNED_IN,
    "families:receipt": SIGNED_IN,
    "families:receipt_pdf": SIGNED_IN,
    "families:receipt_json": SIGNED_IN,
    "families:withdraw": SIGNED_IN,
    "families:results": SIGNED_IN,
    "families:my_data": SIGNED_IN,
    "families:profile": SIGNED_IN,
    # schools
    "schools:programs": _SCHOOLS,
    "schools:claims": _SCHOOLS,
    "schools:claim": _SCHOOLS,
    "schools:document": _SCHOOLS,
    "schools:roster": _SCHOOLS,
    "schools:export": _SCHOOLS,
    "schools:import": _SCHOOLS,
    "schools:approve_seats": frozenset({OPERATOR}),
    # office
    "office:rounds": _OFFICE_READ,
    "office:round": _OFFICE_READ,
    "office:edit_round": _OFFICE,
    "office:new_round": _OFFICE,
    "office:rulebook": _OFFICE_READ,
    "office:upload_rulebook": _OFFICE,
    "office:sign_rulebook": frozenset({APPROVER}),
    "office:freeze": _OFFICE,
    "office:commitment": EVERY_ROLE,
    "office:seed": _OFFICE,
    "office:what_if": _OFFICE,
    "office:run": _OFFICE_READ,
    "office:run_progress": _OFFICE_READ,
    "office:run_report": _OFFICE_READ,
    "office:compare": _OFFICE_READ,
    "office:approve": frozenset({APPROVER}),
    "office:publish": _OFFICE,
    "office:children": frozenset({OFFICE, AUDITOR}),
    "office:paper": _OFFICE,
    "office:duplicates": _OFFICE,
    "office:merge": _OFFICE,
    "office:trail": frozenset({OFFICE, AUDITOR, STEWARD}),
    "office:trail_export": frozenset({AUDITOR}),
    "office:package_export": frozenset({OFFICE, AUDITOR}),
    "tokens": _OFFICE,
    # The API's own bearer tokens decide about its exports.
    **dict.fromkeys(
        (
            "api:openapi-json",
            "api:api-root",
            "api:schools",
            "api:programs",
            "api:rounds",
            "api:commitment",
            "api:package",
            "api:oneroster",
        ),
        EVERY_ROLE,
    ),
    # the compact: what is public
    **dict.fromkeys(
        (
            "compact:overview",
            "compact:promise",
            "compact:evidence",
            "compact:agreement",
            "compact:indicators",
            "compact:indicator",
            "compact:chart",
            "compact:barriers",
            "compact:network",
            "compact:network_picture",
            "compact:partnership",
            "compact:exchanges",
            "compact:survey_results",
            "compact:cities",
            "compact:meeting_minutes",
            "compact:report_pdf",
            "compact:open_data",
            "compact:progress",
            "compact:standing",
        ),
        EVERY_ROLE,
    ),
    "compact:amendments": frozenset({STEWARD, APPROVER, AUDITOR}),
    "compact:vote": frozenset({APPROVER}),
    "compact:withdraw": _STEWARD,
    "compact:sign_up": SIGNED_IN,
    "compact:survey": SIGNED_IN,
    # the compact: the steward's desk
    **dict.fromkeys(
        (
            "compact:desk",
            "compact:people",
            "compact:meetings",
            "compact:meeting",
            "compact:interviews",
            "compact:interview",
            "compact:table",
            "compact:decide",
            "compact:records",
            "compact:new_record",
            "compact:edit_record",
        ),
        _STEWARD_READ,
    ),
    **dict.fromkeys(
        (
            "compact:terms",
            "compact:amend",
            "compact:change_status",
            "compact:new_meeting",
            "compact:resolve",
            "compact:new_row",
            "compact:edit_row",
            "compact:new_version",
            "compact:begin",
            "compact:import_series",
            "compact:import_city",
            "compact:recompute",
        ),
        _STEWARD,
    ),
    # outbox
    "outbox:messages": frozenset({OFFICE, AUDITOR}),
    # demo: these routes exist in demo mode only
    "demo:sign_in": EVERY_ROLE,
    "demo:outbox": EVERY_ROLE,
    # allauth
    **dict.fromkeys(
        (
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
            "mfa_authenticate",
        ),
        EVERY_ROLE,
    ),
    **dict.fromkeys(
        (
            "account_email",
            "account_change_password",
            "account_set_password",
            "account_reauthenticate",
            "mfa_index",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_reauthenticate",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
        ),
        SIGNED_IN,
    ),
}
