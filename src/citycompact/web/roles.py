"""Who there is, as the routes of the site name them."""

from __future__ import annotations

ANYONE = "anyone"
FAMILY = "family"
SCHOOL, OPERATOR, OFFICE, APPROVER, AUDITOR = "school", "operator", "office", "approver", "auditor"
STEWARD = "steward"
STAFF = frozenset({SCHOOL, OPERATOR, OFFICE, APPROVER, AUDITOR, STEWARD})
EVERY_ROLE = frozenset({ANYONE, FAMILY}) | STAFF
SIGNED_IN = EVERY_ROLE - {ANYONE}
