"""Who decides what at a school: the governance profile of district, charter and partnership schools."""

from __future__ import annotations

from citycompact.words import Language

POWERS: dict[str, dict[Language, str]] = {
    "staffing": {"en": "Staffing", "es": "Personal"},
    "curriculum": {"en": "Curriculum", "es": "Currículo"},
    "calendar": {"en": "Calendar", "es": "Calendario"},
    "budget": {"en": "Budget", "es": "Presupuesto"},
    "building": {"en": "Building", "es": "Edificio"},
    "enrollment": {"en": "Enrollment", "es": "Inscripción"},
    "closure": {"en": "Closure", "es": "Cierre"},
}
"""What there is to decide."""

HOLDERS: dict[str, dict[Language, str]] = {
    "district": {"en": "District", "es": "Distrito"},
    "school": {"en": "School", "es": "Escuela"},
    "operator": {"en": "Operator or partner", "es": "Operador o socio"},
    "authorizer": {"en": "Authorizer", "es": "Autoridad otorgante"},
    "shared": {"en": "Shared", "es": "Compartido"},
}
"""Who may hold it."""

USUAL: dict[str, dict[str, str]] = {
    "district": dict.fromkeys(POWERS, "district") | {"calendar": "district", "staffing": "shared"},
    "charter": dict.fromkeys(POWERS, "operator") | {"enrollment": "shared", "closure": "authorizer"},
}
"""How these powers usually lie in the two sectors, to hold a partnership school against."""


def differences(profile: dict[str, str], sector: str) -> list[str]:
    """Powers that lie elsewhere than is usual in a sector, in the order of ``POWERS``."""
    return [power for power in POWERS if profile.get(power) != USUAL[sector][power]]
